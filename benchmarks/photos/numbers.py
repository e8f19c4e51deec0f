"""Numbers that run uphill, stand in two rows, or hold what is no digit: comma, minus, slash, bracket.

Knows the line of writing. Does not know frames, pages and cameras.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.photos.cases import Case, shown
from benchmarks.photos.inks import Glyph, Hand, inked

Mark = Callable[[Hand, float], list[Glyph]]  # what is drawn so far to the right; digits stand on the line 0


def plain(hand: Hand, length: int) -> Case:
    """Return a number as it ought to be."""
    return shown(hand.number(length), hand)


def sloping(hand: Hand, direction: int) -> Case:
    """Return a number whose digits are upright, each higher (1) or lower (-1) than the one before it."""
    slope = direction * float(np.tan(np.radians(hand.rng.uniform(5, 20))))
    return shown(hand.number(int(hand.rng.integers(3, 7)), slope), hand)


def turned(hand: Hand, direction: int) -> Case:
    """Return a number in a photo that is turned to the left (1) or to the right (-1)."""
    return shown(hand.number(int(hand.rng.integers(3, 7))), hand, direction * hand.rng.uniform(5, 20))


def two_rows(hand: Hand) -> Case:
    """Return a number in two rows."""
    first, second = (hand.number(int(hand.rng.integers(2, 5))) for _ in range(2))
    down, across = hand.height * hand.rng.uniform(1.35, 1.9), hand.height * hand.rng.uniform(-0.3, 0.3)
    lower = [digit.at(digit.left + across, digit.top + down) for digit in second]
    return shown([*first, *lower], hand, hand.rng.uniform(-6, 6))


def raised(hand: Hand) -> Case:
    """Return a number whose last digit is small and raised, as a power is."""
    digits = hand.number(int(hand.rng.integers(1, 4)))
    small = hand.digit(hand.rng.uniform(0.45, 0.65))
    bottom = -hand.height * hand.rng.uniform(0.5, 0.75)
    return shown([*digits, small.at(digits[-1].right + hand.gap() / 2, bottom - small.ink.shape[0])], hand)


def raised_inside(hand: Hand) -> Case:
    """Return a number with a small raised digit between others, as in a sum of powers."""
    before, after = hand.number(int(hand.rng.integers(1, 3))), hand.number(int(hand.rng.integers(1, 4)))
    small = hand.digit(hand.rng.uniform(0.45, 0.6))
    left, bottom = before[-1].right + hand.gap(), -hand.height * hand.rng.uniform(0.5, 0.75)
    move = left + small.ink.shape[1] + hand.gap()
    digits = [*before, small.at(left, bottom - small.ink.shape[0])]
    return shown([*digits, *(digit.at(digit.left + move, digit.top) for digit in after)], hand)


def fraction(hand: Hand) -> Case:
    """Return a small digit, high, a long slash, and a small digit, low."""
    upper, lower = hand.digit(0.6), hand.digit(0.6)
    gap, lean = hand.gap(), hand.height * hand.rng.uniform(0.35, 0.6)
    over, under = hand.height * hand.rng.uniform((-0.05, -0.05), (0.15, 0.15))
    left = upper.ink.shape[1] + hand.pen / 2 + gap
    slash = hand.line("/", (left + lean / 2, -hand.height - over), (left - lean / 2, under))
    below = lower.at(left + hand.pen / 2 + gap, -lower.ink.shape[0])
    return shown([upper.at(0, -hand.height), slash, below], hand)


def bracketed(hand: Hand) -> Case:
    """Return a number in round or square brackets."""
    digits, rng = hand.number(int(hand.rng.integers(1, 4))), hand.rng
    over, under, deep = hand.height * rng.uniform((0.12, 0.1, 0.1), (0.3, 0.25, 0.25))
    if rng.random() < 0.5:
        turn = np.linspace(-1, 1, 20)
        middle, half = (under - hand.height - over) / 2, (under + hand.height + over) / 2
        shape = np.stack([deep * turn**2, middle + half * turn], axis=1)
    else:
        shape = np.array([(deep, -hand.height - over), (0, -hand.height - over), (0, under), (deep, under)])
    left = shape - [hand.gap() + deep, 0]
    right = [digits[-1].right + hand.gap() + deep, 0] + shape * [-1, 1]
    return shown([inked("(", left, hand.pen), *digits, inked(")", right, hand.pen)], hand)


def marked(hand: Hand, mark: Mark, least: int = 1) -> Case:
    """Return a number with a mark somewhere in it, after so many digits at least."""
    before = hand.number(int(hand.rng.integers(least, 4)))
    signs = mark(hand, before[-1].right + hand.gap() if before else 0.0)
    after = hand.number(int(hand.rng.integers(1, 4)))
    move = max(sign.right for sign in signs) + hand.gap()
    return shown([*before, *signs, *(digit.at(digit.left + move, digit.top) for digit in after)], hand)


def comma(hand: Hand, x: float) -> list[Glyph]:
    """Draw a comma."""
    top, long, lean = hand.height * hand.rng.uniform((-0.1, 0.15, 0.02), (0, 0.32, 0.12))
    return [hand.line(",", (x + lean, top), (x + 0.8 * lean, top + long / 2), (x, top + long))]


def point(hand: Hand, x: float) -> list[Glyph]:
    """Draw a point."""
    return [hand.line(".", (x, -hand.pen / 2), pen=hand.pen * hand.rng.uniform(1, 1.5))]


def minus(hand: Hand, x: float) -> list[Glyph]:
    """Draw a minus."""
    up, long = hand.height * hand.rng.uniform((0.4, 0.3), (0.6, 0.55))
    return [hand.line("-", (x, -up), (x + long, -up))]


def slash(hand: Hand, x: float) -> list[Glyph]:
    """Draw a slash, taller than a digit."""
    over, under, lean = hand.height * hand.rng.uniform((0.05, 0.05, 0.3), (0.25, 0.25, 0.6))
    return [hand.line("/", (x + lean, -hand.height - over), (x, under))]


def bar(hand: Hand, x: float) -> list[Glyph]:
    """Draw an upright line, much taller than a digit."""
    over, under = hand.height * hand.rng.uniform((0.2, 0.2), (0.4, 0.4))
    return [hand.line("|", (x, -hand.height - over), (x, under))]


def colon(hand: Hand, x: float) -> list[Glyph]:
    """Draw a colon."""
    upper, lower = hand.height * hand.rng.uniform((0.6, 0.1), (0.75, 0.25))
    pen = hand.pen * hand.rng.uniform(1, 1.5)
    return [hand.line(":", (x, -upper), pen=pen), hand.line("", (x, -lower), pen=pen)]
