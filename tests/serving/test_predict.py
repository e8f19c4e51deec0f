"""Promises of `/api/predict`: the answer of `predict --json`, or one sentence and a reason; few at a time."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from starlette.types import ASGIApp

from model.cli.main import main
from model.storage import home_version
from model.versions import published
from tests.cli.saved import saved_seven
from tests.coroutines import held
from tests.serving.asgi import Answer, ask, asked, connection
from ui.serving import predict

PROGRAM = {"host": "192.0.2.1:8501"}


def sent(app: ASGIApp, *body: bytes, method: str = "POST", client: str = "192.0.2.7", **headers: str) -> Answer:
    """Return what comes of a picture that a program sends."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(app, connection({**PROGRAM, **given}, client, method=method, path="/api/predict"), *body)


def reason(answer: Answer) -> str:
    """Return for which reason nothing was read; there must be a sentence, too, and nothing else."""
    said = json.loads(answer.body)
    assert sorted(said) == ["error", "reason"]
    assert said["error"][0].isupper()
    assert said["error"].endswith(".")
    assert "Traceback" not in said["error"]
    return str(said["reason"])


def as_file(picture: np.ndarray, kind: str, **options: object) -> bytes:
    """Return a picture as a file."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, kind, **options)  # type: ignore[arg-type]
    return file.getvalue()


@pytest.mark.parametrize("kind", ["seven", "empty", "cut off"])
def test_it_answers_as_the_command_line_does(
    kind: str, app: ASGIApp, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = saved_seven(tmp_path)
    if kind != "seven":
        white = np.full((280, 280), 255, np.uint8)
        white[100:180, : 150 if kind == "cut off" else 0] = 0
        Image.fromarray(white).save(file)
    main(["predict", "--json", str(file)])
    wanted = json.loads(capsys.readouterr().out)
    assert (wanted.pop("file"), wanted.pop("index")) == (str(file), 0)
    content = file.read_bytes()
    alone = sent(app, content[:100], content[100:], content_type="image/png")
    form = b'--b\r\nContent-Disposition: form-data; name="picture"; filename="a"\r\n\r\n' + content + b"\r\n--b--\r\n"
    as_form = sent(app, form, content_type="multipart/form-data; boundary=b")
    for answer in (alone, as_form):
        assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
        assert json.loads(answer.body) == wanted


@pytest.mark.parametrize(("body", "headers", "status", "wanted"), [
    (b"", {}, 400, "nothing-sent"),
    (b"\x00" * 1000, {}, 415, "no-picture"),
    (b'{"picture": ""}', {"content_type": "application/json"}, 415, "no-picture"),
    (b"--b--", {"content_type": "multipart/form-data; boundary=b"}, 400, "nothing-sent"),
    (b"--b--", {"content_type": "multipart/form-data"}, 400, "nothing-sent"),
    (b"\x00\x00\x00\x18ftypheic", {}, 415, "heic-picture"),
    (as_file(np.zeros((99, 99), np.uint8), "PNG")[:60], {}, 400, "damaged-picture"),
    (as_file(np.zeros((1, 20_001), np.uint8), "PNG"), {}, 413, "too-long-picture"),
    (b"", {"origin": "http://evil.test"}, 403, "foreign-page"),
    (b"", {"origin": "null"}, 403, "foreign-page"),
    (b"", {"sec_fetch_site": "cross-site"}, 403, "foreign-page"),
])  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(
    body: bytes, headers: dict[str, str], status: int, wanted: str, app: ASGIApp
) -> None:
    answer = sent(app, body, **headers)
    assert (answer.status, reason(answer)) == (status, wanted)


def test_sentence_is_in_the_language_of_who_asks(app: ASGIApp) -> None:
    said = sent(app, b"no picture", accept_language="zh-CN").body.decode()
    assert json.loads(said)["error"].startswith("这个文件")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_pictures_are_posted(method: str, app: ASGIApp) -> None:
    answer = sent(app, method=method)
    assert (answer.status, answer.headers["allow"], reason(answer)) == (405, "POST", "only-post")


def test_what_is_too_large_is_not_read_to_its_end(app: ASGIApp) -> None:
    parts = [bytes(2**20)] * 100
    left = iter(parts)

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": next(left), "more_body": True}

    found: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        found.append(message)

    scope = connection({**PROGRAM, "content-length": "10"}, "192.0.2.7", method="POST", path="/api/predict")
    held(app(scope, receive, send))  # type: ignore[arg-type]
    assert (found[0]["status"], json.loads(found[1]["body"])["reason"]) == (413, "larger-than-photos")  # type: ignore[arg-type]
    assert len(list(left)) == 100 - 21


def test_who_goes_away_or_sends_nothing_holds_up_nobody(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predict, "_PATIENCE", 0.05)
    scope = connection(PROGRAM, "192.0.2.7", method="POST", path="/api/predict")

    async def never() -> dict[str, object]:
        await asyncio.Event().wait()
        return {}

    async def gone() -> dict[str, object]:
        return {"type": "http.disconnect"}

    async def statuses() -> list[object]:
        found: list[object] = []

        async def send(message: dict[str, object]) -> None:
            found.append(message.get("status"))

        for receive in (never, gone):
            await app(scope, receive, send)  # type: ignore[arg-type]
        return [each for each in found if each]

    assert held(statuses()) == [400, 400]


def test_who_sends_slowly_keeps_nobody_else_from_an_answer(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predict, "_read", lambda content: {"status": "empty"})
    waiting: list[int] = []

    async def never() -> dict[str, object]:
        waiting.append(1)
        await asyncio.Event().wait()
        return {}

    async def send(message: dict[str, object]) -> None:
        pass

    def slow(at: int) -> asyncio.Task[None]:
        scope = connection(PROGRAM, f"192.0.2.{at}", method="POST", path="/api/predict")
        return asyncio.ensure_future(app(scope, never, send))  # type: ignore[arg-type]

    async def answers() -> list[int]:
        found: list[int] = []
        coming = [slow(at) for at in [7] * 8 + [8] * 8]
        async with asyncio.timeout(30):
            while len(waiting) < len(coming):
                await asyncio.sleep(0)
        for client in ("192.0.2.7", "192.0.2.11"):
            scope = connection(PROGRAM, client, method="POST", path="/api/predict")
            found.append((await asked(app, scope, b"x")).status)
        for task in coming:
            task.cancel()
        await asyncio.gather(*coming, return_exceptions=True)
        found.append((await asked(app, scope, b"x")).status)
        return found

    assert held(answers()) == [503, 200, 200]


def test_sixty_a_minute_from_one_address(app: ASGIApp) -> None:
    assert {sent(app, b"x").status for __ in range(60)} == {415}
    refused = sent(app, b"x")
    assert (refused.status, reason(refused)) == (429, "too-many-pictures")
    assert 0 < int(refused.headers["retry-after"]) <= 61
    assert sent(app, b"x", client="192.0.2.8").status == 415


def test_two_are_read_at_a_time_and_few_wait(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, most, threads = [0], [0], threading.Event()

    def slowly(content: bytes) -> dict[str, object]:
        reading[0] += 1
        most[0] = max(most[0], reading[0])
        threads.wait(0.05)
        reading[0] -= 1
        return {"status": "empty"}

    monkeypatch.setattr(predict, "_read", slowly)

    async def many() -> list[Answer]:
        scopes = [connection(PROGRAM, f"192.0.2.{at}", method="POST", path="/api/predict") for at in range(20)]
        return list(await asyncio.gather(*(asked(app, scope, b"x") for scope in scopes)))

    answers = held(many())
    busy = [answer for answer in answers if answer.status != 200]
    assert (len(busy), most) == (12, [2])
    assert {(answer.status, answer.headers["retry-after"], reason(answer)) for answer in busy} == {
        (503, "5", "too-busy")
    }
    assert sent(app, b"x").status == 200


def test_what_is_amiss_on_the_computer_is_a_sentence(
    app: ASGIApp, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "SHIPPED", tmp_path)
    missing = sent(app, saved_seven(tmp_path).read_bytes())
    assert (missing.status, reason(missing)) == (503, "no-card")
    (home / "version").write_text(f"{home_version.VERSION + 1}")
    newer = sent(app, saved_seven(tmp_path).read_bytes())
    assert (newer.status, reason(newer)) == (503, "newer-home")
