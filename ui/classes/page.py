"""The page "My own classes": its two steps, and which of them is shown.

Knows the steps. Does not know what is in them.
"""

from __future__ import annotations

import streamlit as st

from model.errors import DataError
from model.languages.translation import N_, _
from ui import faults, layout, session
from ui.classes import collect, kept, learn
from ui.text import message

STEPS = {"collect": N_("Collect"), "learn": N_("Train and try")}


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/train.py")  # it belongs to that page, and a press on its name leads back there
    kept.remember()
    with st.container(key="own"):
        with st.container(key="own-head", horizontal=True, vertical_alignment="center"):
            st.title(_("My own classes"), anchor=False, width="content")
            step = _choose_step()
        with st.container():  # whether anything is said or not: a canvas whose place on the page changes is emptied
            faults.show_kept("pictures")
            try:
                collection = kept.collection()
            except DataError as error:
                st.info(message(error))
                collection = kept.collection()  # a new one
        # Each step has its place, so that nothing of the one before stands below the new one.
        places = {name: st.container() if name == step else st.empty() for name in STEPS}
        with places[step], faults.shown():
            (collect if step == "collect" else learn).show(collection)


def _choose_step() -> str:
    if session.STEP not in st.session_state:
        st.session_state[session.STEP] = "learn" if kept.run_id() else "collect"
    chosen = st.segmented_control(
        _("What do you want to do?"), list(STEPS), format_func=lambda step: _(STEPS[step]), key=session.STEP,
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    return chosen or "collect"
