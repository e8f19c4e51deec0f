"""Promises of what looks mislabelled: the network must be sure, and read something else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.inference.classifier import Classifier
from model.samples.doubts import looks_mislabelled
from model.samples.sample import NO_DIGIT
from model.versions.published import SHIPPED
from tests.samples.drawings import sample


class Says:
    """A network that reads a 7 in everything, more and more surely."""

    def probabilities(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return 0.96, 0.97, ... for 7."""
        assert images.max() == 1
        answers = np.zeros((len(images), 10), np.float32)
        answers[:, 7] = 0.96 + np.arange(len(images)) / 100
        return answers


def test_what_the_network_surely_reads_otherwise_is_named_the_surest_first() -> None:
    given = [sample(at, label=label) for at, label in enumerate([1, 1, 7, NO_DIGIT])]
    found = looks_mislabelled(given, Says())
    assert [(each, answer) for each, answer, __ in found] == [(given[3], 7), (given[1], 7)]
    assert [round(confidence, 2) for *__, confidence in found] == [0.99, 0.97]


def test_nothing_given_is_nothing_found() -> None:
    assert looks_mislabelled([], Says()) == []


def test_shipped_classifier_can_be_asked() -> None:
    right, wrong = sample(), sample(1, label=4)
    assert [each.id for each, *__ in looks_mislabelled([right, wrong], Classifier.load(SHIPPED))] in ([], [wrong.id])
