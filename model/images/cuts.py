"""Cut ink in two where two digits may touch: from top to bottom, along paths that cross as little ink as they can.

Knows pictures in memory (NumPy, Pillow, SciPy). Does not know what the halves show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from model.images.boxes import Mask
from model.images.preprocessing import LEAST_INK
from model.images.segmentation import Part, part_of

_HEIGHT = 64  # px: a part is reduced to this height, so that a cut costs little
_PATHS = 10  # each in a band of its own ...
_BAND = 0.13  # ... of so much of the width to both sides; the bands begin ...
_FIRST = 0.2  # ... at so much of the width, from either side
_BEND = 0.15  # px of ink: what a path pays for each step to the side
_NEW = 0.02  # of the ink, at least, has changed sides from one cut to the next
_LEAST_HALF = 0.5  # of the part's height: a digit is as tall ...
_LEVEL = 0.5  # ... and so much of the lower half's height, at least, lies beside the other half
_CRUMB = 0.5  # likewise: what is smaller, and is left on the wrong side, belongs to the other half
_MARGIN = 8  # px of empty paper around a half
_AROUND = np.ones((3, 3))


@dataclass(frozen=True)
class Cut:
    """A part in two halves, from left to right.

    Attributes:
        ink: how much ink the path crosses, as a share of the part's height.
        part: what is cut.
        masks: bool (64, width), where each half is in the part's picture when that is reduced.
        pictures: uint8 (height, width) of each half, reduced: to try what it shows.
    """

    ink: float
    part: Part
    masks: tuple[Mask, Mask]
    pictures: tuple[NDArray[np.uint8], NDArray[np.uint8]]

    def halves(self) -> tuple[Part, Part]:
        """Return the two halves as parts."""
        left, right = (self._half(mask) for mask in self.masks)
        return left, right

    def _half(self, mask: Mask) -> Part:
        picture = self.part.inside
        own = Image.fromarray(mask).resize(picture.shape[::-1], Image.Resampling.NEAREST)
        return part_of(np.where(np.asarray(own), picture, 0).astype(np.uint8), self.part.box)


def cuts(part: Part) -> list[Cut]:
    """Return the ways to cut a part into two halves that may be digits."""
    whole = Image.fromarray(part.inside)
    picture = np.asarray(whole.resize((max(1, round(whole.width * _HEIGHT / whole.height)), _HEIGHT)))
    ink = picture >= LEAST_INK
    found: list[Cut] = []
    known: list[Mask] = []
    for crossed, path in _paths(picture):
        left = _without_crumbs(ink & (np.arange(ink.shape[1]) < path[:, None]), ink)
        right = ink & ~left
        if any((left ^ other).sum() < _NEW * ink.sum() for other in known):
            continue
        known.append(left)
        if _may_be_digits(left, right):
            masks = _with_edge(left, right), _with_edge(right, left)
            first, second = (np.pad(np.where(mask, picture, 0).astype(np.uint8), _MARGIN) for mask in masks)
            found.append(Cut(crossed, part, masks, (first, second)))
    return found


def _paths(picture: NDArray[np.uint8]) -> Iterator[tuple[float, NDArray[np.int64]]]:
    """Return for each band how much ink the best path crosses, and its column in each row."""
    height, width = picture.shape
    half = max(2, round(_BAND * width))
    middles = np.linspace(_FIRST * width, (1 - _FIRST) * width, _PATHS).round().astype(int)
    columns = np.clip(middles[:, None] + np.arange(-half, half + 1), 0, width - 1)  # (paths, columns of the band)
    ink = picture[:, columns].astype(np.float32) / np.float32(255)  # (rows, paths, columns of the band)
    crossed, steps = ink[0], np.zeros(ink.shape, np.int64)
    for row in range(1, height):
        beside = np.pad(crossed, ((0, 0), (1, 1)), constant_values=np.inf)
        above = np.stack([beside[:, :-2] + _BEND, beside[:, 1:-1], beside[:, 2:] + _BEND])
        steps[row] = above.argmin(axis=0) - 1
        crossed = above.min(axis=0) + ink[row]
    for band, best in enumerate(crossed.argmin(axis=1)):
        path, at = np.zeros(height, np.int64), int(best)
        for row in reversed(range(height)):
            path[row] = columns[band, at]
            at += int(steps[row, band, at])
        yield float(crossed[band, best]) / height, path


def _without_crumbs(left: Mask, ink: Mask) -> Mask:
    """Return the left half, with the small ink of it that the path has left on the right, less that of the right."""
    for side in (left, ink & ~left):
        labels, count = ndimage.label(side, structure=_AROUND)
        for label, place in enumerate(ndimage.find_objects(labels), start=1):
            longest = max(one.stop - one.start for one in place)
            crumb = labels == label
            if (
                count > 1
                and longest < _CRUMB * _HEIGHT
                and (ndimage.binary_dilation(crumb, _AROUND) & ink & ~side).any()
            ):
                left = left ^ crumb
    return left


def _may_be_digits(left: Mask, right: Mask) -> bool:
    """Tell whether two halves are as tall as digits, and stand beside one another."""
    if not (left.any() and right.any()):
        return False
    (top, bottom), (other_top, other_bottom) = (np.flatnonzero(one.any(axis=1))[[0, -1]] for one in (left, right))
    least = min(bottom - top, other_bottom - other_top) + 1
    beside = min(bottom, other_bottom) - max(top, other_top) + 1
    return bool(least >= _LEAST_HALF * _HEIGHT and beside >= _LEVEL * least)


def _with_edge(half: Mask, other: Mask) -> Mask:
    """Return where a half is, with the soft edge of its ink."""
    return np.asarray(ndimage.binary_dilation(half, iterations=2) & ~other)
