"""The charts of the page "Evaluate" as pure functions: figures in, Altair chart out; no Streamlit.

Knows figures. Does not know what measured them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from model.languages.translation import _
from ui import chart_names, theme

if TYPE_CHECKING:
    from model.evaluation.calibration import Bin


def calibration(bins: Sequence[Bin]) -> alt.LayerChart:
    """Return how often answers are right (upwards) against how sure they are; on the dashed line both are the same."""
    rows = [{"sure": one.confidence, "right": one.right, "pictures": one.count} for one in bins]
    percent = alt.Axis(format=".0%")
    full = alt.Scale(domain=[0, 1])
    points = (
        alt.Chart(pd.DataFrame(rows, columns=["sure", "right", "pictures"]))
        .mark_line(point={"size": 60}, strokeWidth=2, color=theme.RIGHT)
        .encode(
            x=alt.X("sure:Q", title=_("how sure"), axis=percent, scale=full),
            y=alt.Y("right:Q", title=_("how often right"), axis=percent, scale=full),
            tooltip=[
                alt.Tooltip("sure:Q", title=_("how sure"), format=".1%"),
                alt.Tooltip("right:Q", title=_("how often right"), format=".1%"),
                alt.Tooltip("pictures:Q", title=_("pictures"), format=","),
            ],
        )
    )
    honest = (
        alt.Chart(pd.DataFrame({"sure": [0, 1], "right": [0, 1]}))
        .mark_line(strokeDash=[6, 4], strokeWidth=1.5, color=theme.GREY)
        .encode(x="sure:Q", y="right:Q")
    )
    sides = (
        alt.Chart(pd.DataFrame({"sure": [0.25, 0.75], "right": [0.55, 0.3], "is": [_("too modest"), _("too sure")]}))
        .mark_text(color=theme.GREY, fontWeight="bold")
        .encode(x="sure:Q", y="right:Q", text="is:N")
    )
    return (sides + honest + points).properties(height=340, description=chart_names.of_calibration(bins))
