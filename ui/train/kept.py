"""What was chosen in the form: kept while it is not on the page, and taken back to what is usual.

Streamlit forgets a widget that is not drawn: that of another view, or of a page that was left for another one.
Knows the session. Does not know what is chosen.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

import streamlit as st

from ui import session

Value = TypeVar("Value")


def begin(key: str, usual: Value, among: Collection[Value] | None = None) -> tuple[str, Value]:
    """Return the key of a widget, and the value that it begins with: what was chosen last, else what is usual.

    Args:
        key: says which setting it is.
        usual: the value where nothing was chosen.
        among: the values that there are, where they may change.
    """
    times = st.session_state.get(session.TAKEN_BACK, {}).get(key, 0)
    chosen = st.session_state.get(session.CHOSEN, {}).get(key, usual)
    return f"{key}-{times}", usual if among is not None and chosen not in among else chosen


def keep(key: str, value: Value) -> Value:
    """Keep what was chosen, and return it."""
    st.session_state.setdefault(session.CHOSEN, {})[key] = value
    return value


def take_back(key: str) -> None:
    """Let a setting be what is usual again: its widget is made anew."""
    st.session_state.get(session.CHOSEN, {}).pop(key, None)
    times = st.session_state.setdefault(session.TAKEN_BACK, {})
    times[key] = times.get(key, 0) + 1
