"""Promises of the figures."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from model.evaluation.metrics import compare, measure
from tests.evaluation.probabilities import drawn

PROBABILITIES = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.4, 0.6]], np.float32)
LABELS = np.array([0, 1, 1, 1])


def test_figures_are_those_counted_by_hand() -> None:
    result = measure(PROBABILITIES, LABELS)
    assert result.accuracy == 0.75
    assert result.confusion == [[1, 0], [1, 2]]
    assert result.per_class[1] == pytest.approx(
        {"label": 1, "precision": 1.0, "recall": 2 / 3, "f1": 0.8, "support": 3}
    )
    assert result.loss == pytest.approx(-np.log([0.9, 0.2, 0.7, 0.6]).mean(), rel=1e-6)


def test_interval_is_that_of_wilson() -> None:
    """Against the formula written out: 3 right of 4."""
    z, n, p = 1.959964, 4, 0.75
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert measure(PROBABILITIES, LABELS).accuracy_interval == pytest.approx((middle - half, middle + half), abs=1e-5)


def test_comparison_counts_who_is_right_where() -> None:
    labels = np.zeros(10, np.int64)
    first = np.array([0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
    second = np.array([0, 0, 1, 1, 1, 1, 1, 1, 0, 1])
    result = compare(first, second, labels)
    assert (result.both, result.only_first, result.only_second, result.neither) == (2, 6, 1, 1)
    assert result.p_value == pytest.approx(2 * (1 + 7) / 2**7)  # of 7 that differ, at most 1 on one side
    assert "no more than chance" in result.in_words()


def test_clear_difference_is_said_and_equal_answers_are_no_difference() -> None:
    labels = np.zeros(100, np.int64)
    bad = np.repeat([0, 1], 50)
    assert "The second is better" in compare(bad, labels, labels).in_words()
    assert compare(bad, bad, labels).p_value == 1


def test_averages_are_those_of_scikit_learn() -> None:
    probabilities, labels = drawn()
    report = metrics.classification_report(labels, probabilities.argmax(axis=1), output_dict=True)
    for name in ("macro", "weighted"):
        ours = measure(probabilities, labels).averages[name]
        assert (ours["precision"], ours["recall"], ours["f1"]) == pytest.approx(
            tuple(report[f"{name} avg"][key] for key in ("precision", "recall", "f1-score"))
        )
