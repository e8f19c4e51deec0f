"""Page "Class": how the class comes in, what it draws, and what the teacher allows; for pupils, what that means."""

from __future__ import annotations

import streamlit as st

from model.languages.translation import _
from ui import layout, visitor
from ui.classroom import (
    allowing,
    beginning,
    invitation,
    live,
    names_view,
    networks_view,
    projector,
    pupil_view,
    wall_view,
)


def main() -> None:
    """Show the page."""
    is_teacher = visitor.me().is_teacher
    for_projector = is_teacher and projector.is_on()
    layout.begin_page("pages/class.py", for_projector)
    if for_projector:
        show_to_class()
    elif is_teacher:
        show_to_teacher()
    else:
        pupil_view.show()


def show_to_class() -> None:
    """Show what a whole class looks at."""
    drawn = live.switches()
    invitation.show()
    projector.offer_end()
    live.show(with_run=False, drawn=drawn)


def show_to_teacher() -> None:
    """Show at the left what the class does, at the right what it may."""
    drawn = live.switches()
    with st.container(horizontal=True, vertical_alignment="center", key="class-head"):
        st.title(_("Our class"), anchor=False, width="content")
        invitation.choose()
        projector.offer()
    invitation.show()
    invitation.say_whether_reached()
    with st.container(key="class-columns"):
        watching, saying = st.columns([7, 4], gap="large")
    with watching:
        wall_view.show_tools()
        live.show(with_run=True, drawn=drawn)
    with saying:
        allowing.show()
        networks_view.show()
        names_view.show()
        beginning.show()


main()
