"""Widgets that show what is stored elsewhere, or are pressed twice.

Knows Streamlit's state of a widget. Does not know any widget.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

DOUBLE_PRESS = 1.0  # s: within them a second press means what the first one did, though another button stands there


def put(key: str, value: Any) -> None:
    """Give the widget of this key its value, before it is made.

    One that has it is left alone: each value that is set is sent to the browser, and one that arrives just after a
    press undoes that press there.
    """
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
