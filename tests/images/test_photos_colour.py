"""Promises of finding ink that grey hardly shows, and ink that is small."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from model.images.photos import find_ink
from model.images.preprocessing import grey_of
from model.images.segmentation import parts
from tests.images.photographed import SMALLER, agreement, as_jpeg, cover, photo

W, H = SMALLER
RGB = tuple[int, int, int]
ROW, COLUMN = np.arange(H)[:, None, None], np.arange(W)[None, :, None]
LIGHT = 1 - 0.25 * COLUMN / W * np.ones((H, 1, 3))
ON = cover((240, 180), 170, 15, SMALLER)
COLOURED: dict[str, tuple[RGB, RGB]] = {
    "red on green": ((0, 128, 0), (255, 0, 0)),
    "red chalk on a green board": ((40, 110, 60), (190, 50, 45)),
    "yellow on white": ((250, 250, 248), (255, 248, 90)),
    "yellow on grey paper": ((205, 203, 195), (215, 210, 90)),
    "blue on red": ((220, 50, 50), (90, 90, 235)),
    "turquoise on pink": ((255, 180, 190), (150, 220, 230)),
}


@pytest.mark.parametrize(("paper", "ink"), COLOURED.values(), ids=COLOURED)
@pytest.mark.parametrize("kind", ["photo", "screen"])
def test_ink_as_light_as_its_paper_is_found_by_its_colour(paper: RGB, ink: RGB, kind: str) -> None:
    exact = np.where(ON[..., None] > 0.5, ink, paper).astype(np.uint8)
    found = find_ink(as_jpeg(photo(paper, ink, ON)) if kind == "photo" else exact)
    assert agreement(found.ink, ON) > 0.75
    assert list(found.steps)[:3] == ["grey", "colour", "light"]


@pytest.mark.parametrize(
    ("paper", "ink"),
    [((225, 220, 205), (200, 40, 45)), ((225, 220, 205), (40, 60, 160)), ((35, 60, 48), (215, 200, 120))],
)
def test_where_grey_shows_the_ink_colours_change_nothing(paper: RGB, ink: RGB) -> None:
    picture = as_jpeg(photo(paper, ink, ON))
    found = find_ink(picture)
    assert "colour" not in found.steps
    np.testing.assert_array_equal(found.ink, find_ink(grey_of(picture)).ink)


def test_yellow_ink_is_found_beside_a_dark_table() -> None:
    paper = np.where(COLUMN > W - 50, 50, 240) * LIGHT
    assert agreement(find_ink(as_jpeg(photo(paper, (250, 240, 90) * LIGHT, ON))).ink, ON) > 0.75


SHADOW = 1 / (1 + np.exp((ROW + COLUMN - 420) / 20))
BLOTCHES = ndimage.gaussian_filter(np.random.default_rng(2).normal(0, 1, (H, W, 3)), (5, 5, 0))
BLANK = {
    "coloured noise": np.array([225, 220, 205]) + 4 * BLOTCHES / BLOTCHES.std(),
    "coloured noise on a green board": np.array([5, 90, 5]) + 4 * BLOTCHES / BLOTCHES.std(),
    "coloured shadow": np.array([230, 225, 215]) * (1 - SHADOW * [0.15, 0.25, 0.4]),
    "coloured lines": np.where((ROW % 30 < 2) | (COLUMN % 30 < 2), [175, 205, 240], [240, 240, 236]),
    "coloured margin": np.where(abs(COLUMN - 60) < 2, [250, 190, 190], [240, 240, 236]) * LIGHT,
}


@pytest.mark.parametrize("paper", BLANK.values(), ids=BLANK)
def test_colours_of_paper_without_ink_are_no_ink(paper: NDArray[np.float64]) -> None:
    assert not find_ink(as_jpeg(photo(paper, (0, 0, 0), np.zeros((H, W), np.float32)))).ink.any()


@pytest.mark.parametrize(("paper", "ink"), [(225.0, 40.0), (40.0, 215.0)], ids=["paper", "blackboard"])
@pytest.mark.parametrize("longest", [34, 60, 100])
def test_small_digit_on_a_large_page_is_looked_at_closely(paper: float, ink: float, longest: float) -> None:
    on = cover((700, 350), longest, longest / 12, (1600, 1200))
    found = find_ink(as_jpeg(photo(paper, ink, on)))
    assert "closer" in found.steps
    (part,) = parts(found.ink)
    rows, columns = (np.flatnonzero((on > 0.5).any(axis=axis)) for axis in (1, 0))
    size = part.box.bottom - part.box.top, part.box.right - part.box.left
    assert size[0] > 75  # px: about as large as drawn
    assert size[0] / size[1] == pytest.approx(np.ptp(rows) / np.ptp(columns), rel=0.2)


@pytest.mark.parametrize("is_upright", [False, True])
def test_digit_in_a_long_strip_keeps_its_pixels(is_upright: bool) -> None:
    on = cover((700, 60), 80, 8, (1600, 120))
    on = on.T if is_upright else on
    found = find_ink(as_jpeg(photo(225, 40, on)))
    assert found.ink.shape == on.shape
    assert agreement(found.ink, on) > 0.7


def test_longest_strip_has_no_more_pixels_than_a_photo() -> None:
    assert find_ink(np.full((300, 20_000), 200, np.uint8)).ink.size <= 900 * 900


def test_large_page_without_ink_stays_empty() -> None:
    assert not find_ink(as_jpeg(photo(225, 40, np.zeros((1200, 1600), np.float32)))).ink.any()


def test_point_beside_small_digits_on_a_large_page_is_seen_as_well() -> None:
    on = np.maximum(cover((1200, 900), 90, 8, (2400, 1800)), cover((1330, 900), 90, 8, (2400, 1800)))
    rows, columns = np.ogrid[:1800, :2400]
    on[np.hypot(rows - 940, columns - 1262) < 3.8] = 1
    found = find_ink(photo(225.0, 40.0, ndimage.gaussian_filter(on, 1.5)))
    assert "closer" in found.steps
    assert len(parts(found.ink)) == 3


def test_point_that_blur_weakens_beside_small_digits_is_seen_and_a_weak_stain_is_not() -> None:
    on = np.maximum(cover((45, 40), 28, 3.5, (150, 80)), cover((105, 40), 28, 3.5, (150, 80)))
    on[52:55, 73:76] = 1
    blurred = ndimage.gaussian_filter(on, 1.6)
    rows, columns = np.ogrid[:80, :150]
    stain = 0.4 * np.exp(-((rows - 20) ** 2 + (columns - 75) ** 2) / 2 / 8**2)
    found = parts(find_ink(photo(225.0, 40.0, np.maximum(blurred, stain))).ink)
    assert len(found) == 3
    assert found[1].is_doubtful
