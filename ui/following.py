"""A page that says what somebody else may change meanwhile is drawn anew once that is so, without a press.

Knows how to look again and again. Does not know what is looked at.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

_LOOK_EVERY = 3.0  # s between two looks


def follow(look: Callable[[], object]) -> None:
    """Draw the whole page anew once `look` returns something else than now; called before the page shows what it says.

    It is to cost next to nothing: a whole class may have such a page open.
    """
    st.fragment(_look_again, run_every=_LOOK_EVERY)(look, look())


def _look_again(look: Callable[[], object], drawn: object, /) -> None:
    if look() != drawn:
        st.rerun()
