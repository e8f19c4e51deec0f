"""Promises of digits as pictures in folders: clean ones are read as drawings are, of photos the ink is found first."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from model.images.picture_files import read_picture
from model.images.preprocessing import ink_of, is_clean, preprocess
from model.images.strokes import draw, fit
from model.samples import exchange
from model.samples.lines import as_bytes
from model.samples.pictures import LeftOut
from model.samples.sample import NO_DIGIT, Sample
from tests.conftest import SEVEN
from tests.hostile.archives import zipped
from tests.hostile.pictures import saved
from tests.images.photographed import SMALLER, cover, photo

GREY = Image.fromarray(draw(fit(SEVEN, 130, (100, 120)), 14, (200, 240))[..., 0])
NOISE = np.random.default_rng(1).normal(0, 2, (240, 200))
CLEAN = {
    "exported": (Image.fromarray(as_bytes(preprocess(np.asarray(GREY)).image)), "PNG"),
    "white on black": (Image.eval(GREY, lambda level: 255 - level), "PNG"),
    "small": (GREY.resize((70, 84)), "PNG"),
    "close": (GREY.crop((55, 50, 150, 190)), "PNG"),
    "JPEG": (GREY, "JPEG"),
    "scan": (Image.fromarray(np.clip(np.asarray(GREY) * 0.9 + 15 + NOISE, 0, 255).astype(np.uint8)), "PNG"),
    "16 bits": (Image.fromarray(np.asarray(GREY).astype(np.uint16) * 257), "PNG"),
    "1 bit": (GREY.convert("1"), "PNG"),
    "palette": (GREY.convert("P"), "PNG"),
    "CMYK": (GREY.convert("CMYK"), "JPEG"),
    "transparent": (Image.merge("LA", (Image.new("L", GREY.size), Image.eval(GREY, lambda level: 255 - level))), "PNG"),
}
TWO = np.minimum(draw(fit(SEVEN, 130, (100, 120)), 14, (400, 240)), draw(fit(SEVEN, 130, (300, 120)), 14, (400, 240)))


def taken_in(content: bytes, folder: str = "7") -> tuple[list[Sample], list[LeftOut]]:
    """Return what becomes of a picture in a folder, with another one so that there is something."""
    other = saved(CLEAN["exported"][0], "PNG")
    found, left_out = exchange.read(zipped({f"{folder}/a": content, "0/b.png": other}), "x.zip")
    return found[:-1], left_out


def photographed(*middles: float) -> bytes:
    """Return a photo in uneven light of a 7 at each of these places, in px from its left side."""
    light = np.linspace(130, 225, SMALLER[0])[None, :] * np.ones((SMALLER[1], 1))
    on = np.maximum.reduce([np.zeros_like(light, np.float32)] + [cover((x, 180), 130, 13, SMALLER) for x in middles])
    return saved(Image.fromarray(photo(light, 40.0, on)), "JPEG")


@pytest.mark.parametrize("kind", CLEAN)
def test_clean_picture_is_read_as_a_drawing_is(kind: str) -> None:
    image, form = CLEAN[kind]
    content = saved(image, form)
    (sample,), left_out = taken_in(content)
    np.testing.assert_array_equal(sample.image, as_bytes(preprocess(read_picture(io.BytesIO(content)).picture).image))
    assert not left_out


def test_of_a_photo_the_ink_is_found_first() -> None:
    (sample,), left_out = taken_in(photographed(240))
    drawn = preprocess(draw(fit(SEVEN, 130, (100, 120)), 13, (200, 240))).image
    assert np.abs(sample.image / 255 - drawn).mean() < 0.03
    assert not left_out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (photographed(140, 340), "not-one-digit"),
        (photographed(5), "not-one-digit"),
        (saved(Image.fromarray(TWO), "PNG"), "not-one-digit"),
        (photographed(), "no-ink"),
    ],
    ids=["two in a photo", "cut off", "two drawn", "blank paper"],
)
def test_what_is_not_one_digit_is_left_out_and_named(content: bytes, reason: str) -> None:
    assert [(each.path, each.fault.reason) for each in taken_in(content)[1]] == [("7/a", reason)]


@pytest.mark.parametrize(
    "content", [photographed(140, 340), saved(Image.fromarray(TWO), "PNG")], ids=["photo", "drawn"]
)
def test_what_shows_no_digit_may_show_anything(content: bytes) -> None:
    (sample,), left_out = taken_in(content, "no-digit")
    assert sample.label == NO_DIGIT
    assert not left_out


def test_light_and_noise_make_a_picture_of_ink_unclean_and_soft_edges_do_not() -> None:
    for kind, (image, form) in CLEAN.items():
        assert is_clean(ink_of(read_picture(io.BytesIO(saved(image, form))).picture)), kind
    assert not is_clean(ink_of(read_picture(io.BytesIO(photographed(240))).picture))
