"""What to do where Streamlit itself cannot read what a browser sent for a widget.

It keeps such a value and tries to read it before each rerun, so that not a line of a page would run in this session
any more. Knows errors, and Streamlit's state of a session. Does not know pages.
"""

from __future__ import annotations

from traceback import walk_tb

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from model.languages.translation import _

_OURS = {"__main__", "ui", "model"}  # a page runs as __main__


def forget_unreadable(error: Exception) -> bool:
    """Forget what a browser sent where Streamlit failed before a line of ours ran; a sentence stands for the error.

    Returns whether it did so.
    """
    names = (str(frame.f_globals.get("__name__")) for frame, __ in walk_tb(error.__traceback__))
    context = get_script_run_ctx()
    if context is None or any(name.partition(".")[0] in _OURS for name in names):
        return False
    # All that Streamlit offers for this, `st.session_state.clear()` too, reads each value first.
    context.session_state._state._new_widget_state.states.clear()
    st.error(_("What your browser sent cannot be read. Reload the page."))
    return True
