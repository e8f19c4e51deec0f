"""What a visitor finds again where the page is loaded anew: a phone does so with a page that was put aside for long.

Of each visitor, what the newest window holds; in the server's memory, so that a restart forgets it.
Knows who came, and keys of the session. Does not know what is kept under them.
"""

from __future__ import annotations

from copy import copy
from functools import lru_cache
from typing import Any

import streamlit as st

from ui import session
from ui.visitor import me

# What somebody has built or set, and would have to do again. No key of a widget: those are gone with their page.
_KEPT = (session.BIG, session.CHOSEN, session.TAKEN_BACK, session.LAYERS, session.LAST_VIEW, session.TEN)
_VISITORS = 1_000  # of whom something is kept; a kilobyte each


class _Left:
    """What one visitor left: values by the keys of the session, replaced as a whole."""

    values: dict[str, Any] = {}  # noqa: RUF012


def bring_back() -> None:
    """Give a new session what the visitor's last one held; of one that goes on, keep what it holds."""
    left = _left_by(me().id)
    if session.HERE not in st.session_state:
        st.session_state[session.HERE] = True
        for key, value in left.values.items():
            st.session_state[key] = copy(value)  # the other window may still be open
    left.values = {key: st.session_state[key] for key in _KEPT if key in st.session_state}


@lru_cache(maxsize=_VISITORS)
def _left_by(visitor: str) -> _Left:
    return _Left()
