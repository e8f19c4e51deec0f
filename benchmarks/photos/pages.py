"""Digits on a large page, at the edge of a photo, beside punched holes, in 28x28 px, and in colours.

Knows where on the page a digit is. Does not know what else may stand beside it.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.photos.camera import Ink, exposed, saved, snapshot
from benchmarks.photos.cases import Case, case, framed
from benchmarks.photos.inks import Glyph, Hand, composed, text_of

_A4 = 297  # mm
_LUMA = (0.299, 0.587, 0.114)  # how much red, green and blue count in what is seen as grey
Colour = NDArray[np.float64]  # (3,), from 0 to 1


def large_page(hand: Hand) -> Case:
    """Return a digit of 9 to 18 mm on a page of A4, photographed with 12 megapixels."""
    width, height = (1500, 2000) if hand.rng.random() < 0.5 else (2000, 1500)
    digit = hand.digit(hand.rng.uniform(9, 18) * 2000 / _A4 / hand.height)
    return _enlarged(_on_page(digit, (height, width), hand), (2 * width, 2 * height), digit, hand)


def panorama(hand: Hand) -> Case:
    """Return a digit in a panorama of 12,000 x 900 px."""
    digit = hand.digit(hand.rng.uniform(0.35, 0.7) * 225 / hand.height)
    return _enlarged(_on_page(digit, (225, 3000), hand), (12_000, 900), digit, hand)


def at_edge(hand: Hand, length: int, lost: float) -> Case:
    """Return a number at the left or right edge of the picture, one digit at any edge.

    Args:
        hand: who writes.
        length: digits of the number.
        lost: share of the width, or height, of its first or last digit that is cut off; 0: it touches the edge, or
            stays up to 5 px away.
    """
    digits = hand.number(length)
    text, is_first = text_of(digits), hand.rng.random() < 0.5
    axis = 0 if length == 1 and hand.rng.random() < 0.5 else 1
    cover = framed(composed(digits), hand)
    inked = np.flatnonzero((cover > 0.5).any(axis=1 - axis))  # rows or columns
    cut = round(lost * digits[0 if is_first else -1].ink.shape[axis]) or -int(hand.rng.integers(0, 6))
    kept = np.arange(inked[0] + cut, cover.shape[axis]) if is_first else np.arange(inked[-1] + 1 - cut)
    picture = snapshot(cover, hand.rng).take(kept, axis)
    others = ("?" + text[1:] if is_first else text[:-1] + "?",) if length > 1 else ()
    return case(picture, text, hand.rng, *others)


def punched(hand: Hand) -> Case:
    """Return a digit on a page whose left edge has holes: two to four, or those of a spiral."""
    rng = hand.rng
    height, width = 700, 900
    digit = hand.digit(rng.uniform(100, 260) / hand.height)
    cover = np.zeros((height, width), np.float32)
    cover[:, 110:] = _on_page(digit, (height, width - 110), hand)
    y, x = np.mgrid[:height, :width]
    count = int(rng.integers(2, 5) if rng.random() < 0.5 else rng.integers(9, 15))
    radius, away, dark = rng.uniform(7, 16), rng.uniform(4, 25), rng.uniform(0.6, 1)
    for at in (np.arange(count) + 0.5) * height / count:
        hole = dark * np.clip(radius + 0.5 - np.hypot(x - radius - away, y - at), 0, 1)
        np.maximum(cover, hole, out=cover)
    return case(snapshot(cover, rng, ("paper", "ruled paper", "squared paper")), digit.text, rng)


def tiny(hand: Hand, kind: Literal["JPEG", "PNG"]) -> Case:
    """Return a digit as MNIST is often passed on: 28x28 px, white on black."""
    label, image = hand.image()
    return Case(saved(Image.fromarray(image), kind, int(hand.rng.integers(60, 96))), (label,))


def equally_light(hand: Hand) -> Case:
    """Return a digit in a colour that differs much from the paper's, and is as light: red on green, say."""
    while True:
        pen, paper = hand.rng.uniform(0.05, 0.95, (2, 3))
        if abs((pen - paper) @ _LUMA) < 0.02 and np.abs(pen - paper).max() > 0.45:
            return _coloured(hand, pen, paper)


def highlighter(hand: Hand) -> Case:
    """Return a digit in the yellow of a highlighter on white paper."""
    return _coloured(hand, hand.rng.uniform((0.97, 0.95, 0.25), (1, 1, 0.5)), np.ones(3))


def _coloured(hand: Hand, pen: Colour, paper: Colour) -> Case:
    digit = hand.digit()
    cover = framed(digit.ink, hand)
    if hand.rng.random() < 0.5:
        return case(exposed(cover, paper, pen, hand.rng), digit.text, hand.rng)
    on_screen = 255 * (paper + cover[..., None] * (pen - paper))  # (height, width, 3)
    return case(np.asarray(on_screen.round(), np.uint8), digit.text, hand.rng)


def _on_page(digit: Glyph, size: tuple[int, int], hand: Hand) -> Ink:
    """Return a page of a size, height and width in px, with a digit somewhere on it, not at its edge."""
    cover = np.zeros(size, np.float32)
    height, width = digit.ink.shape
    top = int(hand.rng.integers(size[0] // 12, size[0] - size[0] // 12 - height))
    left = int(hand.rng.integers(size[1] // 12, size[1] - size[1] // 12 - width))
    cover[top : top + height, left : left + width] = digit.ink
    return cover


def _enlarged(cover: Ink, size: tuple[int, int], digit: Glyph, hand: Hand) -> Case:
    """Return the case of a page that has so many px, width and height, as a camera saves it."""
    large = Image.fromarray(snapshot(cover, hand.rng)).resize(size)
    return Case(saved(large, "JPEG", int(hand.rng.integers(75, 96))), (digit.text,))
