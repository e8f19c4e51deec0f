"""Promises of honest doubt: probabilities that mean what they say, and a threshold."""

from __future__ import annotations

import numpy as np
import pytest

from model.evaluation.calibration import (
    at_temperature,
    expected_calibration_error,
    reliability,
    temperature,
    threshold,
    threshold_curve,
)

PROBABILITIES = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.4, 0.6]], np.float32)
LABELS = np.array([0, 1, 1, 1])


def test_calibration_error_of_honest_probabilities_is_zero() -> None:
    probabilities = np.tile(np.array([[0.75, 0.25]], np.float32), (4, 1))
    labels = np.array([0, 0, 0, 1])
    assert expected_calibration_error(probabilities, labels) == pytest.approx(0)
    (row,) = reliability(probabilities, labels)
    assert (row.count, row.right) == (4, 0.75)


def test_calibration_error_is_the_gap_between_sure_and_right() -> None:
    sure = np.tile(np.array([[0.9, 0.1]], np.float32), (10, 1))
    nine_right = np.array([0] * 9 + [1])
    assert expected_calibration_error(sure, nine_right) == pytest.approx(0, abs=1e-6)
    assert expected_calibration_error(sure, 1 - nine_right) == pytest.approx(0.8, abs=1e-6)


@pytest.mark.parametrize("mislabelled", [0.0, 0.005, 0.02])
@pytest.mark.parametrize("exaggeration", [0.6, 1.0, 1.5])
def test_temperature_is_found_also_where_some_labels_are_wrong(exaggeration: float, mislabelled: float) -> None:
    rng = np.random.default_rng(1)
    honest = np.asarray(rng.dirichlet(np.full(10, 0.02), 20_000) + 1e-9, np.float32)
    honest /= honest.sum(axis=1, keepdims=True)
    labels = (honest.cumsum(axis=1) > rng.uniform(size=(len(honest), 1))).argmax(axis=1)
    wrong = rng.uniform(size=len(labels)) < mislabelled
    labels[wrong] = rng.integers(0, 10, wrong.sum())
    assert temperature(at_temperature(honest, exaggeration), labels) == pytest.approx(1 / exaggeration, rel=0.15)


def test_threshold_withholds_the_unsure_and_wrong() -> None:
    probabilities = np.full((1000, 2), (0.99, 0.01), np.float32)
    probabilities[:8] = (0.6, 0.4)
    labels = np.zeros(1000, np.int64)
    labels[:8] = 1
    assert 0.6 < threshold(probabilities, labels) <= 0.99


def test_threshold_withholds_doubt_and_what_is_left_is_counted_by_hand() -> None:
    low, high, never = threshold_curve(PROBABILITIES, LABELS, np.array([0.0, 0.75, 1.0]))
    assert (low["answered"], low["right"], low["wrong"]) == (1.0, 0.75, 1)
    assert (high["answered"], high["right"], high["wrong"]) == (0.5, 0.5, 1)
    assert never["answered"] == 0
    assert np.isnan(never["right"])
