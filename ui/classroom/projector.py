"""Whether the page "Class" is shown for the projector: large, without the bar, and nothing on it but what a class sees.

Knows the visitor's session. Does not know what is shown.
"""

from __future__ import annotations

import streamlit as st

from model.languages.translation import _
from ui import session


def is_on() -> bool:
    """Whether it is shown so."""
    return bool(st.session_state.get(session.PROJECTOR))


def offer() -> None:
    """Offer to show it so."""
    st.button(_("For the projector"), icon=":material/cast:", key="projector", on_click=_turn, args=(True,))


def offer_end() -> None:
    """Offer the way back."""
    st.button(_("Close"), icon=":material/close:", key="projector-end", on_click=_turn, args=(False,), shortcut="esc")


def _turn(on: bool) -> None:
    st.session_state[session.PROJECTOR] = on
