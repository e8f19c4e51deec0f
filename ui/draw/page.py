"""What is read on the page "Draw", one digit or a number, and how it is given.

Knows the page's two kinds of reading. Does not know how they read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.languages.translation import N_, _
from ui import glossary, layout, session, window_width
from ui.draw import digit_view, number_view, ways
from ui.draw.inputs import Input
from ui.draw.ways import Way


class Kind(NamedTuple):
    """What can be read: its label, the page's title, the part of the page that reads it, the ways to give it."""

    label: str
    title: str
    show: Callable[[Way], None]
    ways: Mapping[Way, Input]


KINDS = {
    "digit": Kind(N_("One digit"), N_("Draw a digit"), digit_view.show, digit_view.WAYS),
    "number": Kind(N_("A number"), N_("Write a number"), number_view.show, number_view.WAYS),
}


def main() -> None:
    """Show the page."""
    layout.begin_page("app.py")
    with st.container(key="draw-head"):
        title = st.empty()
        kind = choose_kind()
        way = choose_way(kind)
        title.title(_(KINDS[kind].title))
    with place(kind, way):
        KINDS[kind].show(way)
    glossary.terms("pixel", "class", "probability", "network", "parameter")
    window_width.window_width()  # the parts above ask for what it finds out


def place(kind: str, way: Way) -> DeltaGenerator:
    """Return the place of a way of a kind: each has its own, so that the answer of the one before is gone at once.

    In one place it would stand below the new one until all of that is there.
    """
    places = {
        (each, other): st.container() if (each, other) == (kind, way) else st.empty()
        for each in KINDS
        for other in KINDS[each].ways
    }
    return places[kind, way]


def choose_kind() -> str:
    """Let be chosen what is read: a key of `KINDS`."""
    if "kind" not in st.session_state:  # it was not on the page
        st.session_state["kind"] = st.session_state.get(session.KIND, "digit")
    kind = st.segmented_control(
        _("What is read?"),
        list(KINDS),
        format_func=lambda kind: _(KINDS[kind].label),
        key="kind",
        required=True,
        label_visibility="collapsed",
    )
    st.session_state[session.KIND] = kind or "digit"
    return kind or "digit"


def choose_way(kind: str) -> Way:
    """Let the way be chosen in which the picture is given."""
    possible = KINDS[kind].ways
    key = f"{session.WAY}-{kind}"
    if key not in st.session_state:  # it is not on the page now: the way stays, where there is such a way
        kept = st.session_state.get(session.WAY)
        st.session_state[key] = kept if kept in possible else "draw"
    chosen = st.segmented_control(
        _("How do you give it?"),
        list(possible),
        key=key,
        format_func=lambda way: _(ways.LABELS[way]),
        required=True,
        label_visibility="collapsed",
    )
    way: Way = chosen or "draw"
    st.session_state[session.WAY] = way
    return way
