"""What the class does at this moment: how many are here, what was read, the run that trains, and the wall.

Knows where each of these is to be asked for. Does not know how it came to be.
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from model.languages.translation import _, ngettext
from ui import html, visitor
from ui.classroom import class_run, wall_view
from ui.classroom.presence import PRESENCE
from ui.classroom.wall import WALL

_LOOK_EVERY = 2.0  # s


def show(with_run: bool) -> None:
    """Show it, and look again and again; with the run that trains, where that is asked."""
    st.fragment(_show, run_every=_LOOK_EVERY)(with_run)


def _show(with_run: bool, /) -> None:
    if not visitor.me().is_teacher:  # the passcode has changed since the page was made: it is a pupil's now
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
