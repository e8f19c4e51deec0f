"""The view "Teach": what there is to teach with, then the training, then how good the network was before and is now.

Knows which of the three is on show. Does not know how one of them looks.
"""

from __future__ import annotations

import streamlit as st

from model.errors import RunError
from model.languages.translation import _
from model.people.visitor import Visitor
from model.runs.store import Run
from ui import faults
from ui.digits import teach_earlier, teach_ready, teach_result, teach_run, teach_shown
from ui.text import message
from ui.train import opened


def show(by: Visitor) -> None:
    """Show it; raises DatabaseError."""
    with st.container(key="teach"):
        faults.show_kept("run", "networks")
        try:
            run = teach_shown.run()
        except RunError as error:
            st.info(message(error))
            run = None
        # Each state has its place, so that nothing of the one before stands below the new one.
        state = _state(run)
        places = {name: st.container() if name == state else st.empty() for name in ("ready", "teaching", "over")}
        with places[state]:
            if run is None:
                teach_ready.show(by)
            elif state == "teaching":
                teach_run.show(run.id)
            else:
                _show_over(run, by)
        teach_earlier.show(run)


def _state(run: Run | None) -> str:
    if run is None:
        return "ready"
    return "teaching" if opened.is_changing(run) else "over"


def _show_over(run: Run, by: Visitor) -> None:
    with faults.shown():
        if run.card() is None:
            teach_run.show_unfinished(run)
        else:
            teach_result.show(run, by)
    st.button(_("Teach once more"), key="teach-anew", icon=":material/replay:", on_click=teach_shown.begin_anew)
