"""A teaching that goes on: how far it is, with its live curves; and one that has left no network.

Knows runs. Does not know what is taught, or what came of it.
"""

from __future__ import annotations

import streamlit as st

from model.errors import InklingError
from model.languages.translation import _
from model.runs import store
from model.runs.store import Run
from ui import faults
from ui.train import opened, run_view


@st.fragment(run_every=opened.LOOK_EVERY)
def show(run_id: str) -> None:
    """Show how far it is, and look again and again until it is over."""
    opened.look_after_queue()
    try:
        run = store.still_there(run_id)
        config, changing = run.config(), opened.is_changing(run)
    except InklingError:  # it was deleted elsewhere: the page says so
        st.rerun()
    if not changing:
        st.rerun()
    with faults.shown():
        st.subheader(_("It learns your digits"), anchor=False)
        run_view.show_state(run, config, run.state(), changing)
        run_view.show_curves(run, config, changing)


def show_unfinished(run: Run) -> None:
    """Say why there is no network, with what can be done about it; raises RunError where the run cannot be read."""
    config = run.config()
    st.subheader(_("This teaching is not finished"), anchor=False)
    run_view.show_state(run, config, run.state(), changing=False)
    run_view.show_curves(run, config, changing=False)
