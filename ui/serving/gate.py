"""How fast a browser may talk, and of what: what comes faster waits in its own socket, and nobody else waits for it.

Without this, one visitor who sends strokes as fast as a socket takes them (thousands a second) keeps the server busy
with reading them, and a class waits for seconds (`python -m benchmarks.classroom --flood`).
What no page of ours says is dropped: Streamlit would clear the caches of the whole server for anybody who asks. Who
says more at once than any page of ours could is shown out: what is small to send may be long to read.
Knows websockets as ASGI gives them, and how long a browser's values are. Does not know what they stand for.
"""

from __future__ import annotations

import asyncio

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.runtime_util import get_max_widget_state_size_bytes

from ui.serving.pace import Pace, Paces
from ui.serving.visitors import VISITOR

A_SECOND = 8.0  # messages of one browser, in all its windows; a hand that draws sends five at most
AT_ONCE = 24.0  # messages, after some seconds of fewer
_JSON = 25_000  # bytes of JSON that a message may have to count as one: reading them takes a page's time
_BYTES = 1_000_000  # likewise of all; those who upload a folder of pictures send long lists of files
_STATES = 200  # likewise states of widgets; the Train page sends 25, and some more for each layer of an own network
_LISTED = 1_000  # likewise values in lists, as the files of a folder
MOST_STATES = 2_000  # of a message that is let through
MOST_LISTED = 20_000  # likewise values in lists: of more files, the names alone are more than Streamlit takes
_TOO_MUCH = 240.0  # messages, as which one counts that holds more: half a minute

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
            if message["type"] != "websocket.receive":
                return message
            size = len(message.get("bytes") or b"")
            sent = max(1, size / _BYTES)
            await asyncio.sleep(pace.take(sent))
            said = _parsed(message["bytes"]) if 0 < size <= get_max_widget_state_size_bytes() else None
            if said is None:
                return message  # Streamlit closes the connection, but at what says nothing
            if holds_too_much(said):
                pace.take(_TOO_MUCH)  # a new connection has to wait for that
                return {"type": "websocket.disconnect", "code": 1009}
            await asyncio.sleep(pace.take(max(0, _price(said) - sent)))
            if is_ours(said):
                return message

    return receive_gated


def is_ours(said: BackMsg) -> bool:
    """Whether a page of ours says such a thing; an empty message says nothing, and Streamlit may have it."""
    kind = said.WhichOneof("type")
    if kind == "backend_operation_request":
        return said.backend_operation_request.WhichOneof("payload") in _ASKED
    return kind is None or kind in _SAID


def holds_too_much(said: BackMsg) -> bool:
    """Whether a message holds more states or lists than any page of ours sends, however few bytes they take."""
    return len(said.rerun_script.widget_states.widgets) > MOST_STATES or _listed(said) > MOST_LISTED


def _parsed(data: bytes) -> BackMsg | None:
    """Return what a browser says; None where that cannot be read: Streamlit closes the connection."""
    try:
        return BackMsg.FromString(data)
    except DecodeError:
        return None


def _price(said: BackMsg) -> float:
    """Return as how many messages one counts, for what it holds."""
    widgets = said.rerun_script.widget_states.widgets
    json = sum(len(widget.json_value) + len(widget.json_trigger_value) for widget in widgets)
    return max(json / _JSON, len(widgets) / _STATES, _listed(said) / _LISTED)


def _listed(said: BackMsg) -> int:
    """Return how many values lie in the lists of a message."""
    alone = len(said.file_urls_request.file_names) + len(said.rerun_script.cached_message_hashes)
    return alone + sum(map(_listed_in, said.rerun_script.widget_states.widgets))


def _listed_in(widget: WidgetState) -> int:
    arrays = (widget.string_array_value, widget.double_array_value, widget.int_array_value)
    return sum(len(array.data) for array in arrays) + len(widget.file_uploader_state_value.uploaded_file_info)
