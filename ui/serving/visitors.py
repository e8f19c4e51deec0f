"""Who comes: each connection is told apart by a signed cookie, and that of the computer itself is marked.

What a browser claims of itself is taken away first: the pages read the two headers below and know that they were set
here. Knows HTTP and websockets as ASGI gives them. Does not know what a visitor may do, or the passcode.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from model.errors import DatabaseError
from model.people import tokens
from ui.classroom.presence import PRESENCE
from ui.serving.connections import CONNECTIONS
from ui.serving.cookies import cookie
from ui.trust import trusts_local

VISITOR, LOCAL = "inkling-visitor", "inkling-local"  # headers that are set here: the visitor's id; "1" of the computer
PUPIL_COOKIE, TEACHER_COOKIE = "inkling-pupil", "inkling-teacher"
YEAR = 365 * 24 * 3600  # s
_HOST = re.compile(r"(?:\[(?P<v6>[\da-f:.]+)\]|(?P<name>[^\s:/?#@\[\]\\]+))(?::(?P<port>\d{1,5}))?")
_USUAL = {"http": "80", "https": "443"}  # the port that an address need not name
# What proxies, tunnels and load balancers add.
_FORWARDED = re.compile(
    r"forwarded.*|via|x-forwarded.*|x-original-.*|x-real-.*|x-client-ip|x-cluster-client-ip|x-proxy.*|x-scheme"
    r"|x-envoy-.*|x-amzn-.*|x-azure-.*|x-arr-.*|cf-.*|cdn-.*|true-client-ip|fly-.*|fastly-.*|ngrok-.*|tailscale-.*"
)


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
        scope = {**scope, "headers": [(name.lower(), value) for name, value in scope["headers"]]}
        is_socket = scope["type"] == "websocket"
        if is_socket and not is_same_origin(scope):
            await send({"type": "websocket.close", "code": 1008})  # before it was accepted: the browser reads 403
            return
        cookies, is_here = HTTPConnection(scope).cookies, is_local(scope)
        known = tokens.pupil_id(cookies.get(PUPIL_COOKIE, ""))
        visitor = known or tokens.new_id()
        own = {VISITOR.encode(): visitor.encode(), LOCAL.encode(): b"1" if is_here else b""}
        scope["headers"] = [*(each for each in scope["headers"] if each[0] not in own), *own.items()]
        greets = not (known or is_socket) and "text/html" in Headers(scope=scope).get("accept", "")
        is_teacher = is_socket and (is_here or tokens.is_teachers(cookies.get(TEACHER_COOKIE, "")))
        with PRESENCE.of(visitor, scope, is_teacher):
            if is_socket:
                await CONNECTIONS.hold(visitor, self._app, scope, receive, send)
            else:
                await self._app(scope, receive, _with_cookie(send, scope, visitor) if greets else send)


def is_local(scope: Scope) -> bool:
    """Whether who sits at this computer itself connects: nobody in between, and no page of somebody else's.

    What comes through a proxy on the same computer has a forwarding header, unless that proxy is set up badly:
    INKLING_TRUST_LOCAL=0 says that there is one.
    """
    headers, client = Headers(scope=scope), scope.get("client")
    if not trusts_local() or any(map(_FORWARDED.fullmatch, headers.keys())):
        return False
    if not (client and _is_loopback(client[0]) and _is_loopback(_place(headers.get("host", ""), "http").name)):
        return False
    if "origin" not in headers and scope["type"] == "websocket":
        return False  # no browser: one names the origin of each websocket
    return not is_of_foreign_page(scope)


def is_same_origin(scope: Scope) -> bool:
    """Whether what a browser sends comes from a page of this server; what is no browser names no origin."""
    headers = Headers(scope=scope)
    if "origin" not in headers:
        return True
    scheme, __, place = headers["origin"].lower().partition("://")
    own = _place(headers.get("host", ""), scheme)
    return scheme in _USUAL and bool(own.name) and _place(place, scheme) == own


def is_of_foreign_page(scope: Scope) -> bool:
    """Whether a page from elsewhere asks, as a browser says it: by an origin, or where it names none, by its notes."""
    site = Headers(scope=scope).get("sec-fetch-site", "none") if scope["type"] == "http" else "none"
    return not is_same_origin(scope) or site not in ("none", "same-origin")


def address(scope: Scope) -> str:
    """Return the network address of who connects, by which is counted how often; "" where it has none.

    A header counts in one case alone: behind a proxy, as INKLING_TRUST_LOCAL=0 says, the last address that
    `X-Forwarded-For` names, which is the one that our own proxy wrote.
    """
    forwarded = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))
    if not trusts_local():
        last = forwarded.rpartition(",")[2].strip()
        return str(_ip(last) or _ip(_place(last, "").name) or _peer(scope))
    # Of what comes from this computer, the server has already put a forwarded address, whoever wrote it, in its place.
    server = scope.get("server")
    return "127.0.0.1" if forwarded and server and _is_loopback(str(server[0])) else _peer(scope)


def _peer(scope: Scope) -> str:
    client = scope.get("client")
    return str(_ip(client[0]) or client[0]) if client else ""


def _with_cookie(send: Send, scope: Scope, visitor: str) -> Send:
    """Return what sends a page together with the cookie by which the visitor is known from now on."""

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            try:
                token = tokens.pupil_token(visitor)
            except DatabaseError:  # the pages say so, and this visitor is another one after each reload
                token = ""
            if token:
                kept = cookie(PUPIL_COOKIE, token, scope, seconds=YEAR, strict=False)
                MutableHeaders(scope=message).append("set-cookie", kept)
        await send(message)

    return send_with_cookie


class _Place(NamedTuple):
    """A server as an address names it; both are "" where it cannot be read."""

    name: str
    port: str


def _place(host: str, scheme: str) -> _Place:
    """Return what a Host header, or an origin after its scheme, names."""
    found = _HOST.fullmatch(host.lower())
    if not found:
        return _Place("", "")
    return _Place(found["v6"] or found["name"], found["port"] or _USUAL.get(scheme, ""))


def _is_loopback(host: str) -> bool:
    found = _ip(host)
    return host == "localhost" or bool(found and found.is_loopback)


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    """Return an address, one of IPv4 as such also where it came by IPv6; None where it is none."""
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
