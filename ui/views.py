"""The views of a page: one is chosen, and shows what the page is about.

Knows labels and what shows them. Does not know which views a page has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeVar

import streamlit as st

from model.languages.translation import _
from ui import address

Shown = TypeVar("Shown")


class View(NamedTuple, Generic[Shown]):
    """A view: its label, marked by `N_`, and what shows it."""

    label: str
    show: Callable[[Shown], None]


def choose_view(views: Mapping[str, View[Shown]], key: str, first: str = "") -> str:
    """Let one of the views be chosen, and return its id; the address says it, for a reload and in any language.

    Args:
        views: by their ids.
        key: where views come and go with what the page is about: the choice stays as long as its view is there.
        first: the one that is shown at first, and needs no address; the first of them where nothing is said.
    """
    first = first or next(iter(views))
    if st.session_state.get(key) not in views or address.is_back():
        named = st.query_params.get(key)
        st.session_state[key] = named if named in views else first
    shown = st.segmented_control(
        _("What do you want to see?"),
        list(views),
        format_func=lambda view: _(views[view].label),
        required=True,
        label_visibility="collapsed",
        key=key,
    )
    chosen = shown or first
    address.say(key, chosen, usual=first)
    return chosen
