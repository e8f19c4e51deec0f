"""Who looks at the page: the teacher or a pupil.

Knows what `ui.serving.visitors` says of a connection, and the teacher's cookie. Does not know what a visitor may do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import streamlit as st

from model.people import tokens
from model.people.visitor import Visitor
from ui import session
from ui.serving.visitors import LOCAL, TEACHER_COOKIE, VISITOR


class Came(NamedTuple):
    """What a connection says of who came: an id, whether from this computer itself, and the token of the teacher."""

    id: str
    is_local: bool
    token: str


def me() -> Visitor:
    """Return who looks at the page: asked anew each time, as a teacher is none once the passcode has changed."""
    return _visitor(_came())


def me_later() -> Callable[[], Visitor]:
    """Return what says who looks at the page now, asked anew as by `me`, outside of it: a download is made there."""
    return partial(_visitor, _came())


def _visitor(came: Came) -> Visitor:
    return Visitor(came.id, is_teacher=came.is_local or tokens.is_teachers(came.token))


def _came() -> Came:
    """Return what the visitor's connection says; while it is broken, what it said before; without one, a pupil's."""
    headers = st.context.headers
    if VISITOR in headers:
        came = Came(headers[VISITOR], headers.get(LOCAL) == "1", st.context.cookies.get(TEACHER_COOKIE, ""))
        st.session_state[session.CAME] = came
    kept: Came = st.session_state.get(session.CAME, Came("", False, ""))
    return kept
