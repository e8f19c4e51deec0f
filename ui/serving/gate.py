"""How fast a browser may talk, and of what: what comes faster waits in its own socket, and nobody else waits for it.

Without this, one visitor who sends strokes as fast as a socket takes them (thousands a second) keeps the server busy
with reading them, and a class waits for seconds (`python -m benchmarks.classroom --flood`).
What no page of ours says is dropped: Streamlit would clear the caches of the whole server for anybody who asks.
Knows websockets as ASGI gives them, and how long a browser's values are. Does not know what they stand for.
"""

from __future__ import annotations

import asyncio

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from ui.serving.pace import Pace, Paces
from ui.serving.visitors import VISITOR

A_SECOND = 8.0  # messages of one browser, in all its windows; a hand that draws sends five at most
AT_ONCE = 24.0  # messages, after some seconds of fewer
_JSON = 25_000  # bytes of JSON that a message may have to count as one: reading them takes a page's time
_BYTES = 1_000_000  # likewise of all; those who upload a folder of pictures send long lists of files


_SAID = {"rerun_script", "stop_script", "file_urls_request", "app_heartbeat"}  # by our pages: kinds of messages ...
_ASKED = {"deferred_file", "dataframe_chunk"}  # ... and of what they ask the server to do: a download, rows of a table


class Gate:
    """ASGI middleware: of each websocket, the messages that our pages send are let through at a bounded pace."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an app."""
        self._app = app
        self._paces = Paces(A_SECOND, AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer a connection."""
        if scope["type"] == "websocket":
            # Who keeps no cookie is somebody else in each window.
            receive = gated(receive, self._paces.of(Headers(scope=scope).get(VISITOR, "")))
        await self._app(scope, receive, send)


def gated(receive: Receive, pace: Pace) -> Receive:
    """Return what gives the messages of a websocket, each when its time has come: the next is not read before."""

    async def receive_gated() -> Message:
        while True:
            message = await receive()
            data = message.get("bytes") or b""
            said = _parsed(data)
            if wait := pace.take(_price(said, len(data))):
                await asyncio.sleep(wait)
            if said is None or is_ours(said):
                return message

    return receive_gated


def is_ours(said: BackMsg) -> bool:
    """Whether a page of ours says such a thing; an empty message says nothing, and Streamlit may have it."""
    kind = said.WhichOneof("type")
    if kind == "backend_operation_request":
        return said.backend_operation_request.WhichOneof("payload") in _ASKED
    return kind is None or kind in _SAID


def _parsed(data: bytes) -> BackMsg | None:
    """Return what a browser says; None where that cannot be read: Streamlit closes the connection."""
    try:
        return BackMsg.FromString(data)
    except DecodeError:
        return None


def _price(said: BackMsg | None, size: int) -> float:
    """Return as how many messages one of so many bytes counts."""
    if said is None:
        return 1
    widgets = said.rerun_script.widget_states.widgets
    json = sum(len(widget.json_value) + len(widget.json_trigger_value) for widget in widgets)
    return max(1, json / _JSON, size / _BYTES)
