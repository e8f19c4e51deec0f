"""Promises of the figures."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics

from model import mistakes
from model.calibration import expected_calibration_error, threshold_curve
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


def drawn(count: int = 400, classes: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities and labels that mostly agree."""
    rng = np.random.default_rng(3)
    labels = rng.integers(0, classes, count)
    scores = rng.normal(0, 1, (count, classes)) + 2 * np.eye(classes)[labels]
    powers = np.exp(scores)
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32), labels


def test_averages_are_those_of_scikit_learn() -> None:
    probabilities, labels = drawn()
    told = metrics.classification_report(labels, probabilities.argmax(axis=1), output_dict=True)
    for name in ("macro", "weighted"):
        ours = measure(probabilities, labels).averages[name]
        assert (ours["precision"], ours["recall"], ours["f1"]) == pytest.approx(
            tuple(told[f"{name} avg"][key] for key in ("precision", "recall", "f1-score"))
        )


def test_confusions_are_told_in_words_the_most_frequent_first() -> None:
    first, second = mistakes.confusions([[1000, 3, 0], [0, 5, 0], [0, 6, 1003]])
    assert first.in_words(["0", "4", "9"]) == "9 is taken for 4 in 6 of 1,009"
    assert (second.true, second.taken_for, second.count) == (0, 1, 3)


def test_cell_of_the_matrix_holds_its_pictures_the_most_confident_first() -> None:
    probabilities, labels = drawn()
    matrix = measure(probabilities, labels).confusion
    for true in range(4):
        for taken_for in range(4):
            here = mistakes.cell(probabilities, labels, true, taken_for)
            assert len(here) == matrix[true][taken_for]
            assert (np.diff(probabilities[here, taken_for]) <= 0).all()


def test_hardest_and_confidently_wrong_come_in_their_order() -> None:
    probabilities, labels = drawn()
    own = [metrics.log_loss([label], [row], labels=range(4)) for row, label in zip(probabilities, labels, strict=True)]
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
    told = compare(first, second, labels)
    assert [len(places) for places in groups.values()] == [told.both, told.only_first, told.only_second, told.neither]
    assert np.array_equal(np.sort(np.concatenate(list(groups.values()))), np.arange(200))


def test_threshold_withholds_doubt_and_what_is_left_is_counted_by_hand() -> None:
    low, high, never = threshold_curve(PROBABILITIES, LABELS, np.array([0.0, 0.75, 1.0]))
    assert (low["answered"], low["right"], low["wrong"]) == (1.0, 0.75, 1)
    assert (high["answered"], high["right"], high["wrong"]) == (0.5, 0.5, 1)
    assert never["answered"] == 0
    assert np.isnan(never["right"])
