"""Promises of where `predict --number` says that each digit is: in px of the picture that it was given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from model.cli.main import main
from model.images.strokes import draw, fit
from tests.conftest import SEVEN

NEAR = 0.03  # of the picture's longer side
LINES = 45  # px between two of squared paper


def page_of(size: tuple[int, int], *digits: tuple[tuple[int, int], float]) -> NDArray[np.uint8]:
    """Return a white page of a width and a height, with a 7 at each middle, so long; uint8 (height, width)."""
    inked = [draw(fit(SEVEN, longest, middle), longest / 10, size)[..., 0] for middle, longest in digits]
    return np.minimum.reduce(inked)


def ink_of_each(page: NDArray[np.uint8]) -> list[list[int]]:
    """Return top, bottom, left and right of each piece of dark ink on a page, from left to right."""
    found = ndimage.find_objects(ndimage.label(page < 128)[0])
    return sorted(([*_ends(rows), *_ends(columns)] for rows, columns in found), key=lambda box: box[2])


def boxes_of(file: Path, capsys: pytest.CaptureFixture[str]) -> list[list[int]]:
    """Return top, bottom, left and right of each digit in a file, as the command line tells them."""
    main(["predict", "--number", "--json", str(file)])
    digits: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["digits"]
    return [[digit["box"][side] for side in ("top", "bottom", "left", "right")] for digit in digits]


def _ends(part: slice) -> tuple[int, int]:
    return part.start, part.stop


@pytest.mark.parametrize(
    ("size", "digits"),
    [
        ((112, 112), [((68, 52), 70)]),
        ((300, 200), [((180, 100), 90)]),
        ((2000, 1500), [((1440, 980), 300)]),
        ((1500, 2000), [((300, 1600), 300)]),
        ((3000, 2000), [((2600, 1500), 90)]),
        ((3000, 2000), [((700, 800), 500), ((1300, 900), 420)]),
        ((3000, 120), [((2500, 60), 80)]),
    ],
    ids=["small", "as it is", "large", "upright", "small digit on a large page", "two digits", "strip"],
)
def test_box_lies_around_its_digit_in_the_picture_that_was_given(
    size: tuple[int, int],
    digits: list[tuple[tuple[int, int], float]],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    page = page_of(size, *digits)
    Image.fromarray(page).save(tmp_path / "page.png")
    boxes = boxes_of(tmp_path / "page.png", capsys)
    assert len(boxes) == len(digits)
    np.testing.assert_allclose(boxes, ink_of_each(page), rtol=0, atol=NEAR * max(size))


@pytest.mark.parametrize("tilt", [-12, 4])
def test_box_lies_around_its_digit_where_squared_paper_was_turned_straight(
    tilt: float, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    squared = np.full((1200, 1200), 225.0)
    squared[::LINES] = squared[1::LINES] = squared[:, ::LINES] = squared[:, 1::LINES] = 175.0
    paper = ndimage.rotate(squared, tilt, reshape=False, order=1)[300:900, 200:1000]
    inked = page_of((800, 600), ((620, 180), 200))
    noise = np.random.default_rng(1).normal(0, 3, paper.shape)
    seen = np.clip(np.where(inked < 128, 40, paper) + noise, 0, 255).astype(np.uint8)
    Image.fromarray(seen).resize((1600, 1200)).save(tmp_path / "squared.png")
    (box,) = np.array(boxes_of(tmp_path / "squared.png", capsys))
    (ink,) = 2 * np.array(ink_of_each(inked))
    outward = np.array([-1, 1, -1, 1])
    assert (outward * (box - ink) > -NEAR * 1600).all()
    assert (outward * (box - ink) < NEAR * 1600 + abs(np.sin(np.radians(tilt))) * 400).all()  # a turned box is wider


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_box_is_told_of_the_upright_picture(kind: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # show it rotated by 90 degrees clockwise
    page = page_of((3600, 2700), ((2900, 700), 500))
    Image.fromarray(page).transpose(Image.Transpose.ROTATE_90).save(tmp_path / "lying", kind, exif=exif)
    np.testing.assert_allclose(boxes_of(tmp_path / "lying", capsys), ink_of_each(page), rtol=0, atol=NEAR * 3600)


def test_box_never_reaches_beyond_its_picture(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = page_of((112, 112), ((56, 56), 70))[:, 20:]
    rows, columns = (np.flatnonzero((page < 128).any(axis=axis)) for axis in (1, 0))
    tight = page[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    Image.fromarray(tight).save(tmp_path / "tight.png")
    ((top, bottom, left, right),) = boxes_of(tmp_path / "tight.png", capsys)
    assert 0 <= top < bottom <= tight.shape[0]
    assert 0 <= left < right <= tight.shape[1]


def test_box_of_a_drawing_in_an_array_is_its_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = page_of((1500, 400), ((700, 200), 200))
    np.savez(tmp_path / "drawings.npz", x=page[None])
    np.testing.assert_allclose(boxes_of(tmp_path / "drawings.npz", capsys), ink_of_each(page), rtol=0, atol=4)
