"""Promises of the order in which one reads."""

from __future__ import annotations

import numpy as np
import pytest

from model.images.boxes import Box
from model.images.reading_order import lines_of


def written(rows: list[int], degrees: float = 0.0, height: int = 60, apart: float = 1.5) -> list[Box]:
    """Return the boxes of rows of so many digits each, turned so far to the left, in their reading order."""
    turn = np.radians(-degrees)
    boxes = []
    for row, count in enumerate(rows):
        for at in range(count):
            x, y = at * 0.85 * height, row * apart * height
            left, top = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
            boxes.append(Box(round(top) + 1000, round(top) + 1000 + height, round(left), round(left) + height // 2))
    return boxes


def order(boxes: list[Box]) -> list[int]:
    """Return the indices of the boxes as they are read; none may be in doubt."""
    lines, doubtful = lines_of(boxes)
    assert not doubtful
    return [at for line in lines for at in line]


@pytest.mark.parametrize("degrees", [-20, -15, -8, 0, 8, 15, 20])
@pytest.mark.parametrize("rows", [[2], [6], [9], [3, 3], [4, 2], [2, 4], [3, 3, 3]])
def test_line_of_writing_is_followed_uphill_and_downhill(rows: list[int], degrees: float) -> None:
    boxes = written(rows, degrees)
    shuffled = np.random.default_rng(1).permutation(len(boxes))
    assert [int(shuffled[at]) for at in order([boxes[at] for at in shuffled])] == list(range(len(boxes)))


def test_digits_that_each_stand_higher_are_one_line() -> None:
    boxes = [Box(200 - 30 * at, 310 - 30 * at, 90 * at, 90 * at + 60) for at in range(5)]
    assert lines_of(boxes) == ([[0, 1, 2, 3, 4]], set())


def test_wide_gap_does_not_end_a_line() -> None:
    boxes = [Box(top, top + 60, left, left + 30) for top in (0, 90) for left in (0, 50, 400, 450)]
    assert order(boxes) == list(range(8))


def test_raised_digit_comes_after_those_on_its_left() -> None:
    assert order([Box(100, 200, 0, 20), Box(100, 200, 60, 120), Box(60, 115, 130, 170)]) == [0, 1, 2]


def test_digits_over_one_another_are_read_from_the_top() -> None:
    assert order([Box(100, 160, 0, 40), Box(0, 60, 5, 45)]) == [1, 0]


def test_order_that_may_be_another_is_doubted() -> None:
    _, doubtful = lines_of([Box(100, 160, 0, 40), Box(0, 60, 25, 65)])  # from the left, or from the top
    assert doubtful == {0, 1}


def test_nothing_has_no_order() -> None:
    assert lines_of([]) == ([], set())
