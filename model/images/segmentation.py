"""Find what may be digits in a picture of ink, and put each into a box, in the order in which one reads.

Pieces of ink that belong to one digit, such as a 5 and its bar, are one part. What stands between digits, such as a
comma, is a part of its own that is doubtful. Frames and underlines are left out. Neighbours that touch are one part:
whether that is a digit is for the classifier to doubt.
Knows pictures in memory (NumPy, SciPy). Does not know networks, photos or pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from model.images.boxes import Box, Piece, around, pieces
from model.images.frames import frames_of, ink_in, underlines_of
from model.images.grouping import Group, grouped
from model.images.preprocessing import LEAST_INK
from model.images.reading_order import lines_of
from model.images.signs import is_finger, is_sign

_SPECK = 0.06  # of the tallest piece's height; ink smaller than this, both ways, is dirt
_MOST_PIECES = 300  # the largest ones; a photo of gravel or print has thousands, and is no number anyway
_MOST_PARTS = 60  # likewise
_MARGIN = 0.1  # of a part's longest side: empty paper around it
_WIDE, _FOOT = 0.45, 0.2  # of its height: so wide is a digit on a line that touches it; so low lies the line
_NEAR = 0.1  # of the height of both: two parts as near as this may be one


@dataclass(frozen=True)
class Part:
    """Ink that may be a digit.

    Attributes:
        box: where it lies.
        picture: uint8 (height, width), bright on black.
        is_doubtful: whether its shape or its place tell that it is no digit, or that it may be read at another place.
        with_base: the same with a line under it, which may be an underline or its own base; None where there is none.
    """

    box: Box
    picture: NDArray[np.uint8]
    is_doubtful: bool = False
    with_base: Part | None = None

    @property
    def inside(self) -> NDArray[np.uint8]:
        """Return the picture without its margin: as large as the box."""
        margin = _margin(self.box)
        return self.picture[margin:-margin, margin:-margin]


def parts(ink: NDArray[np.uint8]) -> list[Part]:
    """Return the parts of the ink that may be digits: line by line, in each from left to right.

    Args:
        ink: uint8 of shape (height, width), ink bright on black.
    """
    found = pieces(ink >= LEAST_INK, _MOST_PIECES)
    frames = frames_of(found)
    written = _others(found, frames)
    lines, may_be_bases = underlines_of(written)
    written = _without_dirt(_others(written, lines))
    groups = [_with_base(group, may_be_bases) for group in grouped(written)[:_MOST_PARTS]]
    groups = [replace(one, is_doubtful=one.is_doubtful or is_finger(one, groups)) for one in groups]
    groups += [Group((piece,), is_doubtful=True) for frame in frames for piece in ink_in(frame)]
    return [_part(ink, group) for group in _in_reading_order(groups)]


def only_part(ink: NDArray[np.uint8]) -> Part | None:
    """Return the one part of the ink that may be a digit, without marks around it; None where there are more, or none.

    Args:
        ink: uint8 of shape (height, width), ink bright on black.
    """
    found = parts(ink)
    digits = [part for part in found if not part.is_doubtful] or found
    whole = digits[0] if digits else None
    for one, other in pairwise(digits):
        if whole is None or not may_be_one(one, other):
            return None
        whole = together(whole, other)
    return whole


def part_of(inside: NDArray[np.uint8], box: Box) -> Part:
    """Return the part that the ink in a box is; the box is made as small as it can be."""
    rows, columns = (np.flatnonzero((inside >= LEAST_INK).any(axis=axis)) for axis in (1, 0))
    own = Box(int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1)
    picture = np.pad(inside[own.top : own.bottom, own.left : own.right], _margin(own))
    return Part(Box(box.top + own.top, box.top + own.bottom, box.left + own.left, box.left + own.right), picture)


def without_foot(part: Part) -> Part | None:
    """Return a part without what may be a foot, or a line that its digit stands on; None where it is too narrow."""
    if part.box.width < _WIDE * part.box.height:
        return None
    above = part.inside[: round((1 - _FOOT) * part.box.height)]
    return part_of(above, part.box) if (above >= LEAST_INK).any() else None


def may_be_one(one: Part, other: Part) -> bool:
    """Tell whether two parts lie so close that they may be a digit whose line is broken."""
    both = around([one.box, other.box])
    gap = max(one.box.beside(other.box), one.box.apart(other.box))
    return gap < _NEAR * both.height and both.width < 1.2 * both.height


def together(one: Part, other: Part) -> Part:
    """Return the two parts as one."""
    box = around([one.box, other.box])
    margin = _margin(box)
    picture = np.zeros((box.height + 2 * margin, box.width + 2 * margin), np.uint8)
    for part in (one, other):
        own = _margin(part.box)
        height, width = part.picture.shape
        top, left = part.box.top - own - box.top + margin, part.box.left - own - box.left + margin
        place = picture[top : top + height, left : left + width]
        np.maximum(place, part.picture, out=place)
    return Part(box, picture)


def _without_dirt(found: Sequence[Piece]) -> list[Piece]:
    tallest = max((piece.box.height for piece in found), default=0)
    return [piece for piece in found if piece.box.longest >= _SPECK * tallest]


def _with_base(group: Group, may_be_bases: Sequence[tuple[Piece, Piece]]) -> Group:
    """Return the group with the line that may be the base of one of its pieces."""
    own = (base for digit, base in may_be_bases if any(digit is piece for piece in group.pieces))
    return replace(group, base=next(own, None))


def _others(found: Sequence[Piece], known: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in found if not any(piece is one for one in known)]


def _in_reading_order(groups: Sequence[Group]) -> list[Group]:
    """Return the groups line by line; a mark stands in the line that it is nearest to."""
    digits = [group for group in groups if not group.is_doubtful] or groups
    indices, doubtful = lines_of([digit.box for digit in digits])
    lines = [
        _with_doubts([replace(digits[at], is_doubtful=digits[at].is_doubtful or at in doubtful) for at in line])
        for line in indices
    ]
    for mark in groups:
        if not any(mark is digit for digit in digits):
            x, y = mark.box.middle
            min(lines, key=lambda line: _far(x, y, line)).append(mark)
    return [group for line in lines for group in sorted(line, key=lambda one: one.box.middle[0])]


def _with_doubts(line: Sequence[Group]) -> list[Group]:
    """Return the digits of a line, doubtful where they have the looks of something else."""
    return [replace(digit, is_doubtful=digit.is_doubtful or is_sign(line, at)) for at, digit in enumerate(line)]


def _far(x: float, y: float, line: Sequence[Group]) -> float:
    """Return how far a place is from a line of writing, in px."""
    along, high = np.array([group.box.middle for group in line]).T
    order = np.argsort(along)
    along, high = along[order], high[order]
    return float(np.hypot(y - np.interp(x, along, high), x - np.clip(x, along[0], along[-1])))


def _part(ink: NDArray[np.uint8], group: Group) -> Part:
    box = group.box
    mask = np.zeros((box.height, box.width), np.bool_)
    for piece in group.pieces:
        own = piece.box
        mask[own.top - box.top : own.bottom - box.top, own.left - box.left : own.right - box.left] |= piece.mask
    mask = ndimage.binary_dilation(mask, iterations=2)  # with the soft edge of the ink
    inside = np.where(mask, ink[box.top : box.bottom, box.left : box.right], 0).astype(np.uint8)
    with_base = _part(ink, Group((*group.pieces, group.base))) if group.base else None
    return Part(box, np.pad(inside, _margin(box)), group.is_doubtful, with_base)


def _margin(box: Box) -> int:
    return max(2, round(_MARGIN * box.longest))
