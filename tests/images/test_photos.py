"""Promises of finding the ink in photos."""

from __future__ import annotations

import io

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from model.datasets.mnist import mnist_test
from model.errors import PictureError
from model.images.photos import find_ink
from model.images.picture_files import read_picture
from model.images.segmentation import parts
from model.images.strokes import draw, fit
from tests.conftest import SEVEN
from tests.images.photographed import HEIGHT, WIDTH, agreement, cover, photo


def tiny(digit: NDArray[np.uint8], kind: str) -> NDArray[np.uint8]:
    """Return the ink of a digit of MNIST, white on black, that was saved as a picture file of 28x28."""
    file = io.BytesIO()
    Image.fromarray(digit).save(file, kind, quality=75)
    return find_ink(read_picture(file).picture).ink


def test_digit_of_mnist_as_a_jpeg_is_found_as_well_as_in_a_png() -> None:
    agreed = []
    for digit in mnist_test().pixels[:40]:
        png, jpeg = tiny(digit, "PNG") > 100, tiny(digit, "JPEG") > 100
        agreed.append((png & jpeg).sum() / (png | jpeg).sum())
    assert min(agreed) > 0.8
    assert np.mean(agreed) > 0.93


LIGHT = np.linspace(110, 230, WIDTH)[None, :] * np.ones((HEIGHT, 1))


@pytest.mark.parametrize(("paper", "ink"), [(225.0, 40.0), (35.0, 210.0)], ids=["paper", "blackboard"])
def test_ink_is_found_dark_on_light_and_light_on_dark(paper: float, ink: float) -> None:
    assert agreement(find_ink(photo(paper, ink, cover())).ink, cover()) > 0.8


def test_light_that_falls_off_to_one_side_is_flattened() -> None:
    found = find_ink(photo(LIGHT, 60, cover()))
    assert agreement(found.ink, cover()) > 0.8
    assert np.ptp(ndimage.uniform_filter(found.steps["light"][20:100, 20:-20].astype(float), 15)) < 25


def test_edge_of_a_shadow_is_no_ink() -> None:
    shadow = np.where(np.add.outer(np.arange(HEIGHT), np.arange(WIDTH)) > 750, 1.0, 0.55)
    assert agreement(find_ink(photo(220 * shadow, 40, cover())).ink, cover()) > 0.75


@pytest.mark.parametrize("tilt", [-17, 0, 12])
def test_lines_of_squared_paper_are_taken_out_and_tell_the_tilt(tilt: float) -> None:
    side = 1200
    page = np.full((side, side), 225.0)
    page[::45] = page[1::45] = page[:, ::45] = page[:, 1::45] = 175.0
    page = ndimage.rotate(page, tilt, reshape=False, order=1)[300:900, 200:1000]
    on = np.clip(ndimage.rotate(cover(), tilt, reshape=False, order=1), 0, 1)
    found = find_ink(photo(page, 40, on))
    assert list(found.steps) == ["grey", "light", "lines", "ink"]
    (part,) = parts(found.ink)
    upright = parts(find_ink(photo(225.0, 40, cover())).ink)[0]
    height, width = part.box.bottom - part.box.top, part.box.right - part.box.left
    assert height / width == pytest.approx(
        (upright.box.bottom - upright.box.top) / (upright.box.right - upright.box.left), rel=0.1
    )


def test_tall_digit_is_not_taken_for_a_line() -> None:
    page = np.full((HEIGHT, WIDTH), 225.0)
    page[::45] = page[1::45] = page[:, ::45] = page[:, 1::45] = 175.0
    on = np.zeros((HEIGHT, WIDTH), np.float32)
    on[60:460, 390:410] = 1  # a 1 over two thirds of the height
    (part,) = parts(find_ink(photo(page, 40, on)).ink)
    assert part.box.bottom - part.box.top == pytest.approx(400, rel=0.05)


def test_plain_paper_has_no_lines_to_take_out() -> None:
    assert list(find_ink(photo(LIGHT, 60, cover())).steps) == ["grey", "light", "ink"]


def test_what_runs_over_the_edge_is_no_digit() -> None:
    on = np.maximum(cover(), 0)
    on[:, :60] = 1  # the table beside the paper
    (part,) = parts(find_ink(photo(225.0, 40, on)).ink)
    assert part.box.left > 100


@pytest.mark.parametrize("paper", [225.0, LIGHT], ids=["even", "uneven"])
def test_picture_without_ink_is_empty(paper: NDArray[np.float64] | float) -> None:
    assert not find_ink(photo(paper, 40, np.zeros((HEIGHT, WIDTH), np.float32))).ink.any()


def test_mnist_picture_is_taken_as_it_is() -> None:
    picture = mnist_test().x[0, :, :, 0]
    ink = find_ink(picture).ink
    assert ink.shape == (280, 280)
    small = np.asarray(ndimage.zoom(ink.astype(float), 0.1, order=1))
    assert np.corrcoef(small.ravel(), picture.ravel())[0, 1] > 0.95


def test_digit_that_fills_its_picture_is_not_cut_off() -> None:
    whole = draw(fit(SEVEN, 220, (140, 140)), 20)
    dark = np.flatnonzero((whole[..., 0] < 128).any(axis=1)), np.flatnonzero((whole[..., 0] < 128).any(axis=0))
    tight = whole[dark[0][0] : dark[0][-1] + 1, dark[1][0] : dark[1][-1] + 1]
    (part,) = parts(find_ink(tight).ink)
    assert part.box.bottom - part.box.top > 270


def test_large_photo_is_reduced() -> None:
    assert find_ink(np.full((1200, 1600, 3), 200, np.uint8)).ink.shape == (675, 900)


def test_photos_leave_no_memory_behind() -> None:
    file = io.BytesIO()
    Image.new("RGB", (4000, 3000), (220, 214, 205)).save(file, "PNG")

    def read() -> int:
        """Read the photo, and return the memory of this process in MB."""
        find_ink(read_picture(file).picture)
        file.seek(0)
        return int(psutil.Process().memory_info().rss / 1e6)

    before = max(read() for _ in range(2))
    assert max(read() for _ in range(4)) < before + 60  # one such photo is 36 MB unpacked, and as floats 144


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (2, 5, 4)])
def test_smallest_pictures_are_empty_and_nothing_breaks(shape: tuple[int, ...]) -> None:
    assert not find_ink(np.full(shape, 255, np.uint8)).ink.any()


def test_picture_of_random_dots_breaks_nothing() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (600, 800, 3)).astype(np.uint8)
    assert find_ink(noise).ink.dtype == np.uint8


@pytest.mark.parametrize("shape", [(1, 60), (2, 200), (3, 300), (60, 1), (6, 300)])
def test_strip_of_random_dots_breaks_nothing(shape: tuple[int, int]) -> None:
    for seed in range(5):
        noise = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
        assert find_ink(noise).ink.dtype == np.uint8


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(PictureError, match="Expected a picture"):
        find_ink(np.zeros((4, 4, 2), np.uint8))
