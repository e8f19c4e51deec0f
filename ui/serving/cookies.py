"""Cookies that no script reads. Knows what a browser demands of them. Does not know what they say."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope


def cookie(name: str, value: str, scope: Scope, *, seconds: int, strict: bool) -> str:
    """Return the header's value that lets a browser keep a cookie that no script reads.

    Args:
        name: of the cookie.
        value: of the cookie; "" takes it away.
        scope: of the request; by https, the cookie goes by https alone.
        seconds: for how long it is kept.
        strict: whether it is sent from our own pages alone; else also where a link leads here.
    """
    made = Response()
    made.set_cookie(
        name,
        value,
        max_age=seconds if value else 0,
        secure="https" in (scope.get("scheme"), Headers(scope=scope).get("x-forwarded-proto", "").lower()),
        httponly=True,
        samesite="strict" if strict else "lax",
    )
    return made.headers["set-cookie"]
