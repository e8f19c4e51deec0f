"""Promises of the names of charts: they say what the curves show. And of the size of their text."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import altair as alt
import pytest

from model.evaluation.calibration import Bin
from model.runs.store import Run
from ui import charts
from ui.chart_names import of_curve, of_overlay
from ui.evaluate import charts as evaluation
from ui.train import overlaid
from ui.train.overlaid import Line

ROWS = [
    {"epoch": 1, "loss": 2.0, "accuracy": 0.41, "val_loss": 1.5, "val_accuracy": 0.5},
    {"epoch": 2, "loss": 0.5, "accuracy": 0.93, "val_loss": 0.7, "val_accuracy": 0.85},
]
ALONE = [{name: value for name, value in row.items() if "val" not in name} for row in ROWS]


def two(metric: str, first: float, last: float) -> list[dict[str, float]]:
    """Return a history of two epochs."""
    return [{"epoch": 1, metric: first}, {"epoch": 2, metric: last}]


@pytest.mark.parametrize(
    ("metric", "history", "said"),
    [
        ("accuracy", ALONE, "Accuracy in training rose from 41.0% to 93.0% in 2 epochs."),
        ("loss", ALONE, "Loss in training fell from 2.00 to 0.50 in 2 epochs."),
        ("accuracy", ALONE[:1], "Accuracy in training is 41.0% after the first epoch."),
        ("loss", [], "Loss: no epoch is over yet."),
        ("accuracy", two("accuracy", 0.9, 0.9), "Accuracy in training stayed at 90.0% in 2 epochs."),
        ("accuracy", two("accuracy", 0.9011, 0.9014), "Accuracy in training stayed at 90.1% in 2 epochs."),
        ("loss", two("loss", 2.304, 2.301), "Loss in training stayed at 2.30 in 2 epochs."),
    ],
)
def test_a_curve_is_told(metric: str, history: list[dict[str, float]], said: str) -> None:
    assert of_curve(metric, history) == said


def test_validation_is_told_where_there_is_one() -> None:
    assert of_curve("accuracy", ROWS).endswith(" in 2 epochs. On validation pictures it is 85.0% in the end.")


@pytest.mark.parametrize(
    ("history", "title", "of"), [(ROWS, "validation loss", "validation"), (ALONE, "loss", "training")]
)
def test_curves_of_several_runs_say_of_which_pictures_they_are(
    history: list[dict[str, float]], title: str, of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = []
    monkeypatch.setattr(overlaid.chart_view, "show", lambda rows, *others, **__: shown.append((rows, *others)))
    line = Line("Adam", cast(Run, SimpleNamespace(id="adam", history=lambda: history)))
    overlaid.show([line], ["Run"])
    rows, __, draw, *how = shown[1]
    assert draw(*how).to_dict()["encoding"]["y"]["title"] == title
    assert set(rows["of"]) == {of}


def test_of_several_runs_it_is_told_where_each_ends() -> None:
    told = of_overlay("accuracy", {"Adam": ROWS, "SGD": ALONE, "waits": []})
    assert told == "Accuracy of 3 runs over one another. In the end, Adam: 85.0%; SGD: 93.0%."


BINS = [Bin(0.5, 0.6, 10, 0.55, 0.4), Bin(0.9, 1.0, 90, 0.98, 0.97)]
CHARTS: dict[str, Callable[[], alt.Chart | alt.LayerChart]] = {
    "learning_curve": lambda: charts.learning_curve("loss", 2),
    "overlay": lambda: charts.overlay("loss", ("Adam",), "", is_validated=True),
    "calibration": lambda: evaluation.calibration(BINS),
}


def test_text_of_every_chart_grows_on_a_projector() -> None:
    made_here = {
        name
        for module in (charts, evaluation)
        for name, made in vars(module).items()
        if inspect.isfunction(made)
        and made.__module__ == module.__name__
        and "alt." in str(made.__annotations__["return"])
    }
    assert made_here == set(CHARTS)
    for name, make in CHARTS.items():
        usual, big = (charts.sized(make(), is_big).to_dict() for is_big in (False, True))
        for part, size in (
            ("axis", "labelFontSize"),
            ("axis", "titleFontSize"),
            ("legend", "labelFontSize"),
            ("text", "fontSize"),
        ):
            assert big["config"][part][size] == 1.5 * usual["config"][part][size]
        assert big["height"] == 1.5 * usual["height"], name


def test_every_chart_has_a_name() -> None:
    """Those that are shown again and again are given it when they are shown."""
    names = {
        "learning_curve": of_curve("loss", ROWS),
        "overlay": of_overlay("loss", {"Adam": ROWS}),
        "calibration": CHARTS["calibration"]().description,
    }
    assert names.keys() == CHARTS.keys()
    assert min(map(len, names.values())) > 20
    said = "Of those about 55.0% sure, 40.0% are right; of those about 98.0% sure, 97.0%"
    assert said in CHARTS["calibration"]().description
