"""The ways to give a picture on the page "Draw", and how another page opens one there.

Knows names. Does not know how a picture is given (see `inputs`).
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from model.languages.translation import N_
from ui import session

Way = Literal["draw", "photo", "camera", "test", "keyboard"]

LABELS: dict[Way, str] = {
    "draw": N_("Draw"),
    "photo": N_("Photo"),
    "camera": N_("Camera"),
    "test": N_("Test picture"),
    "keyboard": N_("Keyboard"),
}
DRAWN: tuple[Way, ...] = ("draw", "keyboard")  # stroke by stroke


def open_test_picture(index: int) -> None:
    """Go to the page "Draw" and show one of MNIST's test pictures there, from 0."""
    st.session_state[session.KIND], st.session_state[session.WAY] = "digit", "test"
    st.session_state[session.TEST_PICTURE] = index
    st.switch_page("app.py")
