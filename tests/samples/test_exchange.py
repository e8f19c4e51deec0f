"""Promises of samples as files: what is exported and imported is the same set; what is hostile is one sentence."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterable

import numpy as np
import pytest
from PIL import Image

from model.datasets.digit_styles import styled_digit
from model.errors import SampleError
from model.people.visitor import TEACHER
from model.samples import actions, exchange, pictures, store
from model.samples.lines import to_line
from model.samples.sample import NO_DIGIT, Sample
from model.samples.store import Filter
from tests.hostile.archives import zip_directory, zipped
from tests.hostile.pictures import saved
from tests.samples.drawings import BEN, sample, samples

LINE = to_line(sample()).encode()


def given() -> list[Sample]:
    """Return samples of every kind."""
    return [
        *samples(3, nickname="Zoë 小", answer=1, confidence=0.5, version="87639ec164d5a8d6"),
        sample(3, label=NO_DIGIT, is_approved=True),
        sample(4, strokes=(), source="photo", writer=BEN.id),
    ]


def plain(samples: Iterable[Sample]) -> bytes:
    """Return lines that are not packed."""
    return gzip.decompress(exchange.to_lines(samples))


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("pack", [exchange.to_lines, exchange.to_zip, plain])
def test_what_is_exported_and_imported_is_the_same_set_and_twice_adds_nothing(
    pack: Callable[[list[Sample]], bytes],
) -> None:
    actions.take_in(given(), TEACHER)
    before, content = store.select(), pack(store.select())
    assert actions.take_in(exchange.read(content, "digits").samples, TEACHER).new == 0
    actions.delete_everything(TEACHER)
    assert actions.take_in(exchange.read(content, "digits").samples, TEACHER).new == len(before) == 5
    assert list(map(to_line, store.select())) == list(map(to_line, before))
    assert pack(store.select()) == content
    assert actions.take_in(exchange.read(content, "digits").samples, TEACHER).new == 0


def test_collection_of_pen_strokes_is_imported_whole() -> None:
    """As collections are published: a label, a writer and strokes, and nothing of Inkling's own."""
    rng = np.random.default_rng(1)
    digits = [
        {
            "label": at % 10,
            "writer": f"w{at % 7}",
            "strokes": [stroke.tolist() for stroke in styled_digit(at % 10, rng)],
        }
        for at in range(70)
    ]
    content = gzip.compress("\n".join(map(json.dumps, digits)).encode())
    found = exchange.read(content, "pen_strokes.jsonl.gz").samples
    assert [(each.label, each.writer) for each in found] == [(each["label"], each["writer"]) for each in digits]
    assert all(each.image.max() > 200 for each in found)
    assert actions.take_in(found, TEACHER).new == 70
    assert actions.take_in(found, TEACHER).new == 0


@pytest.mark.usefixtures("database")
def test_thousands_are_imported_at_once() -> None:
    rng = np.random.default_rng(1)
    many = [Sample(at % 10, BEN.id, rng.integers(0, 256, (28, 28), np.uint8)) for at in range(8000)]
    assert actions.take_in(exchange.read(exchange.to_lines(many), "many.jsonl.gz").samples, TEACHER).new == 8000
    assert sum(store.counts().values()) == 8000


def test_zip_shows_people_a_picture_of_each_in_the_folder_of_its_label() -> None:
    with zipfile.ZipFile(io.BytesIO(exchange.to_zip(given()))) as archive:
        names = archive.namelist()
        with archive.open(f"7/{sample().id}.png") as file:
            np.testing.assert_array_equal(np.asarray(Image.open(file)), sample().image)
    assert sorted(name.split("/")[0] for name in names) == ["7", "7", "7", "7", "no-digit", "samples.jsonl"]


def test_zip_of_pictures_alone_is_imported_too() -> None:
    exported = zipfile.ZipFile(io.BytesIO(exchange.to_zip(given())))
    content = zipped(
        {f"class 5/{name}": exported.read(name) for name in exported.namelist()[:4]}
        | {"class 5/readme.txt": b"ours", "class 5/7/anna/1.png": b""}
        | dict.fromkeys(("__MACOSX/class 5/7/._x.png", "class 5/7/Thumbs.db", "class 5/7/desktop.ini"), b"of a system")
    )
    found, left_out = exchange.read(content, "folder/class 5.zip")
    assert [(each.label, each.writer) for each in found] == [(7, "class 5")] * 3 + [(NO_DIGIT, "class 5")]
    assert [(each.path, each.fault.reason) for each in left_out] == [
        ("class 5/readme.txt", "in-no-folder"),
        ("class 5/7/anna/1.png", "in-no-folder"),
    ]
    assert actions.take_in(found, TEACHER).new == 4
    assert actions.take_in(exchange.read(content, "class 5.zip").samples, TEACHER).new == 0
    assert {each.source for each in store.select(Filter(is_approved=True))} == {"import"}


@pytest.mark.usefixtures("database")
def test_pictures_of_a_zip_that_was_called_otherwise_are_there_already() -> None:
    files = {f"7/{number}.png": saved(Image.fromarray(sample(number).image), "PNG") for number in range(5)}
    for name, new in {"4b.zip": 3, "4b (1).zip": 0, "4b - Copy.zip": 2}.items():
        content = zipped(dict(list(files.items())[: 5 if "Copy" in name else 3]))
        assert actions.take_in(exchange.read(content, name).samples, TEACHER).new == new
    assert store.counts() == {("4b", 7): 3, ("4b - Copy", 7): 2}


