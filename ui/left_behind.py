"""What a visitor finds again where the page is loaded anew: a phone does so with a page that was put aside for long.

Of each visitor, what any window kept last; in the server's memory, so that a restart forgets it.
Knows who came. Does not know what is kept: what somebody has built or set, and would have to do again.
"""

from __future__ import annotations

from copy import copy
from functools import lru_cache
from typing import Any

import streamlit as st

from ui import session
from ui.visitor import me

_VISITORS = 1_000  # of whom something is kept; a kilobyte each


def bring_back() -> None:
    """Give a new session what the visitor left."""
    if session.HERE not in st.session_state:
        st.session_state[session.HERE] = True
        for key, value in list(_left_by(me().id).items()):
            st.session_state[key] = copy(value)


def keep(key: str, value: Any) -> None:
    """Put a value into the session, and leave it as it is now to the sessions that begin later.

    Args:
        key: of the session; none of a widget, which is gone with its page.
        value: what is put there; where it is changed in place, it is to be kept again.
    """
    st.session_state[key] = value
    _left_by(me().id)[key] = copy(value)


def forget(key: str) -> None:
    """Take what was kept under a key out of the session, and leave none of it."""
    st.session_state.pop(key, None)
    _left_by(me().id).pop(key, None)


@lru_cache(maxsize=_VISITORS)
def _left_by(visitor: str) -> dict[str, Any]:
    return {}
