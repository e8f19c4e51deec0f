"""Which pictures a classifier reads wrong, and how: confusions, the hardest, the most confidently wrong, the suspects.

Knows probabilities and labels; returns indices of pictures, the clearest example first. Does not know the pictures
themselves, or networks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.languages.translation import _

Indices = NDArray[np.int64]  # (m,), of pictures


@dataclass(frozen=True)
class Confusion:
    """How many pictures of one class, of all of that class, are read as another one, or right; classes from 0."""

    true: int
    predicted: int
    count: int
    of: int

    def in_words(self, classes: Sequence[str]) -> str:
        """Return it as a sentence: "9 is taken for 4 in 6 of 1,009", "9 is read right in 1,003 of 1,009"."""
        if self.true == self.predicted:
            said = _("{true} is read right in {count:,} of {all:,}")
        else:
            said = _("{true} is taken for {predicted} in {count:,} of {all:,}")
        true, predicted = classes[self.true], classes[self.predicted]
        return said.format(true=true, predicted=predicted, count=self.count, all=self.of)


def confusions(matrix: Sequence[Sequence[int]], most: int = 8) -> list[Confusion]:
    """Return the confusions that happen most often.

    Args:
        matrix: pictures of each class (row) that are taken for each class (column).
        most: how many are returned.
    """
    counts = np.asarray(matrix)
    found = [
        Confusion(int(true), int(predicted), int(counts[true, predicted]), int(counts[true].sum()))
        for true, predicted in np.argwhere(counts)
        if true != predicted
    ]
    return sorted(found, key=lambda one: -one.count)[:most]


def cell(probabilities: NDArray[np.float32], labels: NDArray[np.int64], true: int, predicted: int) -> Indices:
    """Return the pictures of one class that are taken for a class (itself, or another), the most confident first.

    Args:
        probabilities: float32 of shape (n, classes), each row sums to 1.
        labels: int64 of shape (n,).
        true: the class that the label says, from 0.
        predicted: the class that is most probable, from 0.
    """
    here = np.flatnonzero((labels == true) & (probabilities.argmax(axis=1) == predicted))
    return _by(-probabilities[here, predicted], here)


def losses(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the cross-entropy of each picture in nats, float64 (n,): how little the label was expected."""
    likely = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return np.asarray(-np.log(np.maximum(likely, np.finfo(np.float32).tiny)))


def hardest(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> Indices:
    """Return all pictures, the one with the highest loss first."""
    return _by(-losses(probabilities, labels), np.arange(len(labels)))


def confidently_wrong(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> Indices:
    """Return the pictures that are read wrong, the most confident wrong answer first."""
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    return _by(-probabilities[wrong].max(axis=1), wrong)


def look_mislabelled(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> Indices:
    """Return the pictures whose label may be wrong, the most suspicious first; the classifier may be wrong as well.

    A picture is suspicious when the probability of another class reaches what is usual for pictures that do carry that
    class's label, and the own class is less probable (C. G. Northcutt, L. Jiang, I. L. Chuang: "Confident Learning:
    Estimating Uncertainty in Dataset Labels", 2021; ordered by how far that class leads).
    """
    classes = probabilities.shape[1]
    usual = np.array(
        [probabilities[labels == one, one].mean() if (labels == one).any() else np.inf for one in range(classes)]
    )
    own = probabilities[np.arange(len(labels)), labels]
    confident = np.where(probabilities >= usual, probabilities, 0).max(axis=1)  # (n,), 0 where no class is
    lead = confident - own
    suspects = np.flatnonzero(lead > 0)
    return _by(-lead[suspects], suspects)


def who_is_right(first: NDArray[np.int64], second: NDArray[np.int64], labels: NDArray[np.int64]) -> dict[str, Indices]:
    """Return which pictures "both" of two classifiers read right, "only_first", "only_second", or "neither".

    Args:
        first: int64 of shape (n,), what the first one answers.
        second: likewise, the second one.
        labels: int64 of shape (n,), what is right.
    """
    one, other = first == labels, second == labels
    groups = {"both": one & other, "only_first": one & ~other, "only_second": other & ~one, "neither": ~one & ~other}
    return {name: np.flatnonzero(group) for name, group in groups.items()}


def _by(order: NDArray[np.floating], indices: Indices) -> Indices:
    return np.asarray(indices[np.argsort(order, kind="stable")])
