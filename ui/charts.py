"""The curves of trainings as pure functions: what is drawn, as rows, and how, as Altair charts of such. No Streamlit.

Knows the rows of a run's history, and how large a chart is. Does not know runs; the charts of the page "Evaluate" are
in `ui.evaluate.charts`.
"""

from __future__ import annotations

from typing import TypeVar

import altair as alt
import pandas as pd

from model.languages.translation import N_, _
from ui import theme

_METRICS = {"loss": N_("loss"), "accuracy": N_("accuracy")}
_VALIDATION_METRICS = {"loss": N_("validation loss"), "accuracy": N_("validation accuracy")}
HEIGHT = 250  # px: two of them beside one another, and what they show, are in view together
_BIG = 1.5  # times the usual size, as the projector's type (ui/layout.py); a chart measures in px
_AXES, _LEGEND, _WORDS = 12, 14, 20  # px, of type

_AROUND = {"top": 0, "bottom": 4, "left": 0, "right": 0}  # px; Streamlit leaves more of it than it gives the curves
_EPOCHS = alt.Axis(format="d", tickMinStep=1, labelFlushOffset=-2)  # the last one is cut off at a chart's very edge
_AS = {"loss": alt.Axis(format="f"), "accuracy": alt.Axis(format="%")}  # with as many decimals as tell the marks apart

ROWS = alt.NamedData("rows")  # that a chart is given when it is shown
Chart = TypeVar("Chart", alt.Chart, alt.LayerChart)


def sized(chart: Chart, is_big: bool) -> Chart:
    """Return a chart as the page shows it: on a big page its text and its height grow with all else."""
    times = _BIG if is_big else 1
    return (
        chart.configure_axis(labelFontSize=times * _AXES, titleFontSize=times * _AXES, labelPadding=6, titlePadding=6)
        .configure_legend(labelFontSize=times * _LEGEND, padding=0, offset=8)
        .configure_text(fontSize=times * _WORDS)
        .properties(height=times * chart.height, padding=_AROUND)
    )


def learning_rows(metric: str, history: list[dict[str, float]], progress: list[dict[str, float]]) -> pd.DataFrame:
    """Return what `learning_curve` draws.

    Args:
        metric: "loss" or "accuracy".
        history: a row for each finished epoch, as `Run.history` gives.
        progress: points within the epochs, as `Run.progress` gives.
    """
    training = sorted([*progress, *history], key=lambda row: row["epoch"])
    rows = [{"epoch": row["epoch"], "value": row[metric], "of": _("training")} for row in training]
    rows += [
        {"epoch": row["epoch"], "value": row[f"val_{metric}"], "of": _("validation")}
        for row in history
        if f"val_{metric}" in row
    ]
    return pd.DataFrame(rows, columns=["epoch", "value", "of"])


def learning_curve(metric: str, epochs: int) -> alt.Chart:
    """Return the curve of "loss" or "accuracy" over the epochs, of training and validation.

    Args:
        metric: "loss" or "accuracy".
        epochs: how many epochs the training will have; the width of the chart.
    """
    return (
        alt.Chart(ROWS)
        .mark_line(point={"size": 30}, strokeWidth=2)
        .encode(
            x=alt.X("epoch:Q", title=_("epoch"), scale=alt.Scale(domain=[0, epochs]), axis=_EPOCHS),
            y=alt.Y("value:Q", title=_(_METRICS[metric]), scale=alt.Scale(zero=False), axis=_AS[metric]),
            color=alt.Color(
                "of:N",
                title=None,
                scale=alt.Scale(domain=[_("training"), _("validation")], range=[theme.TRAINING, theme.VALIDATION]),
                legend=alt.Legend(orient="top", symbolType="stroke", symbolStrokeWidth=3),
            ),
            shape=alt.Shape(
                "of:N",
                scale=alt.Scale(domain=[_("training"), _("validation")], range=["circle", "square"]),
                legend=None,
            ),
            tooltip=[
                # NOTE: "of" training or of validation: the line of a chart
                alt.Tooltip("of:N", title=_("of")),
                alt.Tooltip("epoch:Q", title=_("epoch"), format=".2f"),
                alt.Tooltip("value:Q", title=_(_METRICS[metric]), format=".4f"),
            ],
        )
        .properties(height=HEIGHT)
    )


_FADED = 0.2  # opacity of the lines beside the one that was picked


def overlay_rows(metric: str, histories: dict[str, list[dict[str, float]]]) -> pd.DataFrame:
    """Return what `overlay` draws: of validation, where there is one, else of training.

    Args:
        metric: "loss" or "accuracy".
        histories: by the name of each run, its rows as `Run.history` gives them.
    """
    rows = [
        {
            "epoch": row["epoch"],
            "value": row.get(f"val_{metric}", row[metric]),
            "run": name,
            "of": _("validation") if f"val_{metric}" in row else _("training"),
        }
        for name, history in histories.items()
        for row in history
    ]
    return pd.DataFrame(rows, columns=["epoch", "value", "run", "of"])


def overlay(metric: str, names: tuple[str, ...], picked: str, is_validated: bool) -> alt.Chart:
    """Return the curves of several runs over one another.

    It has no legend: what it stands beside says which colour is which run, in the order of `theme.LINES`.

    Args:
        metric: "loss" or "accuracy".
        names: of the runs.
        picked: the name of the run that stands out, "" where none does.
        is_validated: whether all of them have validation pictures: else the tooltip says of which a curve is.
    """
    titles = _VALIDATION_METRICS if is_validated else _METRICS
    scale = alt.Scale(domain=names, range=[theme.LINES[at % len(theme.LINES)] for at in range(len(names))])
    opacity = alt.Scale(type="ordinal", domain=names, range=[1 if picked in ("", name) else _FADED for name in names])
    return (
        alt.Chart(ROWS)
        .mark_line(point={"size": 25}, strokeWidth=2)
        .encode(
            x=alt.X("epoch:Q", title=_("epoch"), axis=_EPOCHS),
            y=alt.Y(
                "value:Q",
                title=_(titles[metric]),
                scale=alt.Scale(zero=False),
                axis=_AS[metric],
            ),
            color=alt.Color("run:N", scale=scale, legend=None),
            opacity=alt.Opacity("run:N", scale=opacity, legend=None),
            tooltip=[
                alt.Tooltip("run:N", title=_("run")),
                # NOTE: "of" training or of validation: the line of a chart
                alt.Tooltip("of:N", title=_("of")),
                alt.Tooltip("epoch:Q", title=_("epoch")),
                alt.Tooltip("value:Q", title=_(_METRICS[metric]), format=".4f"),
            ],
        )
        .properties(height=HEIGHT)
    )
