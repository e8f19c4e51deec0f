"""Promises of the figures."""

from __future__ import annotations

import numpy as np
import pytest

from model.calibration import expected_calibration_error
from model.evaluation import compare, measure

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
    assert result.chance == pytest.approx(2 * (1 + 7) / 2**7)  # of 7 that differ, at most 1 on one side
    assert "no more than chance" in result.in_words()


def test_clear_difference_is_said_and_equal_answers_are_no_difference() -> None:
    labels = np.zeros(100, np.int64)
    bad = np.repeat([0, 1], 50)
    assert "The second is better" in compare(bad, labels, labels).in_words()
    assert compare(bad, bad, labels).chance == 1


def test_calibration_error_is_the_gap_between_sure_and_right() -> None:
    sure = np.tile(np.array([[0.9, 0.1]], np.float32), (10, 1))
    nine_right = np.array([0] * 9 + [1])
    assert expected_calibration_error(sure, nine_right) == pytest.approx(0, abs=1e-6)
    assert expected_calibration_error(sure, 1 - nine_right) == pytest.approx(0.8, abs=1e-6)
