"""Samples whose label may be wrong: a network that was never told surely reads something else.

Knows samples and probabilities. Does not know classifiers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model.samples.sample import Sample

SURE = 0.97  # probability from which a network is trusted more than a label


class Reader(Protocol):
    """What reads digits, such as a `Classifier`."""

    def probabilities(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each class, float32 (n, 10), of images, float32 (n, 28, 28), ink 1.0."""


def looks_mislabelled(samples: Sequence[Sample], classifier: Reader) -> list[tuple[Sample, int, float]]:
    """Return the samples of which a network surely reads something else, with its answer and how probable that is.

    Returns:
        What it is surest of comes first; the probability is `SURE` to 1.0.
    """
    if not samples:
        return []
    images = np.stack([sample.image for sample in samples]).astype(np.float32) / np.float32(255)
    probabilities = classifier.probabilities(images)
    read = zip(samples, probabilities.argmax(axis=1).tolist(), probabilities.max(axis=1).tolist(), strict=True)
    doubtful = [each for each in read if each[1] != each[0].label and each[2] >= SURE]
    return sorted(doubtful, key=lambda each: -each[2])
