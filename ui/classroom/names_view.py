"""What those who are here like to be called; the teacher takes a name away, or allows one again.

Knows nicknames, and who is here. Does not know what anybody did.
"""

from __future__ import annotations

import streamlit as st

from model.languages.translation import _
from model.people import nicknames
from model.samples import actions
from ui import faults, visitor
from ui.apart import told_apart
from ui.classroom.presence import PRESENCE
from ui.text import plain

_LOOK_EVERY = 3.0  # s


def show() -> None:
    """Show the names of who is here, and look again and again."""
    st.subheader(_("Nicknames"), anchor=False)
    st.fragment(_show, run_every=_LOOK_EVERY)()


def _show() -> None:
    here = PRESENCE.ids()
    names = {each: name for each, name in told_apart(nicknames.nicknames()).items() if each in here}
    if not names:
        st.caption(_("Nobody here has chosen a nickname."))
    with st.container(key="called"):
        for each, name in sorted(names.items(), key=lambda known: known[1].casefold()):
            with st.container(horizontal=True, vertical_alignment="center", key=f"called-{each}"):
                st.markdown(plain(name), width="stretch")
                st.button(_("Take away"), key=f"throw-out-{each}", on_click=faults.do, args=("class", _throw_out, each))
    _show_taken_away()


def _show_taken_away() -> None:
    """Show the names that were taken away today, and let each be undone."""
    taken = told_apart(nicknames.taken_away())
    if taken:
        st.caption(_("Taken away until tomorrow:"))
    with st.container(key="called-before"):
        for each, name in taken.items():
            with st.container(horizontal=True, vertical_alignment="center", key=f"called-before-{each}"):
                st.markdown(plain(name) or "–", width="stretch")
                st.button(_("Allow again"), key=f"allow-again-{each}", on_click=faults.do, args=("class", _allow, each))


def _throw_out(visitor_id: str) -> None:
    actions.take_name_away(visitor_id, visitor.me())


def _allow(visitor_id: str) -> None:
    nicknames.allow(visitor.me(), visitor_id)
