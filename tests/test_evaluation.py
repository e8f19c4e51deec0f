"""Promises of the figures."""

from __future__ import annotations

import numpy as np
import pytest

from model.calibration import expected_calibration_error
from model.evaluation import measure

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


def test_calibration_error_is_the_gap_between_sure_and_right() -> None:
    sure = np.tile(np.array([[0.9, 0.1]], np.float32), (10, 1))
    nine_right = np.array([0] * 9 + [1])
    assert expected_calibration_error(sure, nine_right) == pytest.approx(0, abs=1e-6)
    assert expected_calibration_error(sure, 1 - nine_right) == pytest.approx(0.8, abs=1e-6)
