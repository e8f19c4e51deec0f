"""How wide the visitor's window is; Streamlit does not say.

Knows the browser's window. Does not know what is shown in it.
"""

from __future__ import annotations

import streamlit as st

from ui import session

_WIDEST = 100_000  # px: more is no window, whatever was sent
_PHONE = 640  # px: a window up to here is that of a phone, for `style.css` too
_window = st.components.v2.component(
    "inkling_width",
    js="export default function ({ setStateValue }) { setStateValue('width', window.innerWidth); }",
)


def window_width() -> int | None:
    """Return the width of the window in px, as it was when the session first asked; None until that is known."""
    place = st.empty()  # whether the window is asked or not: what follows keeps its place on the page
    if session.WINDOW_WIDTH not in st.session_state:
        with place:
            width = _window(key="width", default={"width": 0}, on_width_change=lambda: None).width
        if not isinstance(width, int | float) or not 0 < width < _WIDEST:
            return None
        st.session_state[session.WINDOW_WIDTH] = int(width)
    return int(st.session_state[session.WINDOW_WIDTH])


def is_phone() -> bool:
    """Whether the window was as narrow as that of a phone when the session first asked; not as long as none said so."""
    return int(st.session_state.get(session.WINDOW_WIDTH, _WIDEST)) <= _PHONE
