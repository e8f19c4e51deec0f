"""How fast a browser may talk: what comes faster waits in its own socket, and nobody else waits for it.

Without this, one visitor who sends strokes as fast as a socket takes them (thousands a second) keeps the server busy
with reading them, and a class waits for seconds (`python -m benchmarks.classroom --flood`).
Knows websockets as ASGI gives them, and how long a browser's values are. Does not know what they stand for.
"""

from __future__ import annotations

import asyncio
import time

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

_A_SECOND = 8.0  # messages of one browser; a hand that draws sends five at most
_AT_ONCE = 24.0  # messages, after some seconds of fewer
_JSON = 25_000  # bytes of JSON that a message may have to count as one: reading them takes a page's time
_BYTES = 1_000_000  # likewise of all; those who upload a folder of pictures send long lists of files


class Gate:
    """ASGI middleware: of each websocket, messages are let through at a bounded pace."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer a connection."""
        await self._app(scope, gated(receive) if scope["type"] == "websocket" else receive, send)


def gated(receive: Receive) -> Receive:
    """Return what gives the messages of a websocket, each when its time has come: the next is not read before."""
    left, at = _AT_ONCE, time.monotonic()

    async def receive_gated() -> Message:
        nonlocal left, at
        message, now = await receive(), time.monotonic()
        left, at = min(_AT_ONCE, left + (now - at) * _A_SECOND) - price(message.get("bytes") or b""), now
        if left < 0:
            await asyncio.sleep(-left / _A_SECOND)
        return message

    return receive_gated


def price(data: bytes) -> float:
    """Return as how many messages one counts."""
    try:
        widgets = BackMsg.FromString(data).rerun_script.widget_states.widgets
    except DecodeError:  # Streamlit closes the connection
        return 1
    json = sum(len(widget.json_value) + len(widget.json_trigger_value) for widget in widgets)
    return max(1, json / _JSON, len(data) / _BYTES)
