"""The chart of the page "Our digits" as a pure function: counts in, Altair chart out; no Streamlit.

Knows counts. Does not know what is counted.
"""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from model.languages.joining import listed
from model.languages.translation import _
from ui import theme

_HEIGHT = 90  # px


def by_label(counts: Mapping[str, int]) -> alt.LayerChart:
    """Return a bar for each label, in this order, with its count above it."""
    each = [_("{label}: {count:,}").format(label=label, count=count) for label, count in counts.items()]
    rows = [{"label": label, "count": count} for label, count in counts.items()]
    base = alt.Chart(pd.DataFrame(rows, columns=["label", "count"])).encode(
        x=alt.X("label:N", sort=None, title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("count:Q", axis=None),
    )
    bars = base.mark_bar(color=theme.BLUE)
    numbers = base.mark_text(baseline="bottom", dy=-2, color=theme.GREY, size=12).encode(
        text=alt.Text("count:Q", format=",")
    )
    said = _("How many there are of each digit. {counts}").format(counts=listed(*each))
    return (bars + numbers).properties(height=_HEIGHT, description=said)
