"""The connections of open pages, by their visitor, so that those of somebody who has left the device can be ended.

Knows the connections of this process: of several servers behind one address, each ends its own, and a page that another
one holds stays its visitor's until it is loaded again. Knows how Streamlit lets a browser go to an address. Does not
know why somebody leaves.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_RESTARTS = 1012  # the code of a websocket that says: connect anew


class Connections:
    """The connections that are open. Of one event loop, from which alone it may be called."""

    def __init__(self) -> None:
        """Begin with none."""
        self._ends: defaultdict[str, set[asyncio.Timeout]] = defaultdict(set)

    async def hold(self, visitor: str, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let an app answer a visitor's websocket until it is closed, or until `end` is called for the visitor."""
        is_accepted = False

        async def send_noting(message: Message) -> None:
            nonlocal is_accepted
            is_accepted = is_accepted or message["type"] == "websocket.accept"
            await send(message)

        end = asyncio.timeout(None)
        self._ends[visitor].add(end)
        try:
            async with end:
                await app(scope, receive, send_noting)
        except TimeoutError:
            if not end.expired():
                raise
            if is_accepted:
                await send({"type": "websocket.send", "bytes": _begin_anew()})
            await send({"type": "websocket.close", "code": _RESTARTS})
        finally:
            self._let_go(visitor, end)

    def end(self, visitor: str) -> None:
        """End a visitor's connections: each of their pages is loaded anew, as whom the browser's cookie then names."""
        for end in self._ends.pop(visitor, ()):
            end.reschedule(0)

    def _let_go(self, visitor: str, end: asyncio.Timeout) -> None:
        self._ends[visitor].discard(end)
        if not self._ends[visitor]:
            del self._ends[visitor]


def _begin_anew() -> bytes:
    """Return what lets a browser open the first page: one that only connects again would still show what was there."""
    message = ForwardMsg()
    message.auth_redirect.url = "/"
    return message.SerializeToString()


CONNECTIONS = Connections()
