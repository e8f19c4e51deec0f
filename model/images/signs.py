"""Which single strokes among digits are none, although each looks like a 1 or a 7: a slash, bracket, bar, hair, < or >.

Knows groups of ink and their neighbours in a line of writing. Does not know what the digits are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.images.boxes import Piece
from model.images.grouping import Group

_TALLER, _LEAN = 1.06, 9.0  # a slash is so much taller than its neighbours, and leans to the right by so many degrees
_LEAN_OF_SAME, _MORE_LEAN = 12.0, 10.0  # one that is only as tall leans more, and more than its neighbours by so much
_TALL = 1.3  # times as tall as its neighbours is a bar, however it leans ...
_LOW = 0.65  # ... unless one is so low, a plus, that it does not tell how tall digits are: times the usual height
_NARROW, _BOW, _BOW_OF_PAIR = 0.4, 0.055, 0.01  # of its height a bracket is wide, and bows; less where one faces it
_LOWER, _APEX, _NARROW_END = 0.85, 0.25, 0.6  # < and >: so low beside a digit; of their width, so far bent, so narrow
_HAIR, _THICK = 0.5, 1.7  # times the widest other stroke in its line: what is thinner or thicker has another pen
_FAR_THICKER = 2.5  # times the widest bent stroke of all that are half as tall, at least: no pen, however it is bent


def is_finger(digit: Group, others: Sequence[Group]) -> bool:
    """Tell whether what may be a digit is far thicker than all bent strokes of its height: a finger, or its shadow."""
    bent = [one for one in others if not (one is digit or one.is_doubtful or one.pieces[0].line.is_straight)]
    pens = [piece.stroke for one in bent if one.box.height >= digit.box.height / 2 for piece in one.pieces]
    return bool(pens) and min(piece.stroke for piece in digit.pieces) > _FAR_THICKER * max(pens)


def is_sign(line: Sequence[Group], at: int) -> bool:
    """Tell whether what may be a digit of a line of writing, from left to right, may be another sign as well."""
    digit, is_straight = line[at], line[at].pieces[0].line.is_straight
    beside = [*line[max(at - 1, 0) : at], *line[at + 1 : at + 2]]
    if is_straight and _has_another_pen(digit, line):
        return True
    if len(digit.pieces) > 1 or not beside:
        return False
    taller = digit.box.height / max(one.box.height for one in beside)
    if all(digit.box.top <= one.box.top and one.box.bottom <= digit.box.bottom for one in beside):
        usual = float(np.median([one.box.height for one in line]))
        is_bar = taller > _TALL and is_straight and all(one.box.height > _LOW * usual for one in beside)
        if is_bar or (taller > _TALLER and _is_bracket(line, at)):
            return True
    if taller < _LOWER and _is_chevron(digit.pieces[0]):
        return True
    return is_straight and _is_slash(digit, beside, line, taller)


def _has_another_pen(digit: Group, line: Sequence[Group]) -> bool:
    """Tell whether a line is too thin for the pen of the others, or too thick: the paper's edge, a pencil."""
    thickest = max(piece.line.thickness for piece in digit.pieces)
    pens = [piece.stroke for one in line for piece in one.pieces]
    others = [piece.stroke for one in line if one is not digit for piece in one.pieces]
    return thickest < _HAIR * max(pens) or (bool(others) and digit.pieces[0].stroke > _THICK * max(others))


def _is_bracket(line: Sequence[Group], at: int) -> bool:
    """Tell whether an upright stroke bows much; or a little, as the first or the last of two that face one another."""
    if line[at].box.width > _NARROW * line[at].box.height:
        return False
    first, last = _bow(line[0].pieces[0]), _bow(line[-1].pieces[0])
    is_of_pair = at in (0, len(line) - 1) and first > _BOW_OF_PAIR and last < -_BOW_OF_PAIR
    return is_of_pair or abs(_bow(line[at].pieces[0])) > _BOW


def _is_chevron(piece: Piece) -> bool:
    """Tell whether a stroke bends once, far to one side, and is narrow at both ends: < or >."""
    top, _, bottom = _ends_and_middle(piece)
    strokes = (np.diff(piece.mask.astype(np.int8), axis=1, prepend=0) == 1).sum(axis=1)  # of each row
    is_narrow = max(np.ptp(top), np.ptp(bottom)) < _NARROW_END * piece.box.width
    is_bent = abs(_bow(piece)) * piece.box.height > _APEX * piece.box.width
    return bool(is_narrow and is_bent and (strokes == 1).all())


def _bow(piece: Piece) -> float:
    """Return how far the ends of a piece lie to the right of its middle, in heights."""
    top, middle, bottom = (float(columns.mean()) for columns in _ends_and_middle(piece))
    return ((top + bottom) / 2 - middle) / piece.box.height


def _ends_and_middle(piece: Piece) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return the columns of the ink at the top of a piece, in its middle and at its bottom."""
    end = max(1, piece.box.height // 8)
    top, middle, bottom = np.s_[:end], np.s_[3 * end : -3 * end], np.s_[-end:]
    return np.nonzero(piece.mask[top])[1], np.nonzero(piece.mask[middle])[1], np.nonzero(piece.mask[bottom])[1]


def _is_slash(digit: Group, beside: Sequence[Group], line: Sequence[Group], taller: float) -> bool:
    """Tell whether a stroke between two others leans as a slash does, and stands as tall or taller."""
    if taller > _TALL and digit.slant > _LEAN_OF_SAME:  # in a fraction, whose digits may be in lines above and below
        return True
    if len(beside) < 2:  # it is a 1
        return False
    first, last = line[0].box.middle, line[-1].box.middle
    turned = float(np.degrees(np.arctan2(last[1] - first[1], last[0] - first[0])))
    lean = min(digit.slant, digit.slant - turned)
    usual = max(0.0, float(np.median([one.slant for one in beside])))
    return (lean > _LEAN and taller > _TALLER) or (taller >= 1 and lean > max(_LEAN_OF_SAME, usual + _MORE_LEAN))
