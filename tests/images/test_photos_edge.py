"""Promises of finding ink at the edge of photos: digits that touch it are kept, the table and punched holes are not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from model.images.photos import find_ink
from model.images.segmentation import parts
from model.images.strokes import draw
from tests.images.photographed import SMALLER, agreement, as_jpeg, cover, photo
from tests.writing import line, moved, number

W, H = SMALLER
SURFACES = [pytest.param(225.0, 40.0, id="paper"), pytest.param(40.0, 215.0, id="blackboard")]
SIDES = ["left", "right", "top", "bottom"]


def scene(others: int) -> NDArray[np.float32]:
    """Return a 7 in the middle of a large page, with others to its left and right."""
    places = [(500, 400), *((500 + 110 * at, 400) for at in range(-others, others + 1) if at)]
    return np.maximum.reduce([cover(place, 120, 12, (1000, 800)) for place in places])


def cropped(on: NDArray[np.float32], side: str, gap: int) -> NDArray[np.float32]:
    """Return it so that there are `gap` px of paper between the ink and the photo's edge, 60 px on the other sides."""
    rows, columns = (np.flatnonzero((on > 0.5).any(axis=axis)) for axis in (1, 0))
    room = {one: gap if one == side else 60 for one in SIDES}
    down = slice(rows[0] - room["top"], rows[-1] + 1 + room["bottom"])
    return on[down, columns[0] - room["left"] : columns[-1] + 1 + room["right"]]


@pytest.mark.parametrize(("paper", "ink"), SURFACES)
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("others", "gap"), [(0, 3), (1, 3), (1, 2)])
def test_digit_near_the_edge_is_found_and_not_cut_off(
    paper: float, ink: float, side: str, others: int, gap: int
) -> None:
    on = cropped(scene(others), side, gap)
    found = find_ink(as_jpeg(photo(paper, ink, on)))
    assert agreement(found.ink, on) > 0.75
    assert len(parts(found.ink)) == 2 * others + 1
    assert not found.cut_off.any()


@pytest.mark.parametrize(("paper", "ink"), SURFACES)
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("others", [0, 1])
def test_digit_that_goes_on_beyond_the_edge_is_found_and_told(paper: float, ink: float, side: str, others: int) -> None:
    on = cropped(scene(others), side, -20)
    found = find_ink(as_jpeg(photo(paper, ink, on)))
    assert agreement(found.ink, on) > 0.75
    assert (found.ink[found.cut_off] > 100).all()
    at = {"left": np.s_[:, :2], "right": np.s_[:, -2:], "top": np.s_[:2], "bottom": np.s_[-2:]}[side]
    assert found.cut_off[at].any()
    assert found.cut_off.sum() == found.cut_off[at].sum()


def test_line_of_a_one_at_the_edge_is_found() -> None:
    on = np.zeros((H, W), np.float32)
    on[:150, 200:214] = 1
    found = find_ink(as_jpeg(photo(225, 40, on)))
    assert agreement(found.ink, on) > 0.75
    assert found.cut_off.any()


def test_short_pieces_of_a_digit_that_is_cut_are_kept() -> None:
    on = cover((200, 180), 130, 16, SMALLER)
    for row, length in ((115, 26), (170, 20), (230, 24)):  # the left ends of a 3
        on[row : row + 14, -length:] = 1
    found = find_ink(as_jpeg(photo(225, 40, on)))
    assert agreement(found.ink, on) > 0.75
    assert found.cut_off[112:247, -2:].any()


def test_bold_digit_that_is_cut_is_kept_beside_a_thin_one() -> None:
    on = cover((200, 180), 130, 7, SMALLER)
    on[120:240, -36:-18] = on[222:240, -36:] = 1
    found = find_ink(as_jpeg(photo(225, 40, on)))
    assert agreement(found.ink, on) > 0.75
    assert found.cut_off.any()


@pytest.mark.parametrize(("paper", "ink"), SURFACES)
def test_paper_within_a_large_digit_that_is_cut_is_not_taken_for_its_ink(paper: float, ink: float) -> None:
    row, column = np.mgrid[:300, :150]
    loop = abs(np.hypot(row - 150, column - 120) - 36) < 12
    stem = (abs(column - 84) < 12) & (row > 45) & (row < 150)
    on = (loop | stem).astype(np.float32)
    found = find_ink(as_jpeg(photo(paper, ink, on)))
    assert agreement(found.ink, on) > 0.75
    assert found.cut_off.any()


