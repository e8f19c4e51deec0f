"""Promises of forms: the picture in one is found as it was sent, and what is none is nothing."""

from __future__ import annotations

import time

import pytest

from ui.serving.forms import part_of

KIND = "multipart/form-data; boundary=xyz"


def form(*parts: tuple[str, bytes]) -> bytes:
    """Return a form of parts, each described in its own way."""
    return (
        b"".join(b"--xyz\r\n" + said.encode() + b"\r\n\r\n" + inside + b"\r\n" for said, inside in parts) + b"--xyz--"
    )


@pytest.mark.parametrize("said", [
    'Content-Disposition: form-data; name="picture"; filename="a.png"\r\nContent-Type: image/png',
    "content-disposition: form-data; filename=\"p; name=other.png\"; name=picture",
    "Content-Type: image/png\r\nContent-Disposition: form-data; name=\"picture\"; filename*=UTF-8''%e5%9b%be.png",
])  # fmt: skip
def test_part_is_found_however_it_is_described(said: str) -> None:
    content = b"\x89PNG\r\n\r\n--xy\r\n\xff\x00"
    other = ('Content-Disposition: form-data; name="other"', b"picture")
    assert part_of(form(other, (said, content)), KIND, "picture") == content
    assert part_of(form((said, content), other), 'Multipart/Form-Data; boundary="xyz"', "picture") == content


@pytest.mark.parametrize(
    "kind", ["", KIND, "multipart/form-data", "multipart/form-data; boundary=", "multipart/\xff;;"]
)
@pytest.mark.parametrize("content", [
    b"", b"--xyz", b"--xyz--", b"--xyz\r\nname=picture", b"\r\n--xyz\r\n\r\n\r\n\xff", b"\x00" * 100,
    b"--xyz\r\nContent-Disposition: form-data; name*=\xff''%ff; filename=a\r\n\r\na\r\n--xyz--",
])  # fmt: skip
def test_what_is_no_such_form_holds_nothing(content: bytes, kind: str) -> None:
    assert part_of(content, kind, "picture") is None


@pytest.mark.parametrize(
    "content", [b"--xyz\r\n", b"\r\n--xyz\r\nContent-Disposition: a\r\n\r\n", b"\r\n", b"a: b\r\n"]
)
def test_form_that_means_harm_costs_little(content: bytes) -> None:
    began = time.process_time()
    assert part_of(content * (20_000_000 // len(content)), KIND, "picture") is None
    assert time.process_time() - began < 2
