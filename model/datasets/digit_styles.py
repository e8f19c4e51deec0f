"""How people write digits, as strokes of a pen: the styles of the world, and what is no digit.

Each style is written down once, as a pupil would draw it through a few points; a random hand then jitters the points,
slants, stretches and bends the whole, and breaks it as a mouse does. So a 7 with a bar, a 1 with a foot or a 0 with a
slash is known even where no pen strokes of such writers are at hand.
Knows points. Does not know pictures, networks or data files.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.random import Generator

from model.images.strokes import Stroke

# Points are "x,y" in a box of 100 x 100, y down; "!" makes the point a corner; "|" lifts the pen.
STYLES: dict[int, tuple[str, ...]] = {
    0: (
        "50,0 22,13 8,50 22,87 50,100 78,87 92,50 78,13 50,0",
        "62,5 30,6 9,48 24,90 52,99 82,80 91,45 75,12 42,6",
        "22,12 52,3 82,20 91,55 70,93 40,98 13,75 10,40 32,10 52,1",
        "45,14 15,48 28,92 66,96 90,56 72,14 42,10 32,20 50,26 96,6",
        "35,5 12,30 9,65 30,97 70,97 91,62 86,28 62,4 36,8",
        "50,0 20,13 8,50 22,87 50,100 78,87 92,50 80,13 50,0 | 90,2 10,98",
        "50,0 22,13 8,50 22,87 50,100 78,87 92,50 78,13 50,0 | 74,20 28,80",
        "55,2 24,13 8,50 22,87 52,100 80,85 91,48 78,13 50,1 | 62,35 38,66",
        "52,0 20,13 8,50 22,87 50,100 78,87 92,50 80,13 46,2 | 100,-8 -2,106",
        "70,8 40,4 12,40 14,80 50,100 88,70 80,30 44,14",
        "92,8 50,12 12,46 20,90 60,98 90,60 76,24 34,18",
        "44,2 18,20 10,60 40,100 82,84 90,40 66,4 28,10 22,26",
        "44,2 14,24 12,70 48,100 | 50,2 86,26 88,72 46,100",
        "50,0 14,16 4,50 16,86 50,100 86,84 96,50 84,16 52,0 | 56,-6 46,106",
        "50,0 16,14 6,50 18,88 50,100 84,86 94,50 82,14 50,0 | -4,50 104,50",
        "62,6 28,14 22,52 34,94 70,92 84,44 70,8 46,4 | 20,14 76,92",
        "26,8 46,18 80,46 70,92 36,96 18,62 36,24 64,0",
    ),
    1: (
        "50,0 50,100",
        "52,0 48,50 50,100",
        "28,22 50,0! 50,100",
        "10,40 54,0! 54,100",
        "2,62 52,0! 55,100",
        "16,30 38,20 54,0! 52,100",
        "22,25 48,2 52,10 51,100",
        "30,20 52,0! 52,100 | 24,100 82,100",
        "8,36 54,0! 54,100 | 16,101 92,99",
        "34,18 50,0! 50,100! 22,100! 84,98",
        "50,0 50,100 | 18,100 82,100",
        "26,14 50,4! 50,100 | 30,98 72,98",
        "36,32 56,0! 46,100",
        "0,32 62,0! 46,100",
        "4,26 32,20 68,0! 46,100",
        "40,18 56,0! 52,100",
        "38,46 54,0! 50,100",
        "26,46 62,0! 42,100",
        "0,70 56,0! 56,100",
        "6,54 62,0! 44,100",
        "0,58 66,0! 54,100",
        "58,0 44,60 42,92 52,100 66,90",
        "54,0 30,76 36,98 50,98 62,86",
        "46,0 40,60 44,94 62,100 84,94",
        "62,0 24,92! 40,100 76,98",
        "36,0 56,96 64,84 68,62",
        "24,8 34,2 60,0! 58,50 52,100",
        "20,10 24,16 40,4 62,2! 54,60 48,96 40,88",
        "26,4 58,0! 56,70 50,98! 40,90",
        "16,36 12,46 22,46 60,0! 46,100",
        "10,54 20,46 44,22 68,2 66,14 40,100",
    ),
    2: (
        "12,24 28,3 62,0 84,22 70,50 10,98! 92,98",
        "14,30 22,8 56,0 86,20 76,46 40,76 8,97! 55,94 94,99",
        "14,28 36,2 76,8 80,36 46,72 14,96 8,84 26,77 56,92 94,94",
        "16,20 46,0 82,16 68,52 36,84 12,88 24,74 48,88 70,99 96,88",
        "12,8 86,4! 12,96! 92,96",
        "20,14 56,0 82,20 66,56 14,92! 50,90 92,84",
        "32,30 17,26 24,6 60,0 84,22 64,56 14,97! 90,97",
        "16,22 46,0 82,22 62,60 18,98! 64,97",
        "8,10 50,2 82,14 78,40 36,72 10,94 50,90 90,100",
        "10,34 30,4 66,4 74,30 52,70 16,98! 46,86 96,92",
        "22,16 50,0 72,20 56,54 24,96 16,82 34,78 60,100 92,90",
        "30,8 70,0 84,16 60,46 10,94! 60,92 84,100",
    ),
    3: (
        "12,12 45,0 80,14 76,38 42,48! 84,60 86,86 50,100 10,88",
        "12,15 45,0 80,18 70,42 46,48 79,58 85,82 50,100 10,85",
        "12,4 86,3! 44,42! 86,60 80,92 40,100 8,88",
        "10,6 86,4! 42,44 74,46 89,72 60,98 10,92",
        "15,12 50,0 80,18 66,42 40,50 34,44 52,44 86,66 78,92 40,100 8,88",
        "20,8 60,0 76,20 50,40! 70,46 80,70 66,92 10,100",
        "8,20 40,0 74,14 60,40 36,46! 84,52 92,80 58,100 6,78",
        "24,4 72,6 66,34 40,46! 72,54 74,86 42,100 18,92",
        "10,10 60,0 86,20 50,44! 64,60 66,86 40,100",
        "4,12 52,0 84,10 40,40! 74,50 84,78 44,100 4,96",
        "10,14 40,2 72,4 78,20 56,44 78,54 72,84 20,100",
        "24,14 40,0 64,2 66,24 50,46 66,50 74,78 44,100 10,92",
    ),
    4: (
        "66,0 8,66! 96,65 | 66,0 66,100",
        "62,0 10,68! 86,66 | 64,4 60,100",
        "95,62 8,65! 66,0! 66,100",
        "74,100 68,0! 8,62! 94,62",
        "25,0 12,55! 92,54 | 74,5 70,100",
        "22,0 15,40 30,58 84,50 | 80,0 72,100",
        "12,2 16,40 48,52 82,40 | 84,0 80,100",
        "44,0 10,66! 94,62 | 64,34 58,100",
        "40,0 14,60! 88,52 | 66,22 44,100",
        "25,2 12,55! 82,50! 86,5! 76,100",
        "30,0 10,48 24,60 64,52 84,8! 74,100",
        "36,4 10,60! 96,60 | 60,0 60,100",
        "66,0 10,64! 76,64 | 66,2 68,100",
        "58,0 6,74! 96,74 | 60,2 60,100",
        "34,0 24,64! 76,60 | 62,36 56,100",
        "30,0 22,50 42,56 72,42 | 68,26 60,100",
        "40,0 16,44! 60,44 82,4! 56,100",
        "62,4 14,48! 54,50 84,8! 50,100",
        "50,0 16,62 24,70 84,58 | 70,28 56,100",
        "52,0 42,10 46,22 22,50 34,60 64,48 82,22 72,20 62,56 50,100",
        "48,0 36,56 20,72 46,74 74,58 78,44 66,62 54,100",
        "56,0 50,40 22,70 40,86 66,66 70,50 64,92",
    ),
    5: (
        "82,3 25,3! 20,42! 60,38 88,65 70,95 12,95",
        "25,3 20,45! 60,37 88,65 68,97 12,92 | 25,3 90,3",
        "28,10 22,46! 62,38 86,66 66,98 10,92 | 36,2 96,-2",
        "24,12 20,46! 62,40 86,68 60,98 12,90 | 30,0 92,-10",
        "86,6 42,4 20,27 50,47 82,68 60,98 12,92",
        "82,5 30,5 22,42 60,42 85,70 55,98 12,92",
        "70,0 30,2! 25,40! 76,46 85,80 45,100 10,90",
        "86,3 22,3! 22,48! 76,45 86,75 60,98 15,98",
        "94,0 36,6! 24,40 64,44 76,72 50,98 4,100",
        "30,2 26,40! 70,42 84,72 52,100 14,88 | 28,4 62,6 88,0",
        "34,8 28,38! 62,34 80,62 62,94 10,100 | 14,10 90,0",
        "40,8 34,42! 66,44 74,70 50,96 8,92 | 16,8 86,6",
        "46,4 34,36! 70,40 72,76 40,100 6,90 | 40,6 100,0",
        "10,10 86,4 | 44,8 32,36! 60,36 72,56 54,84 16,100",
        "92,0 34,28 12,44! 46,46 66,62 54,90 4,100",
        "34,0 16,20 30,36 60,44 76,70 50,98 8,90 | 30,2 62,0",
        "98,4 60,4 36,10 20,36 50,44 72,66 56,96 20,92 14,72",
    ),
    6: (
        "70,0 30,30 12,70 35,98 75,92 85,65 55,50 18,68",
        "55,0 20,40 12,80 45,100 80,80 65,55 18,70",
        "36,0 15,60 20,95 60,100 82,75 55,55 17,76",
        "86,15 60,0 25,30 10,70 40,100 85,80 60,52 14,70",
        "76,0 36,40 20,80 45,100 70,85 55,68 22,82",
        "60,0 15,50 20,95 75,98 88,60 50,42 14,66",
        "65,0 20,45 20,90 60,98 82,75 60,55 30,70 28,96",
        "30,0 16,50 14,90 50,100 84,84 70,56 40,58 16,86",
        "90,4 44,18 14,62 34,98 78,90 74,62 36,62 16,76",
        "60,0 44,50 40,88 52,100 64,86 54,72 42,84",
        "72,0 40,24 24,66 34,98 66,94 72,70 48,62 26,78",
    ),
    7: (
        "8,5 90,5! 40,100",
        "8,8 85,5! 60,45 45,100",
        "8,5 90,5! 40,100 | 30,52 82,48",
        "6,6 88,4! 62,46 46,100 | 34,58 84,46",
        "10,26 12,5! 90,5! 40,100",
        "10,26 12,5! 90,5! 44,100 | 32,54 86,50",
        "5,17 30,5 56,12 88,5! 55,50 42,100",
        "5,17 30,5 56,12 88,5! 55,50 42,100 | 26,50 82,50",
        "10,10 84,8! 72,100",
        "12,8 78,6! 66,100 | 44,50 96,48",
        "8,22 35,5 80,8 82,34 56,70 44,100",
        "8,22 35,5 80,8 82,34 56,70 44,100 | 36,56 86,50",
        "10,5 86,5 | 88,5 46,100",
        "2,14 94,0! 34,100 | 40,42 78,62",
        "12,22 18,8 36,10 60,14 82,6! 66,36 46,66 40,100 | 20,58 90,62",
        "6,20 16,6 40,12 72,6! 64,40 44,96 | 24,66 84,66",
        "14,10 60,8 76,14 60,44 40,70 36,100 | 16,64 84,62",
        "8,16 14,6 74,8! 46,70 44,100 | 26,50 98,50",
        "4,10 80,6! 60,40 52,100 | 30,64 90,54",
        "10,24 18,8 40,12 76,4! 60,46 36,78 30,100 | 14,74 92,70",
        "12,26 24,4 52,2 72,14 66,40 44,70 36,100 | 18,66 90,62",
        "20,24 30,2 64,4 70,22 50,60 34,100 | 20,70 96,62",
        "8,40 10,4! 90,5! 44,100",
        "10,8 84,4! 54,60 40,92 50,100 58,88",
        "12,18 20,4 60,0 84,14 56,66 38,92 56,100",
        "6,6 80,8 86,18 50,84 38,96 46,100 64,92",
        "10,4 30,8 66,6 70,20 46,60 30,96 14,90 24,76 46,84 | 16,50 98,54",
    ),
    8: (
        "75,15 45,0 20,20 46,45 82,72 54,100 18,80 46,52 80,25 72,8",
        "50,0 20,20 50,48 84,75 50,100 16,75 50,48 80,20 50,0",
        "50,0 25,22 50,46 75,22 50,0 | 50,46 15,72 50,100 85,72 50,46",
        "86,5 60,32 22,74 46,100 78,78 46,42 22,18 46,1 74,10",
        "25,10 60,0 78,22 50,46 18,75 50,100 84,76 50,48 22,25 30,4",
        "80,8 50,0 25,20 42,44 76,72 54,100 22,80 46,54 96,2",
        "70,20 52,4 34,20 52,38 86,70 50,100 14,72 48,40 68,24",
        "62,4 22,14 44,40 70,60 66,96 24,94 26,66 70,34 62,4",
        "16,8 46,30 82,74 52,100 18,80 48,46 84,20 54,0 20,12",
        "62,6 30,10 30,34 66,60 64,94 34,98 30,76 70,40 78,14 56,2",
        "84,0 48,10 36,30 66,60 60,96 30,92 34,64 72,30 50,6",
        "30,14 54,0 74,18 34,64 26,90 56,100 74,80 30,30 34,8",
        "50,0 28,20 50,40 72,20 50,0 | 50,50 18,74 50,100 82,74 50,50",
        "74,12 40,2 22,24 72,66 56,98 20,84 78,14",
        "88,6 66,0 40,14 30,34 62,62 56,96 30,96 24,74 58,44 64,16 56,2",
        "80,0 56,6 40,26 52,52 64,80 44,100 24,84 40,56 66,34 60,10",
    ),
    9: (
        "80,20 50,2 18,25 35,52 75,40 80,12! 76,100",
        "82,15 50,0 18,28 40,52 78,35 82,5! 80,60 60,98 15,92",
        "76,28 45,50 15,28 45,0 78,18 76,65 45,100",
        "82,25 50,0 15,25 40,50 80,30 82,8! 86,76 70,97 10,97",
        "80,22 50,0 14,24 40,48 78,28 80,8! 82,92! 8,98",
        "72,24 50,4 30,22 50,42 74,20! 60,100",
        "70,15 40,0 20,25 45,44 72,16! 46,100",
        "86,8 50,0 14,22 36,48 80,35 86,8 82,60 80,100",
        "50,0 20,25 50,50 80,25 50,0 | 80,4 78,100",
        "78,14 44,2 14,30 44,54 76,34 80,8! 80,70 52,100 20,80",
        "90,6 46,4 12,26 36,46 82,20! 66,100",
        "84,10 40,0 14,26 44,42 82,24 86,60 50,96 4,86",
        "62,14 30,4 8,20 30,40 58,26 64,8! 84,60 70,92 4,100",
        "70,10 36,0 14,18 34,36 64,24 72,6 90,50 84,84 50,98 2,92",
        "66,8 34,0 14,16 30,34 62,26 74,14 84,60 64,98 6,94",
        "58,6 32,2 22,22 42,38 62,20 66,6! 74,70 50,98 0,100",
        "70,2 34,6 22,26 46,36 74,14! 70,64 56,94 20,98",
        "34,16 52,30 68,12 44,2 28,22 50,40 72,28 84,64 60,96 0,92",
        "62,10 40,2 26,18 42,36 62,24 68,8! 80,62 62,94 2,94",
        "70,24 42,0 16,22 40,44 74,16! 42,100",
        "84,12 52,0 26,26 50,46 84,14! 46,100",
        "22,14 40,2 76,2 84,10 60,16 24,18 50,24 82,12! 36,100",
        "60,10 32,44 22,56 54,46 72,10 74,2! 66,50 50,100",
        "66,4 34,26 24,48 48,46 72,6! 64,60 46,100",
        "80,8 40,0 16,12 34,24 74,18 84,10 60,60 30,100",
    ),
}

# What a pupil may draw that is no digit. Letters that are written like a digit (B, I, l, O, S, Z, b, g, q ...) are
# left out, and so is what some write for one (T, Y, t, +, ?).
OTHERS: dict[str, str] = {
    "A": "50,0 10,100 | 50,0 90,100 | 25,62 76,62",
    "E": "82,0 15,0! 15,100! 86,100 | 15,50 72,50",
    "F": "82,0 15,0! 15,100 | 15,46 70,46",
    "H": "15,0 15,100 | 85,0 85,100 | 15,50 85,50",
    "K": "18,0 18,100 | 82,0 20,54! 86,100",
    "M": "8,100 18,0! 50,70! 82,0! 94,100",
    "N": "12,100 14,0! 86,100! 88,0",
    "P": "20,0 20,100 | 20,2 70,4 84,26 66,50 20,52",
    "R": "20,0 20,100 | 20,2 70,4 82,24 66,46 20,50! 88,100",
    "V": "8,0 50,100! 92,0",
    "W": "2,0 26,100! 50,30! 74,100! 98,0",
    "X": "10,0 90,100 | 90,0 10,100",
    "d": "80,0 80,100 | 80,52 48,36 16,66 48,98 80,80",
    "e": "20,52 80,50! 70,16 44,6 14,44 30,92 84,84",
    "a": "78,30 40,22 14,58 34,96 72,76 80,24! 80,80 98,98",
    "h": "20,0 20,100! 24,62 54,44 80,62 80,100",
    "k": "20,0 20,100 | 74,40 22,70! 82,100",
    "m": "6,30 8,100! 14,44 34,32 48,48 48,100! 54,44 76,32 92,50 92,100",
    "n": "14,20 16,100! 24,44 56,22 84,46 84,100",
    "r": "22,20 24,100! 30,50 54,24 86,34",
    "w": "4,10 14,76 30,96 50,30! 62,92 82,90 96,8",
    "smiley": "50,0 12,16 0,50 14,86 50,100 86,86 100,50 88,16 50,0 | 33,32 33,40 | 67,32 67,40 | 26,62 50,80 74,62",
    "sad": "50,0 12,16 0,50 14,86 50,100 86,86 100,50 88,16 50,0 | 32,35 36,35 | 64,35 68,35 | 28,76 50,60 72,76",
    "heart": "50,26 30,2 4,20 14,56 50,98! 88,56 96,20 70,2 50,26",
    "star": "20,100 50,0! 82,100! 2,36! 98,36! 20,100",
    "house": "12,100 12,42! 50,0! 88,42! 88,100! 12,100 | 42,100 42,68! 60,68! 60,100",
    "arrow": "0,50 100,50 | 70,20 100,50! 70,80",
    "tick": "4,60 34,96! 98,4",
    "equals": "5,30 95,30 | 5,66 95,66",
    "hash": "34,0 28,100 | 72,0 66,100 | 4,34 98,32 | 2,68 96,66",
    "tree": "50,100 50,40 | 50,42 16,34 22,8 50,0 80,8 84,34 50,42 | 50,70 78,52",
    "man": "50,0 36,14 50,28 64,14 50,0 | 50,28 50,66! 24,100 | 50,66 76,100 | 16,44 84,44",
}
# Kinds that no training sees, to measure whether doubt reaches further than what was taught.
UNSEEN_OTHERS = ("H", "K", "a", "m", "star", "arrow", "man")
FREE = ("scribble", "zigzag", "line", "blob", "dots", "touching digits")  # drawn without a style

_JITTER = 2.0, 5.5  # of 100: how far a point of a style moves, standard deviation; from a neat to a careless hand
_STEP = 4.0  # of 100: the distance of the points along a smooth stroke


def styled_digit(label: int, rng: Generator) -> tuple[Stroke, ...]:
    """Return a digit in one of its styles, its points jittered, in a box of about 100 x 100."""
    return _smooth(str(rng.choice(STYLES[label])), rng)


def other(kind: str, rng: Generator) -> tuple[Stroke, ...]:
    """Return something that is no digit, in a box of about 100 x 100; `kind` is of `OTHERS` or `FREE`."""
    match kind:
        case "scribble":
            return (_spline(rng.uniform(0, 100, (int(rng.integers(9, 26)), 2))),)
        case "zigzag":
            ends = np.tile([0.0, 100.0], 8)[: rng.integers(8, 17)]
            points = np.stack([ends, np.linspace(0, rng.uniform(50, 110), len(ends))], axis=1)
            return (points + rng.normal(0, 8, points.shape),)
        case "line":  # lying, or falling to the right: a rising or a standing line may be a 1
            angle = np.radians(rng.uniform(-25, 35))
            along = np.linspace(-50, 50, 6)[:, None] * [np.cos(angle), np.sin(angle)]
            return (50 + along + rng.normal(0, 1.5, along.shape),)
        case "blob":
            turns = np.linspace(0, 2 * np.pi * rng.uniform(5, 8), 120)
            disc = np.stack([np.cos(turns), np.sin(turns) * rng.uniform(0.75, 1)], axis=1)
            return (50 + disc * np.linspace(4, 40, 120)[:, None] + rng.normal(0, 2, disc.shape),)
        case "dots":
            return tuple(spot + rng.normal(0, 2, (3, 2)) for spot in rng.uniform(0, 100, (int(rng.integers(3, 9)), 2)))
        case "touching digits":
            return _touching(rng)
        case _:
            return _smooth(OTHERS[kind], rng)


def _touching(rng: Generator) -> tuple[Stroke, ...]:
    """Return two digits side by side that touch or overlap a little."""
    first, second = rng.integers(0, 10, 2)
    while first == 1 and second in (1, 3):  # a thick 1, and an 8
        first, second = rng.integers(0, 10, 2)
    left, right = styled_digit(int(first), rng), styled_digit(int(second), rng)
    ends, begins = np.concatenate(left)[:, 0].max(), np.concatenate(right)[:, 0].min()
    shared = rng.uniform(0, 4 if 1 in (first, second) else 14)  # a 1 that lies deeper in its neighbour is lost in it
    return (*left, *(stroke + np.array([ends - begins - shared, rng.normal(0, 8)]) for stroke in right))


def rewritten(strokes: tuple[Stroke, ...], rng: Generator) -> tuple[Stroke, ...]:
    """Return the strokes as another hand could write them: slanted, stretched, bent, cut short, wobbly or broken."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = 100 / max(float((high - low).max()), 1e-6)
    dense = [_resampled((stroke - (low + high) / 2) * scale, _STEP) for stroke in strokes]  # middle at 0, 0
    bend = _bend(rng)
    hand = _slant(rng)
    moved = [(bend(_shortened(stroke, rng)) + rng.normal(0, 1.5, 2)) @ hand for stroke in dense]
    if rng.random() < 0.3:
        moved = [_wobbly(stroke, rng) for stroke in moved]
    return tuple(moved)


