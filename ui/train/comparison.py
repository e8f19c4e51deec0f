"""Runs over one another: their curves, and the settings in which they differ.

Knows run folders and charts. Does not know why the runs are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from model.config import SETTINGS
from model.runs.store import Run
from ui import charts
from ui.text import plain
from ui.train.words import names, value_in_words


def show_overlaid(runs: Mapping[str, Run]) -> None:
    """Show the curves of several runs over one another.

    Args:
        runs: by their names.
    """
    histories = {name: run.history() for name, run in runs.items()}
    if any(histories.values()):
        for place, metric in zip(st.columns(2, gap="large"), ("accuracy", "loss"), strict=True):
            place.altair_chart(charts.overlay(metric, histories), key=f"overlay-{metric}")


def show(chosen: Sequence[Run]) -> None:
    """Show 2 to 6 runs that can be read over one another, and the settings in which they differ."""
    show_overlaid({f"{at}. {run.config().title}": run for at, run in enumerate(chosen, 1)})  # a legend has little room
    titles = names(chosen)
    named = {plain(f"{at}. {titles[run.id]}"): run for at, run in enumerate(chosen, 1)}
    configs = {name: run.config() for name, run in named.items()}
    first = next(iter(configs.values()))
    differing = {setting for config in configs.values() for setting in first.differing(config)}
    rows = [
        {"Setting": SETTINGS[setting].title}
        | {name: plain(value_in_words(config, setting)) for name, config in configs.items()}
        for setting in SETTINGS
        if setting in differing
    ]
    rows.append({"Setting": "Test accuracy"} | {name: _test_accuracy(run) for name, run in named.items()})
    st.table(rows)


def _test_accuracy(run: Run) -> str:
    card = run.card()
    return accuracy(card.figures.test_accuracy if card else None)


def accuracy(value: float | None) -> str:
    """Return an accuracy, 0 to 1, as it is written in a table; a dash where it is not known."""
    return "–" if value is None else f"{value:.2%}"
