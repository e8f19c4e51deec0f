"""A picture with what is written in it: how it is framed, shown and saved.

Knows which answers are right. Does not know what makes a picture hard to read.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from scipy import ndimage

from benchmarks.photos.camera import Ink, Picture, saved, snapshot
from benchmarks.photos.inks import Glyph, Hand, composed, text_of


class Case(NamedTuple):
    """A picture file, and the answers that are right: digits, and a "?" for what is no digit or cannot be known."""

    file: io.BytesIO
    right: tuple[str, ...]


def case(picture: Picture, written: str, rng: Generator, *others: str) -> Case:
    """Return the case of a picture, as a JPEG or a PNG, in which this is written; `others` are right answers, too."""
    right = "".join(sign if sign.isdigit() else "?" for sign in written)
    file = saved(picture, "JPEG", int(rng.integers(75, 96))) if rng.random() < 0.5 else saved(picture, "PNG")
    return Case(file, (right, *others))


def framed(ink: Ink, hand: Hand) -> Ink:
    """Return the ink with empty paper around it."""
    return np.pad(ink, np.round(hand.height * hand.rng.uniform(0.3, 1.2, (2, 2))).astype(int))


def shown(glyphs: Sequence[Glyph], hand: Hand, turn: float = 0.0) -> Case:
    """Return the case of glyphs, in the order in which one reads, on a sheet turned to the left by so many degrees."""
    ink = np.clip(ndimage.rotate(composed(glyphs), turn, order=1), 0, 1)
    return case(snapshot(framed(ink, hand), hand.rng), text_of(glyphs), hand.rng)