def _slant(rng: Generator) -> Stroke:
    """Return a matrix (2, 2) that turns, slants and stretches points (n, 2) by multiplication from the right."""
    angle, slant = rng.normal(0, 0.1), rng.normal(0.08, 0.18)  # radians; px to the right for each px up
    wide = np.exp(rng.normal(0, 0.13))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray(np.array([[wide, 0.0], [-slant, 1 / wide]]) @ turn)


def _bend(rng: Generator) -> Callable[[Stroke], Stroke]:
    """Return a smooth bend of the paper: a few waves, most of them longer than the digit."""
    waves = rng.normal(0, 0.03, (2, 3, 2))  # radians a unit; (axis that is moved, wave, direction)
    phases = rng.uniform(0, 2 * np.pi, (2, 3))
    heights = rng.uniform(0, 5) * rng.normal(0, 0.6, (2, 3))

    def bent(points: Stroke) -> Stroke:
        turns = np.einsum("pd,awd->paw", points, waves) + phases  # (points, axis, wave)
        return np.asarray(points + (np.sin(turns) * heights).sum(axis=2))

    return bent


def _shortened(stroke: Stroke, rng: Generator) -> Stroke:
    """Return the stroke without up to a tenth at each end."""
    first, last = rng.uniform(0, 0.08, 2) * len(stroke)
    return stroke[int(first) : len(stroke) - int(last)]


