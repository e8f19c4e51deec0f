"""What a pupil sees of the class: that they are in it, what they are called, and what the teacher allows.

Knows what holds for pupils. Does not know what the others do.
"""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st
from markupsafe import Markup

from model.languages.translation import _
from model.people import nicknames, rules
from model.samples import actions
from ui import faults, following, html, visitor, widgets
from ui.classroom import live, networks_view
from ui.classroom.wall import WALL

_NICKNAME = "nickname"


def show() -> None:
    """Show it, in one column, and anew once the teacher allows something else."""
    following.follow(live.switches)
    with st.container(key="class-pupil"):
        st.title(_("You are in the class."), anchor=False)
        _ask_nickname()
        st.subheader(_("What your teacher allows"), anchor=False)
        st.markdown("  \n".join(_allowed()))
        st.subheader(_("The wall"), anchor=False)
        st.markdown(_wall())
        st.subheader(_("What answers the class"), anchor=False)
        networks_view.say()
        link = Markup('<a class="ink-teacher" href="{}" target="_self">{}</a>')
        html.show(link.format("/somebody-else", _("I am somebody else")))
        html.show(link.format("/teacher", _("I am the teacher")))


def _allowed() -> Iterator[str]:
    now = rules.rules()
    yield _("You may train networks.") if now.training else _("Training is switched off for pupils at the moment.")
    if not now.contributing:
        yield _("Giving digits is switched off for pupils at the moment.")
        return
    yield _("You may give digits: press “Right” or “Wrong” beside an answer on the page “Draw”.")
    if now.approval:
        yield _("Your teacher looks at a digit before a network learns it.")


def _wall() -> str:
    if not WALL.is_on:
        return _("It is off: nobody sees what you draw.")
    return _(
        "It is **on**: what you write on the page “Draw” appears with its answer and your nickname where your teacher"
        " shows it to the class. The wall keeps nothing: it is empty once your teacher turns it off."
    )


def _ask_nickname() -> None:
    faults.show_kept("class")
    widgets.put(_NICKNAME, nicknames.nickname(visitor.me().id))
    st.text_input(
        _("Your nickname (optional; no real name is needed)"), key=_NICKNAME, max_chars=nicknames.MOST, width=360,
        on_change=faults.do, args=("class", _call), autocomplete="off",
    )  # fmt: skip


def _call() -> None:
    actions.call(visitor.me(), st.session_state[_NICKNAME])
