"""Which pieces of ink are one digit, and which are none: a comma, a point, a dash, a slash.

Knows pieces of ink. Does not know the picture, nor in which order one reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial import KDTree

from model.images.boxes import Box, Line, Piece, around
from model.images.frames import encloses, may_be_ring

_TALL = 0.5  # of the tallest piece's height; two pieces as tall as this are two digits, however they overlap
_TALL_STROKE = 0.65  # likewise, of one that is a single stroke: a 1; a large comma is shorter
_LEAST_DIGIT = 0.38  # likewise; what is lower and belongs to no digit is none
_SHARED = 0.25  # of the narrower piece's width; a low piece that lies over or under a digit by this much is of it
_NEAR = 0.1  # of the tallest piece's height; a low piece that is this near to a digit is of it ...
_UNDER, _BROKEN = 0.15, 0.04  # ... what looks like a mark: when its ink is as near as this, under or beside it
_BAR = 0.25  # likewise: a bar is no farther above its digit, nor a foot below
_UPPER, _LOWER = 0.35, 0.8  # of a digit's height: above lies the bar of a 5, below a foot
_TOP = 0.15  # likewise: a bar that lies wholly beside its digit is as high as this, or may be a dash
_FOOT = 0.2  # of the tallest piece's height, at most, begins a comma below its neighbours
_MARK = 2.0  # widths of the pen: a mark is no thicker
_ROUND = 0.8  # times its height: a 0 is narrower than this ...
_OVAL, _REACHES = 0.65, 0.6  # ... and where it is wider than that, its slash is as high as this, at least
_FLAT = 35.0  # degrees from level, at most, lies a bar or a dash


@dataclass(frozen=True)
class Group:
    """Pieces of ink that are one digit; or doubtful, as a comma is. `base` is its own or an underline."""

    pieces: tuple[Piece, ...]
    is_doubtful: bool = False
    base: Piece | None = None

    @cached_property
    def box(self) -> Box:
        """Return the box around the pieces."""
        return around([piece.box for piece in self.pieces])

    @cached_property
    def slant(self) -> float:
        """Return by how many degrees the ink leans to the right of upright."""
        (_, xy), (_, yy) = np.cov(np.concatenate([piece.points for piece in self.pieces]).T)
        return float(np.degrees(np.arctan2(-xy, yy)))


def grouped(found: Sequence[Piece]) -> list[Group]:
    """Return the digits, each with all its pieces, and the marks; digits come first."""
    tallest = max((piece.box.height for piece in found), default=0)
    tall = [piece for piece in found if piece.box.height >= (_TALL_STROKE if piece.is_one_stroke else _TALL) * tallest]
    heads = [piece for piece in tall if not any(encloses(other, piece) for other in tall)]
    groups = [Group((piece,), may_be_ring(piece) or _is_round_others(piece, heads)) for piece in heads]
    rest = [piece for piece in found if not any(piece is head for head in heads)]
    if not rest:
        return groups
    join = _Joining([head.box for head in heads], pen=float(np.median([piece.stroke for piece in heads])))
    for piece in sorted(rest, key=lambda one: -one.box.height * one.box.width):  # smaller ones may belong to it
        bonds = [join.bond(piece, group) for group in groups]
        at = int(np.argmax(bonds))
        if bonds[at] > 0:
            may_be_two = _may_be_ringed(piece, groups[at]) or join.may_be_dash(piece, groups[at])
            is_doubtful = groups[at].is_doubtful or may_be_two
            groups[at] = Group((*groups[at].pieces, piece), is_doubtful)
        else:
            groups.append(Group((piece,), is_doubtful=join.is_none(piece)))
    return groups


def _is_round_others(piece: Piece, heads: Sequence[Piece]) -> bool:
    """Tell whether other digits lie in a piece's box: it may be a ring that is open."""
    return any(piece.box.holds(other.box) for other in heads)


