"""Widgets that show what is stored elsewhere, or are pressed twice.

Knows Streamlit's state of a widget. Does not know any widget.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

DOUBLE_PRESS = 1.0  # s: within them a second press means what the first one did, though another button stands there


def put(key: str, value: Any, page: str = "") -> None:
    """Give the widget of this key its value, before it is made.

    One that has it is left alone: each value that is set is sent to the browser, and one that arrives just after a
    press undoes that press there.

    Args:
        key: of the widget.
        value: what it shows.
        page: the address of the page, of a widget that several pages show: on each the browser makes another one, which
            knows no value yet.
    """
    shown_on = f"{key}-shown-on"
    if key not in st.session_state or st.session_state[key] != value or st.session_state.get(shown_on) != page:
        st.session_state[key] = value
    st.session_state[shown_on] = page
