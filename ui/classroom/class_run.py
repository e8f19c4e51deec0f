"""The class's run that trains now, with its curve.

Knows runs. Does not know who started one, or how the page "Train" shows it.
"""

from __future__ import annotations

import streamlit as st

from model.errors import RunError
from model.languages.translation import _
from model.runs import store
from model.runs.store import Run
from ui import chart_names, chart_view, charts, faults, run_names
from ui.text import plain

_NEWEST = 50  # runs among which one that trains is looked for: a class has a thousand by the end of a year


def show() -> None:
    """Show the newest run that trains; a sentence where none does."""
    with faults.shown():
        _show(_training())


def _show(run: Run | None) -> None:
    try:
        config, name = (run.config(), run_names.name(run)) if run else (None, "")
    except RunError:  # it was deleted meanwhile
        run = config = None
    if not run or not config:
        st.caption(_("No network is being trained now."))
        return
    epoch = run.state().epoch
    said = _("**{name}** is being trained: epoch {epoch} of {epochs}.") if epoch else _("**{name}** is getting ready …")
    st.markdown(said.format(name=plain(name), epoch=epoch, epochs=config.epochs))
    history = run.history()
    rows, said = charts.learning_rows("accuracy", history, run.progress()), chart_names.of_curve("accuracy", history)
    chart_view.show(rows, said, charts.learning_curve, "accuracy", config.epochs, key="class-curve")


def _training() -> Run | None:
    newest = store.all_runs()[:_NEWEST]
    return next((run for run in newest if run.state().status in ("running", "stopping")), None)