def _may_be_ringed(piece: Piece, group: Group) -> bool:
    """Tell whether what may be the slash of a 0 may be a 1 in a ring: the 0 would be round, or the slash short."""
    head, line = group.pieces[0], piece.line
    is_short = piece.box.height < _REACHES * head.box.height
    is_ring = head.box.width > (_OVAL if is_short else _ROUND) * head.box.height
    return is_ring and line.length > 2 * line.thickness and encloses(head, piece)


@dataclass(frozen=True)
class _Joining:
    """To which digit a piece belongs.

    Attributes:
        heads: the boxes of the tallest piece of each digit.
        pen: the width in px of the pen.
    """

    heads: Sequence[Box]
    pen: float

    @cached_property
    def tallest(self) -> int:
        """Return the height in px of the tallest piece."""
        return max(head.height for head in self.heads)

    def bond(self, piece: Piece, group: Group) -> float:
        """Return how much a piece looks like one of the digit's, 0 when not at all."""
        low, digit = piece.box, group.box
        beside, above = low.beside(digit), low.apart(digit)
        if above > _TALL * self.tallest:  # of another line
            return 0.0
        shared = low.shared(digit)
        if group.is_doubtful:  # the dots of a colon are one mark
            return max(0.0, shared - 0.5) if self.is_none(piece) else 0.0
        if any(encloses(own, piece) for own in group.pieces):  # the slash or the dot in a 0
            return 3.0
        if shared < _SHARED and low.height >= _LEAST_DIGIT * self.tallest:  # a raised digit
            return 0.0
        gap = max(beside, 0) + max(above, 0)
        near = 1 + shared if shared >= _SHARED else max(0.0, 1 - gap / (_NEAR * self.tallest))
        return near if near and self._may_belong(piece, group) else 0.0

    def may_be_dash(self, piece: Piece, group: Group) -> bool:
        """Tell whether a stroke of a digit may be a dash: it lies level, beside the digit and in the middle."""
        down = (piece.box.middle[1] - group.box.top) / group.box.height
        is_beside = piece.box.shared(group.box) < _SHARED and _TOP < down < _LOWER
        return is_beside and self._is_mark(piece) and _is_flat(piece.line)

    def is_none(self, piece: Piece) -> bool:
        """Tell whether a piece that belongs to no digit is none itself."""
        return piece.box.height < _LEAST_DIGIT * self.tallest or self._is_mark(piece)

    def _is_mark(self, piece: Piece) -> bool:
        """Tell whether a piece is as thin and as short as a mark, and no smaller than one press of the pen."""
        return piece.line.thickness < _MARK * self.pen and piece.box.longest > 0.6 * self.pen

    def _may_belong(self, piece: Piece, group: Group) -> bool:
        """Tell whether a piece is no mark beside the digit, but a stroke of it that does not touch."""
        line, box, digit = piece.line, piece.box, group.box
        is_flat = _is_flat(line)
        if not self._is_mark(piece) or not (is_flat or self._is_between(box)):
            return True
        if is_flat and (line.length > self.tallest or box.apart(digit) > _BAR * self.tallest):
            return False
        over = box.shared(digit) >= _SHARED
        down = (box.middle[1] - digit.top) / digit.height
        if is_flat and (down < _UPPER or (over and down > _LOWER)):
            return True
        return (over or is_flat) and self._apart(piece, group) < (_UNDER if over else _BROKEN) * self.tallest

    def _is_between(self, box: Box) -> bool:
        """Tell whether a piece stands between two digits."""
        middles = [head.middle[0] for head in self.heads if head.apart(box) < _FOOT * self.tallest]
        return bool(middles) and min(middles) < box.middle[0] < max(middles)

    def _apart(self, piece: Piece, group: Group) -> float:
        """Return the px between the ink of a piece and that of the digit."""
        return min(float(KDTree(own.points).query(piece.points)[0].min()) for own in group.pieces)


def _is_flat(line: Line) -> bool:
    return abs(line.angle) < _FLAT and line.length > 1.5 * line.thickness
