"""Samples that can be told to be whole: each of their parts says the same number."""

from __future__ import annotations

import numpy as np

from model.samples.sample import Sample


def marked(number: int) -> Sample:
    """Return a sample of which strokes, image, writer and nickname say this number."""
    image = np.frombuffer(number.to_bytes(4, "big") * 196, np.uint8).reshape(28, 28)
    return Sample(number % 10, f"writer-{number}", image, (np.full((200, 2), float(number)),), nickname=str(number))


def is_whole(sample: Sample) -> bool:
    """Whether a sample that was read is one of `marked`, and nothing is missing."""
    number = int(sample.nickname)
    wanted = marked(number)
    same = np.array_equal(sample.image, wanted.image) and np.array_equal(sample.strokes[0], wanted.strokes[0])
    return same and (sample.id, sample.label, sample.writer) == (wanted.id, wanted.label, wanted.writer)
