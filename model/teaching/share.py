"""How many of so many digits a classifier reads right, and how sure that is.

Knows classifiers and samples. Does not know what was taught.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.evaluation import on_mnist
from model.inference.loaded import classifier_in
from model.samples.sample import NO_DIGIT, Sample

_Z = 1.959964  # standard deviations from the middle that hold 95 % of a normal distribution


class Share(NamedTuple):
    """How many of so many digits are read right."""

    right: int
    total: int

    @property
    def share(self) -> float:
        """The share that is right, 0 to 1; 0 where there is none to read."""
        return self.right / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of that share, lowest and highest, 0 to 1 (E. B. Wilson, 1927)."""
        if not self.total:
            return 0.0, 1.0
        share, part = self.share, _Z**2 / self.total
        middle = (share + part / 2) / (1 + part)
        half = (part * share * (1 - share) + part**2 / 4) ** 0.5 / (1 + part)
        return max(0.0, middle - half), min(1.0, middle + half)


def answers(folder: Path, samples: Sequence[Sample]) -> NDArray[np.int64]:
    """Return what the classifier in a folder reads in samples, int64 (n,).

    It is the most probable digit, sure or not; where a drawing shows no digit and the classifier is not sure of one, it
    is `NO_DIGIT`, which is right.

    Raises:
        ClassifierError: the classifier is missing or damaged.
    """
    classifier = classifier_in(folder)
    images = np.array([sample.image for sample in samples], np.float32).reshape(-1, 28, 28) / np.float32(255)
    labels = np.array([sample.label for sample in samples], np.int64)
    probabilities = classifier.probabilities(images)
    doubted = (labels == NO_DIGIT) & (probabilities.max(axis=1, initial=0.0) < classifier.threshold)
    return np.where(doubted, NO_DIGIT, probabilities.argmax(axis=1))


def of_mnist(folder: Path) -> Share:
    """Return how many of the test pictures of MNIST the classifier in a folder reads right; raises as `count`."""
    return Share(*on_mnist.count(folder))
