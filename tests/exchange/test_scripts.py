"""Promises of the scripts that lie beside a network taken home: they see a picture as Inkling sees it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.exchange.scripts import USES, script
from model.images.picture_files import read_picture, resized
from tests.cards import card
from tests.exchange.using import alone

SIDE = 32


def photo(mode: str = "RGB") -> Image.Image:
    """Return a picture that is another one when it is turned, its right half transparent where it can be."""
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (12, 16, 4), np.uint8).repeat(20, 0).repeat(20, 1)
    pixels[..., 3] = np.where(np.arange(320) < 160, 255, 0)
    return Image.fromarray(pixels).convert(mode)


def lying(path: Path) -> Path:
    """Save a photo as a phone that was held upright does: its pixels lie, and EXIF says so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    photo().save(path, "JPEG", quality=95, exif=exif)
    return path


def transparent(path: Path) -> Path:
    """Save a picture of which a half is transparent, with colors beneath."""
    photo("RGBA").save(path, "PNG")
    return path


def image_of(text: str, file: Path) -> np.ndarray:
    """Return what a script would ask its network: float32 of shape (1, height, width, channels)."""
    before, __ = text.split("network = ")
    alone(file.parent, "-c", f"{before}np.save('image.npy', image)", file.name)
    return np.load(file.parent / "image.npy")


@pytest.mark.parametrize("saved", [lying, transparent])
def test_script_sees_a_photo_as_inkling_does(saved: Callable[[Path], Path], tmp_path: Path) -> None:
    file = saved(tmp_path / "picture")
    text = script("litert", card(classes=("cat", "dog"), input_shape=(SIDE, SIDE, 3)))
    expected = resized(read_picture(file).picture, SIDE)[None].astype(np.float32) / 255
    np.testing.assert_allclose(image_of(text, file), expected, rtol=0, atol=1e-6)


def test_script_turns_a_digit_upright(tmp_path: Path) -> None:
    text = script("litert", card(input_shape=(28, 28, 1)))
    digit = np.zeros((28, 28), np.uint8)
    digit[:5] = 255  # on the right once it is turned by 90 degrees clockwise
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(digit).save(tmp_path / "digit.png", exif=exif)
    np.testing.assert_array_equal(image_of(text, tmp_path / "digit.png")[0, ..., 0], np.rot90(digit, -1) / 255)


@pytest.mark.parametrize("form", USES)
@pytest.mark.parametrize("channels", [1, 3])
def test_script_has_ten_lines_at_most(form: str, channels: int) -> None:
    code = script(form, card(input_shape=(28, 28, channels))).split('"""')[2]
    assert len(code.split("\n\n", 1)[1].splitlines()) <= 10
