"""A new class begins: what the one before has trained and taught is opened no more by itself.

Knows the moment. Does not know what is opened, or where.
"""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from model.languages.translation import _
from model.people import class_start
from ui import faults, visitor
from ui.times import day_and_time


def show() -> None:
    """Let the teacher say so: asked once."""
    began = class_start.began()
    with st.popover(_("A new class begins"), icon=":material/group_add:", key="new-class"):
        st.markdown(
            _(
                "What was trained in the lesson and taught until now is then opened no more by itself. Nothing is"
                " deleted: digits, networks and runs stay."
            )
        )
        st.button(_("Yes, it begins"), key="begin-class", type="primary", on_click=faults.do, args=("class", _begin))
    if began > datetime.min:
        st.caption(_("The class began on {day}.").format(day=day_and_time(began)))


def _begin() -> None:
    class_start.begin(visitor.me())
