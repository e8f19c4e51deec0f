"""Find what may be digits in a picture of ink, and put each into a box, in the order in which one reads.

Parts of the ink that belong to one digit, such as a 5 and its bar, share a box. Neighbours that touch are one part:
whether that is a digit is for the classifier to doubt.
Knows pictures in memory (NumPy, SciPy, scikit-image). Does not know networks, photos or pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.measure import regionprops

from model.images.preprocessing import LEAST_INK

_SPECK = 0.06  # of the tallest part's height; ink smaller than this, both ways, is dirt
_TALL = 0.5  # likewise; two parts as tall as this are two digits, however they overlap
_SHARED = 0.25  # of the narrower part's width; a low part that lies over or under a digit by this much is of it
_NEAR = 0.1  # of the tallest part's height; a low part that is this near to a digit is of it
_MOST_PIECES = 300  # the largest ones; a photo of gravel or print has thousands, and is no number anyway
_MARGIN = 0.1  # of a part's longest side: empty paper around it


class Box(NamedTuple):
    """Where a part lies, in px from the picture's corner; `bottom` and `right` are the first px outside."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class Part:
    """Ink that may be a digit: where it lies, and its picture, uint8 (height, width), bright on black."""

    box: Box
    picture: NDArray[np.uint8]


def parts(ink: NDArray[np.uint8]) -> list[Part]:
    """Return the parts of the ink that may be digits: line by line, in each from left to right.

    Args:
        ink: uint8 of shape (height, width), ink bright on black.
    """
    labels, _ = ndimage.label(ink >= LEAST_INK, structure=np.ones((3, 3)))
    boxes = {region.label: _box(region.bbox) for region in regionprops(labels)}
    if not boxes:
        return []
    tallest = max(_height(box) for box in boxes.values())
    named = [(label, box) for label, box in boxes.items() if _longest(box) >= _SPECK * tallest]
    named.sort(key=lambda one: -_longest(one[1]))
    groups = _grouped(dict(named[:_MOST_PIECES]), tallest)
    return [_part(ink, labels, group) for group in _in_reading_order(groups)]


def may_be_one(one: Part, other: Part) -> bool:
    """Tell whether two parts lie so close that they may be a digit whose line is broken."""
    gap = max(one.box.left, other.box.left) - min(one.box.right, other.box.right)
    apart = max(one.box.top, other.box.top) - min(one.box.bottom, other.box.bottom)
    both = _around(one.box, other.box)
    return max(gap, apart) < _NEAR * _height(both) and both.right - both.left < 1.2 * _height(both)


def together(one: Part, other: Part) -> Part:
    """Return the two parts as one."""
    box = _around(one.box, other.box)
    margin = _margin(box)
    picture = np.zeros((_height(box) + 2 * margin, box.right - box.left + 2 * margin), np.uint8)
    for part in (one, other):
        own = _margin(part.box)
        height, width = part.picture.shape
        top, left = part.box.top - own - box.top + margin, part.box.left - own - box.left + margin
        place = picture[top : top + height, left : left + width]
        np.maximum(place, part.picture, out=place)
    return Part(box, picture)


_Group = tuple[Box, list[int]]  # the box around some labels, and the labels


def _grouped(named: dict[int, Box], tallest: int) -> list[_Group]:
    """Put each low part to the digit that it belongs to; one that belongs to none stays alone."""
    groups: list[_Group] = [(box, [label]) for label, box in named.items() if _height(box) >= _TALL * tallest]
    low = sorted(((box, label) for label, box in named.items() if _height(box) < _TALL * tallest), key=_size)
    while low:
        box, label = low.pop()  # the largest first: smaller ones may belong to it
        at = max(range(len(groups)), key=lambda one: _bond(box, groups[one][0], tallest))
        if _bond(box, groups[at][0], tallest) > 0:
            groups[at] = (_around(box, groups[at][0]), [*groups[at][1], label])
        else:
            groups.append((box, [label]))
    return groups


def _bond(low: Box, digit: Box, tallest: int) -> float:
    """Return how much a low part looks like one of the digit's, 0 when not at all."""
    beside = max(low.left, digit.left) - min(low.right, digit.right)  # the gap; less than 0 where they overlap
    above = max(low.top, digit.top) - min(low.bottom, digit.bottom)
    if above > _TALL * tallest:  # of another line
        return 0.0
    shared = -beside / min(low.right - low.left, digit.right - digit.left)
    if shared >= _SHARED:
        return 1 + shared
    gap = max(beside, 0) + max(above, 0)
    return max(0.0, 1 - gap / (_NEAR * tallest))


def _in_reading_order(groups: list[_Group]) -> list[_Group]:
    """Return the groups line by line; of one line are those that share at least half of their height."""
    lines: list[tuple[Box, list[_Group]]] = []
    for group in sorted(groups, key=lambda one: -_height(one[0])):
        for at, (line, members) in enumerate(lines):
            shared = min(line.bottom, group[0].bottom) - max(line.top, group[0].top)
            if shared >= 0.5 * _height(group[0]):
                lines[at] = (line, [*members, group])
                break
        else:
            lines.append((group[0], [group]))
    lines.sort(key=lambda line: line[0].top)
    return [group for _, members in lines for group in sorted(members, key=lambda one: one[0].left)]


def _part(ink: NDArray[np.uint8], labels: NDArray[np.int32], group: _Group) -> Part:
    box, own = group
    inside = np.s_[box.top : box.bottom, box.left : box.right]
    mask = ndimage.binary_dilation(np.isin(labels[inside], own), iterations=2)  # with the soft edge of the ink
    picture = np.where(mask, ink[inside], 0).astype(np.uint8)
    return Part(box, np.pad(picture, _margin(box)))


def _box(around: tuple[int, int, int, int]) -> Box:
    """Return the box that scikit-image tells as its first row and column, and the first ones outside."""
    top, left, bottom, right = around
    return Box(top, bottom, left, right)


def _margin(box: Box) -> int:
    return max(2, round(_MARGIN * _longest(box)))


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.top, other.top), max(one.bottom, other.bottom), min(one.left, other.left), max(one.right, other.right)
    )


def _height(box: Box) -> int:
    return box.bottom - box.top


def _longest(box: Box) -> int:
    return max(_height(box), box.right - box.left)


def _size(one: tuple[Box, int]) -> int:
    return _height(one[0]) * (one[0].right - one[0].left)
