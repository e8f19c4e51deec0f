"""Boxes around ink, and pieces of ink: what hangs together, where it lies and how it is shaped.

Knows pixels (NumPy, SciPy, scikit-image). Does not know what a digit is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.measure import regionprops

Mask = NDArray[np.bool_]

_ONE_STROKE = 1.5  # times its pen: a piece that is no thicker is one short stroke
_STRAIGHT = 0.2  # of its length: a piece that strays less from a line is a line


class Box(NamedTuple):
    """Where ink lies, in px from the picture's corner; `bottom` and `right` are the first px outside."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """Return the height in px."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Return the width in px."""
        return self.right - self.left

    @property
    def longest(self) -> int:
        """Return the longer side in px."""
        return max(self.height, self.width)

    @property
    def middle(self) -> tuple[float, float]:
        """Return the middle, x and y in px."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def beside(self, other: Box) -> int:
        """Return the px between the two from left to right; less than 0 where they lie over one another."""
        return max(self.left, other.left) - min(self.right, other.right)

    def apart(self, other: Box) -> int:
        """Return the px between the two from top to bottom; less than 0 where they lie beside one another."""
        return max(self.top, other.top) - min(self.bottom, other.bottom)

    def holds(self, other: Box) -> bool:
        """Tell whether the other one lies in this one, with room on all sides."""
        rows = self.top < other.top and other.bottom < self.bottom
        return rows and self.left < other.left and other.right < self.right

    def shared(self, other: Box) -> float:
        """Return by which share of the narrower one's width the two lie over one another; less than 0 when beside."""
        return -self.beside(other) / min(self.width, other.width)


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around some boxes."""
    tops, bottoms, lefts, rights = zip(*boxes, strict=True)
    return Box(min(tops), max(bottoms), min(lefts), max(rights))


@dataclass(frozen=True)
class Piece:
    """Ink that hangs together: its box, and where in that the ink is, bool (height, width)."""

    box: Box
    mask: Mask

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """Return its pixels, (n, 2): x and y in px from the picture's corner."""
        rows, columns = np.nonzero(self.mask)
        return np.stack([columns + self.box.left, rows + self.box.top], axis=1).astype(np.float64)

    @cached_property
    def stroke(self) -> float:
        """Return the width of the pen in px: twice the area for each px of the edge."""
        edge = self.mask & ~ndimage.binary_erosion(self.mask)
        return 2 * float(self.mask.sum()) / float(edge.sum())

    @property
    def is_one_stroke(self) -> bool:
        """Tell whether the piece is one straight stroke of the pen, however short."""
        return self.line.thickness < _ONE_STROKE * self.stroke

    @cached_property
    def line(self) -> Line:
        """Return the straight line that lies nearest to the ink."""
        (xx, xy), (_, yy) = np.cov(self.points.T, bias=True) + np.eye(2) / 12
        root = float(np.hypot((xx - yy) / 2, xy))
        long, thick = (float(np.sqrt(12 * max((xx + yy) / 2 + sign * root, 1 / 12))) for sign in (1, -1))
        return Line(long, thick, float(np.degrees(0.5 * np.arctan2(2 * xy, xx - yy))))


class Line(NamedTuple):
    """How long and thick a piece of ink is, px, and how it lies: degrees, 0 to the right, 90 down, from -90 to 90."""

    length: float
    thickness: float
    angle: float

    @property
    def is_straight(self) -> bool:
        """Tell whether the piece is a line."""
        return self.thickness < _STRAIGHT * self.length


def pieces(ink: Mask, most: int) -> list[Piece]:
    """Return what hangs together in the ink, the longest first, so many at most."""
    labels, _ = ndimage.label(ink, structure=np.ones((3, 3)))
    regions = sorted(regionprops(labels), key=lambda one: -_box(one.bbox).longest)
    return [Piece(_box(region.bbox), region.image) for region in regions[:most]]


def _box(around: tuple[int, int, int, int]) -> Box:
    """Return the box that scikit-image tells as its first row and column, and the first ones outside."""
    top, left, bottom, right = around
    return Box(top, bottom, left, right)