def _wobbly(stroke: Stroke, rng: Generator) -> Stroke:
    """Return the stroke as a mouse draws it: few points with straight lines between them, each a little off."""
    coarse = _resampled(stroke, rng.uniform(5, 22))
    return coarse + rng.normal(0, rng.uniform(0.3, 2), coarse.shape)


def _resampled(stroke: Stroke, step: float) -> Stroke:
    """Return points along the stroke about `step` apart, its two ends among them."""
    lengths = np.concatenate([[0.0], np.hypot(*np.diff(stroke, axis=0).T).cumsum()])
    at = np.linspace(0, lengths[-1], max(2, round(float(lengths[-1]) / step) + 1))
    return np.stack([np.interp(at, lengths, stroke[:, axis]) for axis in (0, 1)], axis=1)


@cache
def _parsed(style: str) -> tuple[tuple[Stroke, tuple[int, ...]], ...]:
    """Return for each stroke of a style its points (n, 2) and where it has its corners."""
    strokes = []
    for part in style.split("|"):
        words = part.split()
        points = np.array([word.rstrip("!").split(",") for word in words], np.float64)
        strokes.append((points, tuple(at for at, word in enumerate(words) if word.endswith("!"))))
    return tuple(strokes)


def _smooth(style: str, rng: Generator) -> tuple[Stroke, ...]:
    strokes = []
    jitter = rng.uniform(*_JITTER)
    for points, corners in _parsed(style):
        points = points + rng.normal(0, jitter, points.shape)
        bounds = [0, *corners, len(points) - 1]
        pieces = [_spline(points[a : b + 1]) for a, b in pairwise(bounds)]
        strokes.append(np.concatenate(pieces))
    return tuple(strokes)


def _spline(points: Stroke) -> Stroke:
    """Return a smooth curve through the points (Catmull and Rom), eight points to each part."""
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, 8)[:, None, None]
    a, b, c, d = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    curve = b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    return np.asarray(curve.transpose(1, 0, 2).reshape(-1, 2))  # (8, parts, 2) -> (points, 2)
