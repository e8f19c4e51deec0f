"""Who comes: each connection is told apart by a signed cookie, and that of the computer itself is marked.

What a browser claims of itself is taken away first: the pages read the two headers below and know that they were set
here. Knows HTTP and websockets as ASGI gives them. Does not know what a visitor may do, or the passcode.
"""

from __future__ import annotations

import os
import re
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from model.people import tokens
from ui.classroom.presence import PRESENCE

VISITOR, LOCAL = "inkling-visitor", "inkling-local"  # headers that are set here: the visitor's id; "1" of the computer
PUPIL_COOKIE, TEACHER_COOKIE = "inkling-pupil", "inkling-teacher"
_YEAR = 365 * 24 * 3600  # s
_FORWARDED = re.compile(r"forwarded|x-forwarded-.*|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|via|cf-.*")


class Visitors:
    """ASGI middleware: says who comes, and refuses what a page of somebody else's sends in a visitor's name."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer a connection."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["type"] == "websocket" and not is_same_origin(headers):
            await send({"type": "websocket.close", "code": 1008})  # before it was accepted: the browser reads 403
            return
        known = tokens.pupil_id(cookies(headers).get(PUPIL_COOKIE, ""))
        visitor = known or tokens.new_id()
        own = [(VISITOR, visitor), (LOCAL, "1" if is_local(scope) else "")]
        kept = [(name, value) for name, value in scope["headers"] if name.decode("latin-1") not in (VISITOR, LOCAL)]
        scope = {**scope, "headers": [*kept, *((name.encode(), value.encode()) for name, value in own)]}
        greets = not known and scope["type"] == "http" and "text/html" in headers.get("accept", "")
        with PRESENCE.of(visitor, scope):
            await self._app(scope, receive, _with_cookie(send, scope, visitor) if greets else send)


def is_local(scope: Scope) -> bool:
    """Whether who sits at this computer itself connects: nobody in between, and no page of somebody else's.

    What comes through a proxy on the same computer has a forwarding header, unless that proxy is set up badly:
    INKLING_TRUST_LOCAL=0 says that there is one.
    """
    headers, client = Headers(scope=scope), scope.get("client")
    if os.environ.get("INKLING_TRUST_LOCAL", "1") == "0" or any(map(_FORWARDED.fullmatch, headers.keys())):
        return False
    if not (client and _is_loopback(client[0]) and _is_loopback(_host(headers.get("host", "")))):
        return False
    if "origin" in headers:
        return is_same_origin(headers)
    return bool(scope["type"] == "http")  # a browser names the origin of each websocket


def is_same_origin(headers: Headers) -> bool:
    """Whether what a browser sends comes from a page of this server; what is no browser names no origin."""
    origin, host = headers.get("origin"), headers.get("host", "")
    if origin is None:
        return True
    parts = urlsplit(origin)
    usual = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    return bool(parts.netloc) and parts.netloc.removesuffix(usual) == host.removesuffix(usual)


def cookies(headers: Headers) -> dict[str, str]:
    """Return the cookies of a request, none where they cannot be read."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def cookie(name: str, value: str, scope: Scope, *, seconds: int, strict: bool) -> str:
    """Return the header's value that lets a browser keep a cookie that no script reads.

    Args:
        name: of the cookie.
        value: of the cookie; "" takes it away.
        scope: of the request; by https, the cookie goes by https alone.
        seconds: for how long it is kept.
        strict: whether it is sent from our own pages alone; else also where a link leads here.
    """
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "")
    secure = "; Secure" if "https" in (scope.get("scheme"), forwarded) else ""
    site = "Strict" if strict else "Lax"
    return f"{name}={value}; Path=/; Max-Age={seconds if value else 0}; HttpOnly; SameSite={site}{secure}"


def _with_cookie(send: Send, scope: Scope, visitor: str) -> Send:
    """Return what sends a page together with the cookie by which the visitor is known from now on."""

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            try:
                token = tokens.pupil_token(visitor)
            except OSError:  # the disk is full: the pages say so, and this visitor is another one after each reload
                token = ""
            if token:
                kept = cookie(PUPIL_COOKIE, token, scope, seconds=_YEAR, strict=False)
                MutableHeaders(scope=message).append("set-cookie", kept)
        await send(message)

    return send_with_cookie


def _host(host: str) -> str:
    """Return the name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
