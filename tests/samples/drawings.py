"""Samples to try things on."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.images.preprocessing import preprocess
from model.images.strokes import draw
from model.people.visitor import Visitor
from model.samples.lines import as_bytes
from model.samples.sample import Sample

ANNA, BEN = Visitor("a" * 16), Visitor("b" * 16)


def sample(number: int = 0, **said: Any) -> Sample:
    """Return a 7 that Anna drew; each number is another drawing, as far as nothing else is said."""
    stroke = np.array([[90.0, 60.0 + number % 40], [180.0, 60.0], [120.0 + number // 40, 220.0]])
    image = as_bytes(preprocess(draw((stroke,), 18)).image)
    return Sample(**{"label": 7, "writer": ANNA.id, "image": image, "strokes": (stroke,), **said})


def samples(count: int, **said: Any) -> list[Sample]:
    """Return so many of them."""
    return [sample(number, **said) for number in range(count)]
