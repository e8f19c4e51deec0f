"""`/health/live` and `/health/ready`: whether this server answers at all, and whether it can serve a class.

For whoever shares out the visitors among servers, or starts one anew; open to all, as they tell nothing else.
Knows requests. Does not know what a class needs (see `readiness`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from streamlit import config

from model import events, release
from ui.serving import open_files
from ui.serving.lookout import looking_after_queue
from ui.serving.readiness import READINESS

LIVE, READY = "/health/live", "/health/ready"
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Live(HTTPEndpoint):
    """Says that this server answers."""

    async def get(self, request: Request) -> Response:
        """Return that it does; where nothing comes, start it anew."""
        return JSONResponse({"live": True}, headers=_HEADERS)


class Ready(HTTPEndpoint):
    """Says whether this server can serve a class."""

    async def get(self, request: Request) -> Response:
        """Return 200 where it can; else 503, with the parts that do not work: send visitors to another server."""
        failing = await READINESS.failing()
        return JSONResponse({"ready": not failing, "failing": failing}, 503 if failing else 200, _HEADERS)


@asynccontextmanager
async def told(app: object) -> AsyncIterator[None]:
    """Tell when this server begins and ends, what does not work, and what happens in between; see `model.events`.

    In between the queue is looked after.
    """
    events.to_stderr()
    open_files.raise_limit()
    events.event("server-started", inkling=release.number(), port=config.get_option("server.port"))
    READINESS.look()
    with looking_after_queue():
        yield
    events.event("server-ended")
