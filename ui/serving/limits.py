"""What a visitor cannot pass: pages that are open, files in memory, requests a second; a full class says so.

Knows HTTP and websockets as ASGI gives them. Does not know what a page shows.
"""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from model.events import event
from model.languages.translation import _, speaking
from ui.language import of_request
from ui.serving import plain_page
from ui.serving.callers import Caller, caller
from ui.serving.health import LIVE, READY
from ui.serving.incoming import Incoming, session_of
from ui.serving.pace import Paces
from ui.serving.sessions import BROWSER_FULL, FULL, TOO_FAST, Sessions

_A_SECOND, _AT_ONCE = 10.0, 200.0  # of one browser; a page that is opened for the first time asks for 96 things
_PATIENCE = 10.0  # s that a request waits at most; one that would wait longer is refused then
_RETRY = 30  # s after which who was refused may come again
_HEALTH = (LIVE, READY)  # whoever asks for these has a pace of its own: pages of the same address count for nothing
_LIMITS: dict[str, str] = {
    FULL: "pages",
    BROWSER_FULL: "pages-of-browser",
    TOO_FAST: "newcomers",
}  # as an event calls them


class Limits:
    """ASGI middleware, behind `Visitors`: lets in whom there is room for, and takes no more than there is room for."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an app."""
        self._app = app
        self._sessions, self._incoming, self._requests = Sessions(), Incoming(), Paces(_A_SECOND, _AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer a connection, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        who = caller(scope)
        key = f"/health/{who.address}" if scope["path"] in _HEALTH else who.key
        may = bool(session_of(scope)) or await self._waits(key)  # files have a pace of their own: a folder brings many
        if scope["type"] == "websocket":
            await self._connect(may, scope, receive, send, who)
        elif may:
            await self._answer(scope, receive, send, who)
        else:
            event("limit-reached", limit="requests")
            await PlainTextResponse("", 429, {"retry-after": str(_RETRY)})(scope, receive, send)

    async def _waits(self, key: str) -> bool:
        """Wait until who is counted by a key may ask for something more; return whether they may then."""
        pace = self._requests.of(key)
        may = pace.wait() <= _PATIENCE
        if wait := pace.take() if may else _PATIENCE:
            await asyncio.sleep(wait)
        return may

    async def _connect(self, may: bool, scope: Scope, receive: Receive, send: Send, who: Caller) -> None:
        sentence = self._sessions.refused(who, is_page=False) if may else ""
        if not may or sentence:
            event("limit-reached", limit=_LIMITS.get(sentence, "requests"))
            await send({"type": "websocket.close", "code": 1013})  # before it was accepted: the browser reads 403
            return
        try:
            with self._sessions.opened(who):
                await self._sessions.wait(who)
                await self._app(scope, receive, send)
        finally:
            self._incoming.let_go_later()

    async def _answer(self, scope: Scope, receive: Receive, send: Send, who: Caller) -> None:
        if _asks_for_page(scope) and (sentence := self._sessions.refused(who, is_page=True)):
            event("limit-reached", limit=_LIMITS[sentence])
            await _refusal(scope, sentence)(scope, receive, send)
        elif session_of(scope):
            try:
                await self._incoming.take(self._app, scope, receive, send, who)
            except HTTPException as error:
                await PlainTextResponse(error.detail, error.status_code)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _asks_for_page(scope: Scope) -> bool:
    """Whether a browser opens a page whose connection will follow; who types the passcode must not be kept out."""
    accepted = HTTPConnection(scope).headers.get("accept", "")
    return scope["method"] == "GET" and "text/html" in accepted and scope["path"] not in ("/teacher", *_HEALTH)


def _refusal(scope: Scope, sentence: str) -> HTMLResponse:
    """Return a page that says a sentence in the reader's language."""
    with speaking(of_request(HTTPConnection(scope))):
        page = plain_page.page("Inkling", "Inkling", plain_page.paragraph(_(sentence)))
    return HTMLResponse(page, 503, {"retry-after": str(_RETRY), "cache-control": "no-store"})
