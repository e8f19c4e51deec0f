"""Promises of charts that a whole class looks at again and again."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import pytest
import streamlit as st

from model.languages.translation import speaking
from ui import chart_view, charts, layout


def test_how_a_chart_is_drawn_is_worked_out_once_in_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out, shown = [], []

    def draw(metric: str) -> alt.Chart:
        worked_out.append(metric)
        return charts.learning_curve(metric, 3)

    def take(rows: pd.DataFrame, spec: dict[str, Any], *, key: str, alt: str) -> None:
        shown.append((rows["value"].tolist(), spec["encoding"]["y"]["title"], alt))

    monkeypatch.setattr(layout, "is_big", lambda: False)
    monkeypatch.setattr(st, "vega_lite_chart", take)
    for language, losses in (("en", [1.0]), ("en", [1.0, 0.5]), ("zh_CN", [1.0])):
        history = [{"epoch": at, "loss": loss} for at, loss in enumerate(losses, 1)]
        with speaking(language):
            chart_view.show(charts.learning_rows("loss", history, []), "It falls.", draw, "loss", key="curve")
    assert worked_out == ["loss", "loss"]
    assert [(rows, said) for rows, __, said in shown] == [
        ([1.0], "It falls."), ([1.0, 0.5], "It falls."), ([1.0], "It falls."),
    ]  # fmt: skip
    assert shown[0][1] == shown[1][1] == "loss" != shown[2][1]
