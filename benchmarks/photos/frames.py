"""Digits with a line around or under them: a ring, a frame, the boxes of a form, an underline.

Knows what encloses digits. Does not know pages and cameras.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.photos.cases import Case, shown
from benchmarks.photos.inks import Glyph, Hand, inked


def ringed(hand: Hand, length: int, turns: tuple[float, float] = (0.98, 1.06)) -> Case:
    """Return a number with a ring round it, of so many turns: it ends near its beginning, or beyond."""
    rng, digits = hand.rng, hand.number(length)
    left, top, right, bottom = _around(digits, hand)
    angles = np.linspace(0, 2 * np.pi * rng.uniform(*turns), 60)
    wobble = 1 + 0.03 * np.sin(angles * rng.uniform(1, 3) + rng.uniform(0, 6))
    begin = rng.uniform(0, 2 * np.pi)
    circle = np.stack([np.cos(angles + begin), np.sin(angles + begin)], axis=1) * wobble[:, None]
    radii = np.array([right - left, bottom - top]) / np.sqrt(2)  # of the ellipse through the corners of the box
    ring = np.array([left + right, top + bottom]) / 2 + radii * circle
    return shown([*digits, inked("", ring, hand.pen * rng.uniform(0.6, 1))], hand)


def boxed(hand: Hand, length: int) -> Case:
    """Return a number with a frame round it."""
    digits = hand.number(length)
    frame = _corners(*_around(digits, hand))
    return shown([*digits, hand.line("", *frame, pen=hand.pen * hand.rng.uniform(0.4, 1))], hand)


def form(hand: Hand) -> Case:
    """Return a number in the printed boxes of a form, one for each digit, apart or side by side."""
    rng, digits = hand.rng, hand.number(int(hand.rng.integers(2, 6)))
    width, height = hand.height * rng.uniform((1.25, 1.35), (1.6, 1.7))
    apart = hand.height * rng.uniform(0.06, 0.3) if rng.random() < 0.5 else 0
    thick = rng.uniform(1.5, 4)
    glyphs = []
    for number, digit in enumerate(digits):
        left = number * (width + apart)
        inside, down = (np.array([width, height]) - digit.ink.shape[::-1]) * rng.uniform(0.35, 0.65, 2)
        box = np.array(_corners(left, 0, left + width, height))
        glyphs += [digit.at(left + inside, down), inked("", box, thick)]
    return shown(glyphs, hand)


def underlined(hand: Hand, length: int) -> Case:
    """Return a number with a line under it."""
    digits = hand.number(length)
    y = max(digit.bottom for digit in digits) + hand.pen + hand.height * hand.rng.uniform(0.05, 0.3)
    before, after = hand.height * hand.rng.uniform(0, 0.3, 2)
    end = digits[-1].right + after, y + hand.height * hand.rng.normal(0, 0.04)
    return shown([*digits, hand.line("", (digits[0].left - before, y), end)], hand)


def _around(digits: Sequence[Glyph], hand: Hand) -> tuple[float, float, float, float]:
    """Return a box around digits that touches none: left, top, right and bottom."""
    away = hand.pen + hand.height * hand.rng.uniform(0.08, 0.35)
    top, bottom = min(digit.top for digit in digits), max(digit.bottom for digit in digits)
    return digits[0].left - away, top - away, digits[-1].right + away, bottom + away


def _corners(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    """Return the corners of a box, the first one once more."""
    return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
