"""Who may show our pages within theirs: nobody else.

In a frame that nobody sees, the teacher's computer would press for the page around it what only the teacher may.
Knows HTTP as ASGI gives it. Does not know what is answered.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = "content-security-policy"


class Framing:
    """ASGI middleware: each answer says that pages of this server alone may frame it, or keeps its own policy."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer a connection."""

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":  # also 304: a browser may have kept a page without a policy
                MutableHeaders(scope=message).setdefault(_POLICY, "frame-ancestors 'self'")
            await send(message)

        await self._app(scope, receive, send_with_policy)
