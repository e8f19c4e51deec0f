"""A chart of a training, on pages that look again every second, before a whole class.

How it is drawn is worked out once for all who see the same; what is drawn is each look's own.
Knows Streamlit's charts. Does not know what is drawn (see `charts`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.languages.translation import language
from ui import charts, layout


def show(
    rows: pd.DataFrame,
    said: str,
    draw: Callable[..., alt.Chart],
    *how: Hashable,
    key: str,
    place: DeltaGenerator | None = None,
) -> None:
    """Show a chart.

    Args:
        rows: what is drawn.
        said: what they show, in words, for who does not see it.
        draw: returns the chart of such rows.
        *how: its arguments.
        key: of the element.
        place: where; where the page is, without one.
    """
    (place or st).vega_lite_chart(rows, _spec(draw, how, layout.is_big(), language()), key=key, alt=said)


@lru_cache(maxsize=256)
def _spec(draw: Callable[..., alt.Chart], how: tuple[Hashable, ...], is_big: bool, _language: str) -> dict[str, Any]:
    """Return how a chart is drawn, in a language, without its rows."""
    spec: dict[str, Any] = charts.sized(draw(*how), is_big).to_dict()
    del spec["data"]
    return spec
