"""How many of so many digits a classifier reads right, and how sure that is.

Knows classifiers and samples. Does not know what was taught.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from model.evaluation import on_mnist
from model.inference.loaded import classifier_in
from model.samples.sample import NO_DIGIT, Sample

Interval = tuple[float, float]  # lowest and highest, 0 to 1


class Share(NamedTuple):
    """How many of so many digits are read right."""

    right: int
    total: int

    @property
    def share(self) -> float:
        """The share that is right, 0 to 1; 0 where there is none to read."""
        return self.right / self.total if self.total else 0.0


def of_writers(samples: Iterable[Sample], read: Iterable[int]) -> list[Share]:
    """Return of each writer how many of their samples are read right, by what is read in each."""
    found: dict[str, Share] = {}
    for sample, answer in zip(samples, read, strict=True):
        right, total = found.get(sample.writer, Share(0, 0))
        found[sample.writer] = Share(right + (answer == sample.label), total + 1)
    return list(found.values())


def interval_of(writers: Sequence[Share]) -> Interval:
    """Return the 95 % interval of the share that is read right of other writers' digits.

    Digits of one writer are read alike, so they tell less than as many by different ones, by the design effect: that is
    estimated from how much the writers differ, and is 1 at least. It is the interval of E. B. Wilson (1927) for as many
    digits as these are worth, with Student's t for so many writers, as E. L. Korn and B. I. Graubard do with another
    interval ("Confidence intervals for proportions with small expected number of positive counts estimated from survey
    data", Survey Methodology 24, 1998). Of one writer alone nothing follows for others: 0 to 1.

    Args:
        writers: how many were read right of each.
    """
    count, right, total = len(writers), sum(each.right for each in writers), sum(each.total for each in writers)
    if count < 2:
        return 0.0, 1.0
    share = right / total
    between = sum((each.right - share * each.total) ** 2 for each in writers) * count / (count - 1) / total
    effect = max(1.0, between / (share * (1 - share))) if 0 < share < 1 else 1.0
    part = float(stdtrit(count - 1, 0.975)) ** 2 * effect / total
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
