"""What was chosen in the form: kept while it is not on the page, and taken back to what is usual.

Streamlit forgets a widget that is not drawn: that of another view, or of a page that was left for another one.
Knows the session. Does not know what is chosen.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

import streamlit as st

from ui import left_behind, session

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
    chosen = st.session_state.get(session.CHOSEN, {})
    if key not in chosen or chosen[key] != value:  # else a page that lies behind would undo what was chosen since
        left_behind.keep(session.CHOSEN, {**chosen, key: value})
    return value


def take_back(key: str) -> None:
    """Let a setting be what is usual again: its widget is made anew."""
    chosen, times = st.session_state.get(session.CHOSEN, {}), st.session_state.get(session.TAKEN_BACK, {})
    left_behind.keep(session.CHOSEN, {other: chosen[other] for other in chosen if other != key})
    left_behind.keep(session.TAKEN_BACK, {**times, key: times.get(key, 0) + 1})