@pytest.mark.parametrize("quality", [60, 90])
def test_photo_cut_out_around_its_ink_is_not_cut_off(quality: int) -> None:
    on = scene(1)
    rows, columns = (np.flatnonzero((on > 0.5).any(axis=axis)) for axis in (1, 0))
    on = on[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    found = find_ink(as_jpeg(photo(225, 40, on), quality))
    assert agreement(found.ink, on) > 0.75
    assert not found.cut_off.any()


ROW, COLUMN = np.mgrid[:H, :W]
NO_INK = {
    "table in a corner": ROW + 0.3 * COLUMN < 90,
    "strip of the table": COLUMN < 12,
    "slanting strip of the table": COLUMN < 12 + 0.03 * ROW,
    "short strip of the table": (COLUMN < 9) & (abs(ROW - 180) < 100),
    "finger": (COLUMN - 480) ** 2 + (ROW - 250) ** 2 < 55**2,
    "line of the margin": abs(COLUMN - 60) < 3,
    "slanting line": abs(ROW - 300 - 0.1 * COLUMN) < 3,
}


@pytest.mark.parametrize("kind", NO_INK)
def test_what_runs_over_the_edge_and_is_no_digit_is_no_ink(kind: str) -> None:
    seven = cover((260, 180), 130, 13, SMALLER)
    found = find_ink(as_jpeg(photo(225, 40, np.maximum(seven, NO_INK[kind].astype(np.float32)))))
    assert agreement(found.ink, seven) > 0.75
    assert not found.cut_off.any()


@pytest.mark.parametrize("kind", ["finger", "line of the margin", "slanting line"])
def test_what_runs_over_the_edge_of_blank_paper_is_no_ink(kind: str) -> None:
    assert not find_ink(as_jpeg(photo(225, 40, NO_INK[kind].astype(np.float32)))).ink.any()


def test_dark_middle_of_a_shadow_that_a_finger_throws_is_no_ink() -> None:
    seven, away = cover((200, 180), 130, 13, SMALLER), abs(COLUMN - 380)
    shadow, middle = 0.4 * ((away < 34) & (ROW > 140)), 0.85 * ((away < 22) & (ROW > 160) & (ROW < 320))
    found = find_ink(as_jpeg(photo(225, 40, np.maximum.reduce([seven, shadow, middle]).astype(np.float32))))
    assert agreement(found.ink, seven) > 0.75
    assert len(parts(found.ink)) == 1


def with_holes(side: str, count: int, radius: float, wire: int) -> NDArray[np.float32]:
    """Return a 7 beside holes of this radius in a row along one side, with a wire of this many px to the edge."""
    on = cover((240, 180), 150, 12, SMALLER)
    away, length = 2.5 * radius, H if side in ("left", "right") else W
    for along in (np.arange(count) + 0.5) / count * length:
        x, y = {"left": (away, along), "right": (W - away, along), "top": (along, away), "bottom": (along, H - away)}[
            side
        ]
        on = np.maximum(on, 0.95 * ((COLUMN - x) ** 2 + (ROW - y) ** 2 < radius**2))
        to_edge = {"left": x > COLUMN, "right": x < COLUMN, "top": y > ROW, "bottom": y < ROW}[side]
        across = abs(ROW - y) if side in ("left", "right") else abs(COLUMN - x)
        on = np.maximum(on, 0.5 * (to_edge & (across < wire / 2)))
    return on.astype(np.float32)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("count", "radius", "wire"), [(2, 14, 0), (4, 12, 0), (9, 10, 4), (9, 7, 3)])
def test_punched_holes_are_no_ink(side: str, count: int, radius: float, wire: int) -> None:
    found = find_ink(as_jpeg(photo(225, 40, with_holes(side, count, radius, wire))))
    assert agreement(found.ink, cover((240, 180), 150, 12, SMALLER)) > 0.75
    assert len(parts(found.ink)) == 1


def test_pencil_beside_holes_that_are_much_darker_is_found() -> None:
    seven = cover((240, 180), 150, 12, SMALLER)
    holes = (ROW - 90) ** 2 + (COLUMN - 30) ** 2 < 12**2, (ROW - 270) ** 2 + (COLUMN - 30) ** 2 < 12**2
    found = find_ink(as_jpeg(photo(225, 40, np.maximum.reduce([0.35 * seven, *holes]).astype(np.float32))))
    assert agreement(found.ink, seven) > 0.75
    assert len(parts(found.ink)) == 1


def test_dot_of_a_pen_stays_even_near_the_edge() -> None:
    on = np.maximum(cover((300, 180), 150, 12, SMALLER), ((COLUMN - 450) ** 2 + (ROW - 250) ** 2 < 7**2)).astype(
        np.float32
    )
    assert agreement(find_ink(as_jpeg(photo(225, 40, on))).ink, on) > 0.75
    assert len(parts(find_ink(as_jpeg(photo(225, 40, on))).ink)) == 2


def test_small_digit_near_the_edge_whose_loop_is_full_is_no_hole() -> None:
    four = [26 * line((0.5, 1), (0.45, 0.05), (0.1, 0.55), (0.7, 0.5))]
    drawing = draw(tuple(moved([*four, *moved(number("3", 52), 78, 0)], 30, 150)), 15, SMALLER)
    on = 1 - drawing[..., 0].astype(np.float32) / 255
    assert len(parts(find_ink(photo(225, 40, on)).ink)) == 2
