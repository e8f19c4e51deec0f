"""Promises of the names of charts: they say what the curves show."""

from __future__ import annotations

import pytest

from ui.chart_names import of_curve, of_overlay

ROWS = [
    {"epoch": 1, "loss": 2.0, "accuracy": 0.41, "val_loss": 1.5, "val_accuracy": 0.5},
    {"epoch": 2, "loss": 0.5, "accuracy": 0.93, "val_loss": 0.7, "val_accuracy": 0.85},
]
ALONE = [{name: value for name, value in row.items() if "val" not in name} for row in ROWS]


@pytest.mark.parametrize(
    ("metric", "history", "said"),
    [
        ("accuracy", ALONE, "Accuracy in training rose from 41% to 93% in 2 epochs."),
        ("loss", ALONE, "Loss in training fell from 2.00 to 0.50 in 2 epochs."),
        ("accuracy", ALONE[:1], "Accuracy in training is 41% after the first epoch."),
        ("loss", [], "Loss: no epoch is over yet."),
    ],
)
def test_a_curve_is_told(metric: str, history: list[dict[str, float]], said: str) -> None:
    assert of_curve(metric, history) == said


def test_validation_is_told_where_there_is_one() -> None:
    assert of_curve("accuracy", ROWS).endswith(" in 2 epochs. On validation pictures it is 85% in the end.")


def test_of_several_runs_it_is_told_where_each_ends() -> None:
    told = of_overlay("accuracy", {"Adam": ROWS, "SGD": ALONE, "waits": []})
    assert told == "Accuracy of 3 runs over one another. In the end, Adam: 85%; SGD: 93%."
