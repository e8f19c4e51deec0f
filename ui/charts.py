"""Charts as pure functions: data in, Altair chart out; no Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

if TYPE_CHECKING:
    from model.calibration import Bin

# The same colour for the same thing on every page; both stand out 3:1 from the light and the dark background.
TRAINING, VALIDATION = "#2a78d6", "#d9730d"


def learning_curve(
    metric: str, history: list[dict[str, float]], progress: list[dict[str, float]], epochs: int
) -> alt.Chart:
    """Return the curve of "loss" or "accuracy" over the epochs, of training and validation.

    Args:
        metric: "loss" or "accuracy".
        history: a row for each finished epoch, as `Run.history` gives.
        progress: points within the epochs, as `Run.progress` gives.
        epochs: how many epochs the training will have; the width of the chart.
    """
    training = sorted([*progress, *history], key=lambda row: row["epoch"])
    rows = [{"epoch": row["epoch"], "value": row[metric], "of": "training"} for row in training]
    rows += [
        {"epoch": row["epoch"], "value": row[f"val_{metric}"], "of": "validation"}
        for row in history
        if f"val_{metric}" in row
    ]
    shown_as = ".0%" if metric == "accuracy" else ".2f"
    return (
        alt.Chart(pd.DataFrame(rows, columns=["epoch", "value", "of"]))
        .mark_line(point={"size": 30}, strokeWidth=2)
        .encode(
            x=alt.X("epoch:Q", title="epoch", scale=alt.Scale(domain=[0, epochs]), axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("value:Q", title=metric, scale=alt.Scale(zero=False), axis=alt.Axis(format=shown_as)),
            color=alt.Color(
                "of:N",
                title=None,
                scale=alt.Scale(domain=["training", "validation"], range=[TRAINING, VALIDATION]),
                legend=alt.Legend(orient="top", symbolType="stroke", symbolStrokeWidth=3),
            ),
            shape=alt.Shape(
                "of:N", scale=alt.Scale(domain=["training", "validation"], range=["circle", "square"]), legend=None
            ),
            tooltip=[
                alt.Tooltip("of:N", title="of"),
                alt.Tooltip("epoch:Q", format=".2f"),
                alt.Tooltip("value:Q", title=metric, format=".4f"),
            ],
        )
        .properties(height=320)
    )


# Told apart from one another and, 3:1, from both backgrounds.
LINES = ["#2a78d6", "#d9730d", "#128a52", "#c2418a", "#8a63d2", "#9a7b00", "#6b7a8c", "#c0392b", "#0f8a96", "#7a5230"]


def overlay(metric: str, histories: dict[str, list[dict[str, float]]]) -> alt.Chart:
    """Return the curves of several runs over one another: of validation, where there is one, else of training.

    Args:
        metric: "loss" or "accuracy".
        histories: by the name of each run, its rows as `Run.history` gives them.
    """
    rows = [
        {"epoch": row["epoch"], "value": row.get(f"val_{metric}", row[metric]), "run": name}
        for name, history in histories.items()
        for row in history
    ]
    names = list(histories)
    scale = alt.Scale(domain=names, range=[LINES[at % len(LINES)] for at in range(len(names))])
    return (
        alt.Chart(pd.DataFrame(rows, columns=["epoch", "value", "run"]))
        .mark_line(point={"size": 25}, strokeWidth=2)
        .encode(
            x=alt.X("epoch:Q", title="epoch", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y(
                "value:Q",
                title=f"validation {metric}",
                scale=alt.Scale(zero=False),
                axis=alt.Axis(format=".0%" if metric == "accuracy" else ".2f"),
            ),
            color=alt.Color(
                "run:N", title=None, scale=scale, legend=alt.Legend(orient="top", columns=2, labelLimit=260)
            ),
            tooltip=[
                alt.Tooltip("run:N"),
                alt.Tooltip("epoch:Q"),
                alt.Tooltip("value:Q", title=metric, format=".4f"),
            ],
        )
        .properties(height=300 + 24 * -(-len(names) // 2))  # the legend takes its part
    )


FIGURES = "#0f1826"
CELL = "cell"  # the selection of one cell of the matrix: its `true` and `taken_for`, classes from 0


def confusion_matrix(
    matrix: Sequence[Sequence[int]], classes: Sequence[str], chosen: tuple[int, int]
) -> alt.LayerChart:
    """Return the confusion matrix as a picture whose cells can be clicked: what is right blue, what is wrong orange.

    Args:
        matrix: pictures of each class (row) that were taken for each class (column).
        classes: their names.
        chosen: the cell that is framed: row and column.
    """
    rows = [
        {
            "true": true,
            "taken_for": taken_for,
            "label": classes[true],
            "read as": classes[taken_for],
            "pictures": count,
            "share": count / max(1, sum(counts)),
            "is": "right" if true == taken_for else "wrong",
            "framed": (true, taken_for) == chosen,
        }
        for true, counts in enumerate(matrix)
        for taken_for, count in enumerate(counts)
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X(
            "read as:N",
            title="read as",
            axis=alt.Axis(orient="top", labelAngle=0 if len(classes) <= 10 else -45),
            sort=list(classes),
        ),
        y=alt.Y("label:N", title="label", sort=list(classes)),
        tooltip=["label:N", "read as:N", alt.Tooltip("pictures:Q", format=","), alt.Tooltip("share:Q", format=".2%")],
    )
    cells = (
        base.mark_rect(cursor="pointer", stroke="#7c8799", strokeWidth=0.5)
        .encode(
            color=alt.Color(
                "is:N", scale=alt.Scale(domain=["right", "wrong"], range=[TRAINING, VALIDATION]), legend=None
            ),
            opacity=alt.Opacity(
                "share:Q", scale=alt.Scale(type="pow", exponent=0.3, domain=[0, 1], range=[0, 0.65]), legend=None
            ),
        )
        .add_params(alt.selection_point(name=CELL, fields=["true", "taken_for"]))
    )
    ground = base.mark_rect(fill="#eef2f7")  # the same in light and dark, so that the figures can be read on it
    frame = base.transform_filter("datum.framed").mark_rect(
        fillOpacity=0, stroke=FIGURES, strokeWidth=3, cursor="pointer"
    )
    if len(classes) > 15:  # figures would not be readable
        return (ground + cells + frame).properties(height=620)
    figures = (
        base.transform_filter("datum.pictures > 0")
        .mark_text(cursor="pointer", color=FIGURES)
        .encode(text=alt.Text("pictures:Q", format=","))
    )
    return (ground + cells + frame + figures).properties(height=80 + 38 * len(classes))


def calibration(bins: Sequence[Bin]) -> alt.LayerChart:
    """Return how often answers are right (upwards) against how sure they are; on the dashed line both are the same."""
    rows = [{"sure": one.confidence, "right": one.right, "pictures": one.count} for one in bins]
    share = alt.Axis(format=".0%")
    full = alt.Scale(domain=[0, 1])
    points = (
        alt.Chart(pd.DataFrame(rows, columns=["sure", "right", "pictures"]))
        .mark_line(point={"size": 60}, strokeWidth=2, color=TRAINING)
        .encode(
            x=alt.X("sure:Q", title="how sure", axis=share, scale=full),
            y=alt.Y("right:Q", title="how often right", axis=share, scale=full),
            tooltip=[
                alt.Tooltip("sure:Q", title="how sure", format=".1%"),
                alt.Tooltip("right:Q", title="how often right", format=".1%"),
                alt.Tooltip("pictures:Q", format=","),
            ],
        )
    )
    honest = (
        alt.Chart(pd.DataFrame({"sure": [0, 1], "right": [0, 1]}))
        .mark_line(strokeDash=[6, 4], strokeWidth=1.5, color="#7c8799")
        .encode(x="sure:Q", y="right:Q")
    )
    return (honest + points).properties(height=340)
