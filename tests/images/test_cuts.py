"""Promises of cutting ink in two."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from model.images.cuts import cuts
from model.images.segmentation import Part, parts, together
from tests.writing import box_around, drawn, line, moved, number


def touching(text: str) -> tuple[NDArray[np.uint8], Part]:
    """Return the ink of two digits that touch, and that as a part."""
    first, second = number(text[0]), number(text[1])
    ink = drawn([*first, *moved(second, box_around(first)[2] + 6, 0)])
    (part,) = parts(ink)
    return ink, part


def test_halves_are_the_whole_and_stand_side_by_side() -> None:
    _, part = touching("20")
    found = cuts(part)
    assert found
    for cut in found:
        left, right = cut.halves()
        assert left.box.middle[0] < right.box.middle[0]
        whole = together(left, right)
        assert whole.box == part.box
        lost = (whole.inside > 128) != (part.inside > 128)
        assert lost.mean() < 0.002


def test_cut_through_least_ink_parts_the_digits() -> None:
    ink, part = touching("20")
    alone = drawn(number("2"))
    cut = min(cuts(part), key=lambda one: one.ink)
    left, right = cut.halves()
    assert abs(left.box.right - left.box.left - int(np.ptp(np.flatnonzero(alone.any(axis=0))))) < 8
    assert right.box.right == int(np.flatnonzero(ink.any(axis=0))[-1]) + 1


def test_both_halves_are_as_tall_as_digits() -> None:
    _, part = touching("03")
    for cut in cuts(part):
        assert all(half.box.height >= 0.45 * part.box.height for half in cut.halves())


@pytest.mark.parametrize(("low", "are_beside"), [(0, True), (80, False)])
def test_halves_stand_beside_one_another(low: float, are_beside: bool) -> None:
    left, right, bridge = line((0, low), (0, low + 100)), line((60, 0), (60, 100)), line((0, 90), (60, 90))
    (part,) = parts(drawn([left, right, bridge]))
    assert bool(cuts(part)) == are_beside
