"""Streamlit's scripts and styles, sent compressed: thirty phones that come at one time share one wireless network.

Streamlit sends them as they are, for it would compress them at each request; here each is compressed once, and kept.
Knows HTTP as ASGI gives it. Does not know what a file holds.
"""

from __future__ import annotations

import asyncio
import gzip
import re

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FILE = re.compile(r"/static/(?:js|css)/[\w.-]+\.(?:js|css)")
_NOT_WHOLE = ("range", "if-none-match", "if-modified-since", "if-range")  # who says so wants a part, or perhaps nothing
_OF_THE_FILE = ("content-length", "accept-ranges")  # true of what is not compressed


class Compressed:
    """ASGI middleware: sends a file of Streamlit's compressed to who takes that, and lets all else pass."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an app."""
        self._app = app
        self._kept: dict[str, Response] = {}  # by path; of files that never change alone, so there are few hundred
        self._one_at_a_time = asyncio.Lock()  # a class that comes has each file compressed once

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what was compressed before, else let the app answer."""
        if not _may_be_compressed(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path not in self._kept:
            async with self._one_at_a_time:
                if path not in self._kept and (answer := await self._compressed(scope)):
                    self._kept[path] = answer
        await self._kept.get(path, self._app)(scope, receive, send)

    async def _compressed(self, scope: Scope) -> Response | None:
        """Return what the app answers, compressed; None where that is not whole, or may be other the next time."""
        said: list[Message] = []

        async def stay() -> Message:
            await asyncio.Event().wait()  # who asked may go away meanwhile: others want it, too
            raise AssertionError

        async def hear(message: Message) -> None:
            said.append(message)

        await self._app(scope, stay, hear)
        start, *parts = said
        headers, body = Headers(raw=start["headers"]), b"".join(part.get("body", b"") for part in parts)
        stays = start["status"] == 200 and "immutable" in headers.get("cache-control", "")
        if not stays or headers.get("content-length") != str(len(body)):
            return None
        body = await run_in_threadpool(gzip.compress, body)
        kept = {name: value for name, value in headers.items() if name not in _OF_THE_FILE}
        return Response(body, headers={**kept, "content-encoding": "gzip", "vary": "accept-encoding"})


def _may_be_compressed(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or not _FILE.fullmatch(scope["path"]):
        return False
    headers = Headers(scope=scope)
    return "gzip" in headers.get("accept-encoding", "") and not any(name in headers for name in _NOT_WHOLE)
