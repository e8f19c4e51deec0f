"""How wide the visitor's window is; Streamlit does not say."""

from __future__ import annotations

import streamlit as st

from ui import state

_teller = st.components.v2.component(
    "inkling_width",
    js="export default function ({ setStateValue }) { setStateValue('width', window.innerWidth); }",
)


def window_width() -> int | None:
    """Return the width of the window in px, as it was when the session first asked; None until the browser told."""
    if state.WINDOW_WIDTH not in st.session_state:
        told = _teller(key="width", default={"width": 0}, on_width_change=lambda: None).width
        if not told:
            return None
        st.session_state[state.WINDOW_WIDTH] = int(told)
    return int(st.session_state[state.WINDOW_WIDTH])
