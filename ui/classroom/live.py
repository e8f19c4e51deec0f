"""What the class does at this moment: how many are here, what was read, the run that trains, and the wall.

Knows where each of these is to be asked for. Does not know how it came to be.
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from model.languages.translation import _, ngettext
from model.people.rules import Rules, rules
from ui import html, visitor
from ui.classroom import class_run, wall_view
from ui.classroom.presence import PRESENCE
from ui.classroom.wall import WALL

_LOOK_EVERY = 2.0  # s
Switches = tuple[bool, Rules]


def switches() -> Switches:
    """Return what the page's switches say: whether the wall is on, and what pupils may do."""
    return WALL.is_on, rules()


def show(with_run: bool, drawn: Switches) -> None:
    """Show it, and look again and again; once the switches are others than `drawn`, the whole page is drawn anew.

    Args:
        with_run: whether the run that trains is shown, too.
        drawn: the switches, asked for before the page showed them.
    """
    st.fragment(_show, run_every=_LOOK_EVERY)(with_run, drawn)


def _show(with_run: bool, drawn: Switches, /) -> None:
    if not visitor.me().is_teacher:  # the passcode has changed since the page was made: it is a pupil's now
        st.rerun()
    if switches() != drawn:  # they were pressed on another device of the teacher's
        st.rerun()
    html.show(_figures())
    if with_run:
        class_run.show()
    wall_view.show()


def _figures() -> Markup:
    """Return how many are here beside who looks, how many drawings were read, and how many called wrong."""
    here = len(PRESENCE.pupils() - {visitor.me().id})
    read, wrong = WALL.counts()
    return html.figures(
        {
            ngettext("pupil here", "pupils here", here): f"{here:,}",
            ngettext("drawing read", "drawings read", read): f"{read:,}",
            _("called wrong"): f"{wrong / read:.0%}" if read else "–",
        }
    )
