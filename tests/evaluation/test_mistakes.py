"""Promises of which pictures are read wrong, and how."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from model.evaluation import mistakes
from model.evaluation.metrics import compare, measure
from tests.evaluation.probabilities import drawn


def test_confusions_are_comparison_in_words_the_most_frequent_first() -> None:
    first, second = mistakes.confusions([[1000, 3, 0], [0, 5, 0], [0, 6, 1003]])
    assert first.in_words(["0", "4", "9"]) == "9 is taken for 4 in 6 of 1,009"
    assert (second.true, second.predicted, second.count) == (0, 1, 3)


def test_cell_of_the_matrix_holds_its_pictures_the_most_confident_first() -> None:
    probabilities, labels = drawn()
    matrix = measure(probabilities, labels).confusion
    for true in range(4):
        for predicted in range(4):
            here = mistakes.cell(probabilities, labels, true, predicted)
            assert len(here) == matrix[true][predicted]
            assert (np.diff(probabilities[here, predicted]) <= 0).all()


def test_hardest_and_confidently_wrong_come_in_their_order() -> None:
    probabilities, labels = drawn()
    exact = probabilities.astype(np.float64)
    exact /= exact.sum(axis=1, keepdims=True)
    own = [metrics.log_loss([label], [row], labels=range(4)) for row, label in zip(exact, labels, strict=True)]
    assert mistakes.losses(probabilities, labels) == pytest.approx(own, abs=1e-4)
    assert mistakes.hardest(probabilities, labels)[0] == np.argmax(own)
    wrong = mistakes.confidently_wrong(probabilities, labels)
    assert sorted(wrong) == np.flatnonzero(probabilities.argmax(axis=1) != labels).tolist()
    assert (np.diff(probabilities[wrong].max(axis=1)) <= 0).all()


def test_exchanged_label_looks_mislabelled() -> None:
    sure = np.full((40, 2), 0.02, np.float32)
    labels = np.repeat([0, 1], 20)
    sure[np.arange(40), labels] = 0.98
    labels[7] = 1
    assert mistakes.look_mislabelled(sure, labels).tolist() == [7]


def test_who_is_right_agrees_with_the_comparison() -> None:
    rng = np.random.default_rng(5)
    labels, first, second = rng.integers(0, 3, (3, 200))
    groups = mistakes.who_is_right(first, second, labels)
    comparison = compare(first, second, labels)
    assert [len(places) for places in groups.values()] == [
        comparison.both,
        comparison.only_first,
        comparison.only_second,
        comparison.neither,
    ]
    assert np.array_equal(np.sort(np.concatenate(list(groups.values()))), np.arange(200))
