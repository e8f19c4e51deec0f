"""Whom the limits count: a browser by the cookie that it was given, whoever has none by their address.

Knows what `visitors` has set in a connection. Does not know any limit.
"""

from __future__ import annotations

from typing import NamedTuple

from starlette.requests import HTTPConnection
from starlette.types import Scope

from model.people import tokens
from ui.serving.visitors import LOCAL, PUPIL_COOKIE, TEACHER_COOKIE, VISITOR, address


class Caller(NamedTuple):
    """Who connects.

    Attributes:
        key: what they are counted by: the id of a browser that came before, or that sits at this computer; the address
            of all others, who could be another one each time.
        address: where they connect from.
        is_new: whether no cookie tells who it is.
        is_teacher: whether no limit is theirs: else a flood could keep the teacher out.
    """

    key: str
    address: str
    is_new: bool
    is_teacher: bool


def caller(scope: Scope) -> Caller:
    """Return who connects; the scope has been through `Visitors`."""
    connection = HTTPConnection(scope)
    headers, sent = connection.headers, connection.cookies
    is_local, is_new = headers.get(LOCAL) == "1", not tokens.pupil_id(sent.get(PUPIL_COOKIE, ""))
    key = address(scope) if is_new and not is_local else headers.get(VISITOR, "")
    return Caller(key, address(scope), is_new, is_local or tokens.is_teachers(sent.get(TEACHER_COOKIE, "")))
