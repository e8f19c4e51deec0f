"""Digits and other marks of a pen, each a piece of ink with its place on the sheet.

Digits are those of MNIST's test, or real pen strokes; all else is drawn. Lengths are in px.
Knows pens and how digits follow one another. Does not know cameras, or what is hard to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from benchmarks.photos.camera import Ink, drawn_from
from model.datasets.mnist import mnist_test
from model.images.preprocessing import preprocess
from model.images.strokes import Stroke, StrokeDigit, draw, fit

HEIGHTS = (90, 160)  # px: how high the digits of a kind are
_MNIST_PEN = 0.14  # of a digit's height: how broad MNIST's pens are, usually
_UNEVEN = 0.05  # of the height: by how much digits stand higher or lower, and are larger or smaller, standard deviation
_GAPS = (0.12, 0.4)  # of the height, between the ink of neighbours


class Glyph(NamedTuple):
    """A piece of ink: what it means ("" where it is no part of the number), and where its left upper corner lies."""

    text: str
    ink: Ink
    left: float
    top: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.ink.shape[1]

    @property
    def bottom(self) -> float:
        """Likewise."""
        return self.top + self.ink.shape[0]

    def at(self, left: float, top: float) -> Glyph:
        """Return it at another place."""
        return self._replace(left=left, top=top)


class Hand:
    """One who writes: with a pen, and digits of a height.

    Attributes:
        height: of a digit.
        pen: its width.
        rng: draws what is written.
    """

    def __init__(self, own: Sequence[StrokeDigit], rng: Generator, is_clear: Callable[[Glyph], bool]) -> None:
        """Take a pen.

        Args:
            own: the digits of one writer in strokes; none for one who writes as in MNIST.
            rng: draws what is written.
            is_clear: tells whether a digit is written so that it can be read; if not, another one is written.
        """
        self._own, self._is_clear = own, is_clear
        self.rng = rng
        self.height = rng.uniform(*HEIGHTS)
        self.pen = self.height * (drawn_from("width of the pen, share of that", rng) if own else _MNIST_PEN)

    def digit(self, size: float = 1.0) -> Glyph:
        """Return a digit, its longest side so large, as a share of the height."""
        longest = self.height * size
        while True:
            if self._own:
                digit = self._own[int(self.rng.integers(len(self._own)))]
                glyph = Glyph(str(digit.label), _trimmed(penned(digit.strokes, longest, self.pen)), 0, 0)
            else:
                label, image = self._mnist()
                glyph = Glyph(label, _trimmed(enlarged(image, longest)), 0, 0)
            if self._is_clear(glyph):
                return glyph

    def image(self) -> tuple[str, NDArray[np.uint8]]:
        """Return a digit as MNIST holds it: what it is, and uint8 (28, 28), bright on black."""
        while not self._own:
            label, image = self._mnist()
            if self._is_clear(Glyph(label, image.astype(np.float32) / np.float32(255), 0, 0)):
                return label, image
        digit = self.digit()
        small = preprocess(np.asarray(255 * np.pad(digit.ink, 20), np.uint8)).image
        return digit.text, np.asarray((255 * small).round(), np.uint8)

    def _mnist(self) -> tuple[str, NDArray[np.uint8]]:
        pictures = mnist_test()
        index = self.rng.integers(len(pictures))
        return str(pictures.y[index]), pictures.pixels[index]

    def number(self, length: int, slope: float = 0.0) -> list[Glyph]:
        """Return digits from left to right on a line of writing that rises by so much a px; its left end is at 0, 0."""
        digits: list[Glyph] = []
        right = 0.0
        for _ in range(length):
            digit = self.digit(1 + self.rng.normal(0, _UNEVEN))
            left = right + self.gap() if digits else 0.0
            lower = self.height * self.rng.normal(0, _UNEVEN) - slope * left
            digits.append(digit.at(left, lower - digit.ink.shape[0]))
            right = digits[-1].right
        return digits

    def gap(self) -> float:
        """Return how far neighbours are apart."""
        return self.height * self.rng.uniform(*_GAPS)

    def line(self, text: str, *points: tuple[float, float], pen: float | None = None) -> Glyph:
        """Return a stroke through points (x, y), in a hand that is not quite steady."""
        steady = 0.01 * self.height
        stroke = np.asarray(points, np.float64) + self.rng.normal(0, steady, (len(points), 2))
        return inked(text, stroke, self.pen if pen is None else pen)


def inked(text: str, stroke: Stroke, pen: float) -> Glyph:
    """Return a stroke where it lies."""
    corner = np.floor(stroke.min(axis=0) - pen / 2 - 1)
    width, height = (int(side) for side in np.ceil(np.ptp(stroke, axis=0) + pen + 4))
    return Glyph(text, _ink_of(draw((stroke - corner,), pen, (width, height))), float(corner[0]), float(corner[1]))


def composed(glyphs: Sequence[Glyph]) -> Ink:
    """Return all the ink on one sheet, cut to it."""
    left, top = min(glyph.left for glyph in glyphs), min(glyph.top for glyph in glyphs)
    places = [(round(glyph.left - left), round(glyph.top - top), glyph.ink) for glyph in glyphs]
    width, height = (max(at[axis] + at[2].shape[1 - axis] for at in places) for axis in (0, 1))
    sheet = np.zeros((height, width), np.float32)
    for x, y, ink in places:
        place = sheet[y : y + ink.shape[0], x : x + ink.shape[1]]
        np.maximum(place, ink, out=place)
    return _trimmed(sheet)


def text_of(glyphs: Sequence[Glyph]) -> str:
    """Return what is written."""
    return "".join(glyph.text for glyph in glyphs)


def mnist_inks(count: int, rng: Generator) -> Iterator[tuple[int, Ink]]:
    """Return test digits of MNIST, enlarged as if they had been written with a broad pen."""
    pictures = mnist_test()
    for index in rng.choice(len(pictures), count, replace=False):
        yield int(pictures.y[index]), enlarged(pictures.pixels[index], drawn_from("height of the digit", rng))


def stroke_inks(digits: list[StrokeDigit], count: int, rng: Generator) -> Iterator[tuple[int, Ink]]:
    """Return digits of pen strokes, drawn with a round pen."""
    for index in rng.choice(len(digits), count, replace=False):
        longest = drawn_from("height of the digit", rng)
        pen = longest * drawn_from("width of the pen, share of that", rng)
        yield digits[index].label, penned(digits[index].strokes, longest, pen)


def enlarged(image: NDArray[np.uint8], longest: float) -> Ink:
    """Return a digit of MNIST, uint8 (28, 28), with its longest side so long."""
    rows, columns = (np.flatnonzero(image.max(axis=axis)) for axis in (1, 0))
    digit = np.pad(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 1)
    scale = longest / max(digit.shape)
    size = tuple(round(side * scale) for side in digit.shape[::-1])
    large = np.asarray(Image.fromarray(digit).resize(size, Image.Resampling.BICUBIC), np.float32) / np.float32(255)
    return np.asarray(np.clip((large - 0.3) / 0.3, 0, 1), np.float32)  # a pen's edge is sharper than a pixel of 28


def penned(strokes: tuple[Stroke, ...], longest: float, pen: float) -> Ink:
    """Return strokes drawn with a round pen, their longest side so long."""
    side = int(longest + pen) + 4
    return _ink_of(draw(fit(strokes, longest, (side / 2, side / 2)), pen, (side, side)))


def _ink_of(drawing: NDArray[np.uint8]) -> Ink:
    return np.asarray(1 - drawing[..., 0].astype(np.float32) / np.float32(255), np.float32)


def _trimmed(ink: Ink) -> Ink:
    """Return the ink without the empty paper around it."""
    rows, columns = (np.flatnonzero((ink > 0.1).any(axis=axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
