"""The order in which one reads: along each line of writing, which may run uphill or downhill, and line by line.

Knows boxes. Does not know ink or what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from model.images.boxes import Box, around

# Lengths are in heights of a digit, the median.
_NEAR = 1.8  # to the right, at most, lies the neighbour that tells how a line runs
_STEP, _MOST_STEP = 0.35, 1.0  # a neighbour stands higher or lower by so much at most, ...
_STEEP, _UNEVEN = 0.4, 0.15  # ... and by so much more for each px to the right; less once it is known how lines run
_STEEPEST = 0.45  # px up for each px to the right: 24 degrees
_OVER = 0.5  # lines that lie over one another by more are read from the top ...
_BESIDE = 0.15  # ... and from the left where by less than this, a share of the narrower; between the two it is doubtful
_SAME = 0.4  # lines nearer than this from top to bottom do not lie over one another ...
_RAISED, _GAP = 0.9, 0.3  # ... nor than this where no box of one lies over one of the other's by a share of its width

Line = list[int]  # indices of boxes, from left to right
_Points = NDArray[np.float64]  # (n, 2): x and y


def lines_of(boxes: Sequence[Box]) -> tuple[list[Line], set[int]]:
    """Return the lines in reading order, and the indices of the boxes of which it is doubtful when they are read."""
    if not boxes:
        return [], set()
    unit = float(np.median([box.height for box in boxes]))
    points = np.array([box.middle for box in boxes]) / unit
    points[:, 1] -= _slope(points) * points[:, 0]  # as if the lines ran level
    lines = [
        _Written(line, [boxes[at] for at in line], points[line], unit)
        for line in _chains(_neighbours(points, np.inf, _UNEVEN), len(boxes))
    ]
    lines.sort(key=lambda line: line.box.left)
    doubtful = {
        at for one, other in combinations(lines, 2) if one.is_in_doubt(other) for at in (*one.line, *other.line)
    }
    above = [{at for at, other in enumerate(lines) if other.is_above(line)} for line in lines]
    ordered: list[int] = []
    while left := [at for at in range(len(lines)) if at not in ordered]:
        ordered.append(next((at for at in left if above[at].isdisjoint(left)), left[0]))
    return [lines[at].line for at in ordered], doubtful


class _Written:
    """A line of writing: its boxes, their indices, the box around them, and their middles as if it ran level."""

    def __init__(self, line: Line, boxes: Sequence[Box], points: _Points, unit: float) -> None:
        self.line, self.box = line, around(boxes)
        self._boxes, self._points, self._unit = boxes, points, unit

    def is_above(self, other: _Written) -> bool:
        """Tell whether the line lies over the other one, so that it is read first."""
        return self._shared(other) > _OVER and self._higher(other) > _SAME

    def is_in_doubt(self, other: _Written) -> bool:
        """Tell whether the other line, which begins further to the right, may be read first as well."""
        if self._shared(other) > _OVER:
            return abs(self._higher(other)) <= (_SAME if self._is_over(other) else _RAISED)
        return self._shared(other) > _BESIDE and other._higher(self) > _SAME

    def _is_over(self, other: _Written) -> bool:
        """Tell whether a box of one lies over one of the other; a raised digit stands in a gap, between two."""
        return any(one.shared(box) > _GAP for one in self._boxes for box in other._boxes)

    def _shared(self, other: _Written) -> float:
        """Return by how much the two lie over one another, a share of the narrower one or of a digit's height."""
        return -self.box.beside(other.box) / min(self.box.width, other.box.width, self._unit)

    def _higher(self, other: _Written) -> float:
        """Return by how many heights of a digit the line is higher, where the two meet."""
        at = (max(self.box.left, other.box.left) + min(self.box.right, other.box.right)) / 2 / self._unit
        return float(np.interp(at, *other._points.T) - np.interp(at, *self._points.T))


def _slope(points: _Points) -> float:
    """Return by how much the lines fall for each step to the right: the median of near neighbours."""
    near = _neighbours(points, _NEAR, _STEEP)
    steps = [points[right] - points[left] for left, right in near.items()]
    return float(np.clip(np.median([down / right for right, down in steps]), -_STEEPEST, _STEEPEST)) if steps else 0.0


def _neighbours(points: _Points, furthest: float, steep: float) -> dict[int, int]:
    """Return for each box the one that follows in its line, where each is the other's nearest."""
    right = points[None, :, 0] - points[:, None, 0]  # (from, to)
    down = np.abs(points[None, :, 1] - points[:, None, 1])
    may_follow = (right > 0.05) & (right <= furthest) & (down <= np.minimum(_STEP + steep * right, _MOST_STEP))
    far = np.where(may_follow, right + 2 * down, np.inf)
    after, before = far.argmin(axis=1), far.argmin(axis=0)
    return {at: int(one) for at, one in enumerate(after) if np.isfinite(far[at, one]) and before[one] == at}


def _chains(following: dict[int, int], count: int) -> list[Line]:
    lines = []
    for first in sorted(set(range(count)) - set(following.values())):
        line = [first]
        while line[-1] in following:
            line.append(following[line[-1]])
        lines.append(line)
    return lines