@pytest.mark.usefixtures("database")
def test_same_drawing_of_two_writers_in_lines_is_brought_in_for_both() -> None:
    both = [sample(), sample(writer=BEN.id)]
    assert actions.take_in(exchange.read(exchange.to_lines(both), "x").samples, TEACHER).new == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: b"", "holds no digits"),
        (lambda: b"\n\n", "holds no digits"),
        (lambda: LINE + b"\n{}", r"line 2: This is no sample: it has neither strokes nor an image\.$"),
        (lambda: LINE[:-9], "line 1: This is no sample: it is no JSON"),
        (lambda: b"\x89PNG\r\n", "line 1"),
        (lambda: b"[" * 1_000_000, "line 1: This is no sample: it is too long"),
        (lambda: gzip.compress(LINE)[:-9], "is damaged"),
        (lambda: b"\x1f\x8b" + bytes(20), "is damaged"),
        (lambda: gzip.compress(bytes(200_000_000)), "line 1: This is no sample: it is too long"),
        (lambda: gzip.compress(b"\n" * 100_000_000), "more than 20,000 digits can take"),
        (lambda: gzip.compress(LINE + b"\n" + b" " * 199_000 + b"\n") * 600, "more than 20,000 digits can take"),
        (lambda: b"PK\x03\x04", "is damaged"),
        (lambda: zipped({"a.txt": b""}), "a.txt: It lies in no folder that is called 0 to 9"),
        (lambda: zipped({"7/.hidden": b""}), "holds no digits"),
        (lambda: zipped({"samples.jsonl": b"{}"}), "line 1"),
        (lambda: zipped({"samples.jsonl": b"\n" * 100_000_000}), "more than 20,000 digits can take"),
        (lambda: zipped({"7/a.png": b"no picture"}), "7/a.png: This file is no picture"),
        (lambda: zipped({"7/a.png": bytes(2_000_000)}), "7/a.png: This file is no picture"),
        (lambda: zip_directory(1_000_000), "more than 20,000 digits can take"),
        (lambda: zipped({"samples.jsonl": LINE}, zipfile.ZIP_BZIP2), "is damaged"),
    ],
    ids=range(20),
)  # fmt: skip
def test_what_is_no_file_of_samples_is_one_sentence(content: Callable[[], bytes], said: str) -> None:
    with pytest.raises(SampleError, match=f"^“x.zip”.*{said}"):
        exchange.read(content(), "x.zip")


def test_file_that_is_no_picture_of_a_digit_is_left_out_and_the_others_are_taken_in() -> None:
    noise = np.random.default_rng(1).integers(120, 255, (900, 900, 3), np.uint8)
    noise[300:600, 400:450] = 0
    photo = saved(Image.fromarray(noise), "JPEG", quality=100)
    assert len(photo) > 1_000_000
    odd = {
        "3/letter.docx": b"PK",
        "3/empty.png": saved(Image.new("L", (28, 28), 255), "PNG"),
        "3/half.jpg": photo[:900_000],
    }
    found, left_out = exchange.read(zipped({"1/photo.jpg": photo, **odd, "4/far.png": bytes(60_000_000)}), "x.zip")
    assert [each.label for each in found] == [1]
    assert [(each.path, each.fault.reason) for each in left_out] == [
        ("3/letter.docx", "no-picture"),
        ("3/empty.png", "no-ink"),
        ("3/half.jpg", "damaged-picture"),
        ("4/far.png", "too-large-picture"),
    ]
    assert left_out[1].in_words() == "3/empty.png: There is nothing to see in it."


def test_picture_that_cannot_be_unpacked_is_left_out() -> None:
    files = {f"7/{one.id}.png": saved(Image.fromarray(one.image), "PNG") for one in samples(2)}
    found, left_out = exchange.read(zipped(files, zipfile.ZIP_STORED).replace(b"IDAT", b"IDAX", 1), "x.zip")
    assert len(found) == 1
    assert [(each.path, each.fault.reason) for each in left_out] == [(f"7/{sample().id}.png", "damaged-picture")]


def test_zip_that_takes_too_much_to_unpack_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped({"7/a.png": saved(Image.fromarray(sample().image), "PNG")})
    monkeypatch.setattr(pictures, "_MOST_PIXELS", 28 * 28 - 1)
    with pytest.raises(SampleError, match="All pictures together have more than 0 megapixels"):
        exchange.read(content, "x.zip")
    monkeypatch.setattr(pictures, "_MOST_BYTES", 10)
    with pytest.raises(SampleError, match="All files together are larger"):
        exchange.read(content, "x.zip")


def test_picture_without_ink_is_one_sentence() -> None:
    white = saved(Image.new("L", (28, 28), 255), "PNG")
    with pytest.raises(SampleError, match=r"7/a\.png: There is nothing to see in it\."):
        exchange.read(zipped({"7/a.png": white}), "x.zip")


def test_file_of_more_than_are_kept_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "MOST", 3)
    monkeypatch.setattr(pictures, "MOST", 3)
    of_pictures = zipped({f"7/{each}.png": saved(Image.fromarray(sample(each).image), "PNG") for each in range(4)})
    assert len(exchange.read(exchange.to_lines(samples(3)), "x").samples) == 3
    for content in (exchange.to_lines(samples(4)), exchange.to_zip(samples(4)), of_pictures):
        with pytest.raises(SampleError, match="more than 3 digits can take"):
            exchange.read(content, "x")
