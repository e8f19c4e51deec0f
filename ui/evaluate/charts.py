"""The charts of the page "Evaluate" as pure functions: figures in, Altair chart out; no Streamlit.

Knows figures. Does not know what measured them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from ui import theme

if TYPE_CHECKING:
    from model.evaluation.calibration import Bin

CELL = "cell"  # the selection of one cell of the matrix: its `true` and `predicted`, classes from 0


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
            "predicted": predicted,
            "label": classes[true],
            "read as": classes[predicted],
            "pictures": count,
            "part": count / max(1, sum(counts)),
            "is": "right" if true == predicted else "wrong",
            "framed": (true, predicted) == chosen,
        }
        for true, counts in enumerate(matrix)
        for predicted, count in enumerate(counts)
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X(
            "read as:N",
            title="read as",
            axis=alt.Axis(orient="top", labelAngle=0 if len(classes) <= 10 else -45),
            sort=list(classes),
        ),
        y=alt.Y("label:N", title="label", sort=list(classes)),
        tooltip=[
            "label:N",
            "read as:N",
            alt.Tooltip("pictures:Q", format=","),
            alt.Tooltip("part:Q", title="share", format=".2%"),
        ],
    )
    cells = (
        base.mark_rect(cursor="pointer", stroke=theme.GREY, strokeWidth=0.5)
        .encode(
            color=alt.Color(
                "is:N", scale=alt.Scale(domain=["right", "wrong"], range=[theme.RIGHT, theme.WRONG]), legend=None
            ),
            opacity=alt.Opacity(
                "part:Q", scale=alt.Scale(type="pow", exponent=0.3, domain=[0, 1], range=[0, 0.65]), legend=None
            ),
        )
        .add_params(alt.selection_point(name=CELL, fields=["true", "predicted"]))
    )
    ground = base.mark_rect(fill=theme.GROUND)  # the same in light and dark, so that the figures can be read on it
    frame = base.transform_filter("datum.framed").mark_rect(
        fillOpacity=0, stroke=theme.FIGURES, strokeWidth=3, cursor="pointer"
    )
    if len(classes) > 15:  # figures would not be readable
        return (ground + cells + frame).properties(height=620)
    figures = (
        base.transform_filter("datum.pictures > 0")
        .mark_text(cursor="pointer", color=theme.FIGURES)
        .encode(text=alt.Text("pictures:Q", format=","))
    )
    return (ground + cells + frame + figures).properties(height=80 + 38 * len(classes))


def calibration(bins: Sequence[Bin]) -> alt.LayerChart:
    """Return how often answers are right (upwards) against how sure they are; on the dashed line both are the same."""
    rows = [{"sure": one.confidence, "right": one.right, "pictures": one.count} for one in bins]
    percent = alt.Axis(format=".0%")
    full = alt.Scale(domain=[0, 1])
    points = (
        alt.Chart(pd.DataFrame(rows, columns=["sure", "right", "pictures"]))
        .mark_line(point={"size": 60}, strokeWidth=2, color=theme.RIGHT)
        .encode(
            x=alt.X("sure:Q", title="how sure", axis=percent, scale=full),
            y=alt.Y("right:Q", title="how often right", axis=percent, scale=full),
            tooltip=[
                alt.Tooltip("sure:Q", title="how sure", format=".1%"),
                alt.Tooltip("right:Q", title="how often right", format=".1%"),
                alt.Tooltip("pictures:Q", format=","),
            ],
        )
    )
    honest = (
        alt.Chart(pd.DataFrame({"sure": [0, 1], "right": [0, 1]}))
        .mark_line(strokeDash=[6, 4], strokeWidth=1.5, color=theme.GREY)
        .encode(x="sure:Q", y="right:Q")
    )
    return (honest + points).properties(height=340)
