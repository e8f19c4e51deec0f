"""Ink round or under digits that is no part of them: rings, the boxes of a form, underlines.

Knows pieces of ink. Does not know what the digits are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError
from skimage.morphology import convex_hull_image

from model.images.boxes import Box, Line, Piece, pieces

_SECTORS, _LEAST_SECTORS = 72, 64  # a frame lies in so many of the directions from a digit: it may have a gap
_DOT, _THICK_DOT = 0.22, 0.35  # of the height of what encloses it: smaller ink is dirt, or the dot in a 0
_SLASH = 0.3  # of its length, at most, is the thickness of the slash in a 0 ...
_LEAN = 0.65  # ... which lies to the side by so much of the 0's width for each px of the 0's height, at least
_ROUND, _CLOSED = 0.8, 0.9  # of its height, at least, is the width of a ring; of its outline, what is closed
_TALL_IN_RING = 0.95  # of the room in a ring, at least, is as tall a digit that touches it; a 0's own curl is smaller
_FULL = 0.88  # of the box around it, at least, is inside of a box of a form
_ALIKE = 0.15  # of its sides, by which a frame may differ from another one of a form
_ACROSS = 0.7  # of both sides of a frame: lines that reach further part its boxes from one another
_SIDES = 0.3  # of their length, at most, is the thickness of the sides of two boxes
_LEAST_IN_BOX = 0.15  # of its height: smaller ink that touches a box is its own
_LEVEL = 22.0  # degrees: an underline, on paper that is turned
_WIDE = 0.6  # of the digit's height, at least, is the width of an underline
_BASE, _NEAR_BASE = 1.2, 2.0  # of the digit's width, and of the pen below it, at most, is its own base that is broken
_UNDER = 0.7  # of the digit's height, at most, lies between it and its underline


def encloses(outer: Piece, inner: Piece) -> bool:
    """Tell whether ink lies round other ink, on nearly all sides."""
    if not outer.box.holds(inner.box):
        return False
    x, y = (outer.points - inner.box.middle).T
    sectors = np.floor(np.arctan2(y, x) / (2 * np.pi) * _SECTORS)
    return len(np.unique(sectors)) >= _LEAST_SECTORS


def frames_of(found: Sequence[Piece]) -> list[Piece]:
    """Return the pieces that enclose other ink, but for a 0 with its dot or slash; with the empty boxes beside them."""
    frames = [outer for outer in found if any(_frames(outer, inner) for inner in found)]
    return [
        piece
        for piece in found
        if any(piece is frame or (_are_alike(piece.box, frame.box) and _is_box(piece)) for frame in frames)
    ]


def ink_in(frame: Piece) -> list[Piece]:
    """Return the ink in a frame that touches it, without the lines that part its boxes from one another."""
    inside = ndimage.binary_erosion(convex_hull_image(frame.mask), iterations=round(2 * frame.stroke))
    is_form = _is_box(frame)
    edge = inside & ~ndimage.binary_erosion(inside, iterations=2)
    rest = frame.mask & inside
    for piece in pieces(rest, most=20):
        place = np.s_[piece.box.top : piece.box.bottom, piece.box.left : piece.box.right]
        ends = ndimage.label(piece.mask & edge[place])[1]
        across = piece.box.height / frame.box.height, piece.box.width / frame.box.width
        if (is_form and ends > 1 and _parts_boxes(piece.line)) or min(across) > _ACROSS:
            rest[place] &= ~piece.mask
    least = (_LEAST_IN_BOX if is_form else _THICK_DOT) * frame.box.height
    top, left = frame.box.top, frame.box.left
    found = []
    for (columns,) in ndimage.find_objects(ndimage.label(rest.any(axis=0))[0]):
        rows = np.flatnonzero(rest[:, columns].any(axis=1))
        box = Box(top + int(rows[0]), top + int(rows[-1]) + 1, left + columns.start, left + columns.stop)
        if box.longest > least:
            found.append(Piece(box, rest[rows[0] : rows[-1] + 1, columns]))
    return found


def may_be_ring(piece: Piece) -> bool:
    """Tell whether what looks like a 0 is round and has ink in it that touches it, and is no slash."""
    if piece.box.width < _ROUND * piece.box.height:
        return False
    if ndimage.binary_fill_holes(piece.mask).sum() < _CLOSED * convex_hull_image(piece.mask).sum():
        return False
    room = piece.box.height - 4 * piece.stroke  # as `ink_in` looks
    tall = [inner.line for inner in ink_in(piece) if inner.box.longest > _TALL_IN_RING * room]
    return any(not _is_slash(line, piece.box) for line in tall)


def underlines_of(found: Sequence[Piece]) -> tuple[list[Piece], list[tuple[Piece, Piece]]]:
    """Return the pieces that are lines under digits, and each digit whose line may be its own base, with that line.

    A line between digits and others below them is none.
    """
    level = [piece for piece in found if piece.line.is_straight and abs(piece.line.angle) < _LEVEL]
    others = [piece for piece in found if not any(piece is line for line in level)]
    over = [(line, _over(line, others)) for line in level]
    may_be_bases = [
        (digits[0], line)
        for line, digits in over
        if len(digits) == 1
        and line.box.width <= _BASE * digits[0].box.width
        and line.box.top - digits[0].box.bottom <= _NEAR_BASE * line.stroke
    ]
    return [line for line, digits in over if digits], may_be_bases


def _frames(outer: Piece, inner: Piece) -> bool:
    box = outer.box
    if inner.box.longest < (_DOT if _bends(inner) else _THICK_DOT) * box.height or not encloses(outer, inner):
        return False
    return not _is_slash(inner.line, box) or _is_box(outer)


def _is_slash(line: Line, zero: Box) -> bool:
    """Tell whether a line leans as the slash in a 0 does; a 1 in a ring is upright."""
    lean = np.tan(np.radians(90 - abs(line.angle)))
    return bool(line.thickness < _SLASH * line.length and lean > _LEAN * zero.width / zero.height)


def _parts_boxes(line: Line) -> bool:
    """Tell whether the line stands upright; it may be the sides of two boxes."""
    return line.thickness < _SIDES * line.length and abs(line.angle) > 90 - _LEVEL


def _is_box(piece: Piece) -> bool:
    """Tell whether the piece is as angular as a box of a form, which may be turned."""
    try:
        hull = ConvexHull(piece.points)
    except QhullError:  # a dot, or a line one px thick
        return False
    corners = piece.points[hull.vertices]
    turns = np.radians(np.arange(-45, 45, 3))
    along, across = np.array([np.cos(turns), np.sin(turns)]), np.array([-np.sin(turns), np.cos(turns)])  # (2, turns)
    boxes = np.ptp(corners @ along, axis=0) * np.ptp(corners @ across, axis=0)
    return float(hull.volume / boxes.min()) > _FULL


def _bends(piece: Piece) -> bool:
    """Tell whether the piece is a line that bends, as a digit's is; not a dot."""
    return not piece.line.is_straight and piece.box.longest > 3 * piece.stroke


def _are_alike(one: Box, other: Box) -> bool:
    return all(abs(own - side) < _ALIKE * side for own, side in ((one.height, other.height), (one.width, other.width)))


def _over(line: Piece, others: Sequence[Piece]) -> list[Piece]:
    """Return the pieces that stand on a line, none where others hang on it, too."""
    over = []
    for other in others:
        x, y = other.box.middle
        at = line.box.middle[1] + np.tan(np.radians(line.line.angle)) * (x - line.box.middle[0])
        if line.box.shared(other.box) < 0.5 or not line.box.left < x < line.box.right:
            continue
        gap = at - other.box.bottom if y < at else other.box.top - at
        if gap < _UNDER * other.box.height and line.box.width > _WIDE * other.box.height:
            if y > at:
                return []
            over.append(other)
    return over
