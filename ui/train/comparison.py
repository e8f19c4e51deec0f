"""Some runs compared: their curves over one another, and the settings in which they differ.

Knows run folders. Does not know which runs are chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from model.config import SETTINGS
from model.languages.translation import _
from model.runs.store import Run
from ui import run_names
from ui.text import plain
from ui.train import overlaid
from ui.train.overlaid import Line
from ui.train.words import value_in_words


def show(chosen: Sequence[Run]) -> None:
    """Show 2 to 6 runs that can be read over one another, and the settings in which they differ."""
    names = run_names.names(chosen)
    overlaid.show([Line(names[run.id], run, [_test_accuracy(run)]) for run in chosen], [_("Run"), _("Test accuracy")])
    configs = {plain(names[run.id]): run.config() for run in chosen}
    first = next(iter(configs.values()))
    differing = {setting for config in configs.values() for setting in first.differing(config)}
    rows = [
        {_("Setting"): _(SETTINGS[setting].title)}
        | {name: plain(value_in_words(config, setting)) for name, config in configs.items()}
        for setting in SETTINGS
        if setting in differing
    ]
    if rows:
        st.table(rows)


def _test_accuracy(run: Run) -> str:
    card = run.card()
    return accuracy(card.figures.test_accuracy if card else None)


def accuracy(value: float | None) -> str:
    """Return an accuracy, 0 to 1, as it is written in a table; a dash where it is not known."""
    return "–" if value is None else f"{value:.2%}"
