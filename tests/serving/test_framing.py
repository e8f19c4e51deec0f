"""Promises of frames: no page of somebody else's shows ours within it."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.browser.app import App
from tests.serving.asgi import ask, connection
from tests.serving.talking import fetched
from ui.serving.framing import Framing
from ui.serving.teacher import Teacher

_POLICY = b"content-security-policy"


def policies(path: str) -> list[bytes]:
    """Return the policies of what is answered; where there are several, browsers obey each."""
    found: list[bytes] = []

    async def heard(scope: Scope, receive: Receive, send: Send) -> None:
        async def hear(message: Message) -> None:
            found.extend(value for name, value in message.get("headers", []) if name == _POLICY)
            await send(message)

        await app()(scope, receive, hear)

    ask(heard, connection({"host": "192.0.2.1:8501"}, "192.0.2.7", path=path))
    return found


def app() -> ASGIApp:
    """Return what answers, with pages, files and the teacher's page."""

    def answer(request: Request) -> Response:
        kinds = {"/class": HTMLResponse("page"), "/kept": Response(status_code=304), "/file": PlainTextResponse("file")}
        return kinds[request.url.path]

    routes = [Route("/teacher", Teacher), *(Route(path, answer) for path in ("/class", "/kept", "/file"))]
    return Starlette(routes=routes, middleware=[Middleware(Framing)])


@pytest.mark.parametrize("path", ["/class", "/kept", "/file", "/nowhere"])
def test_our_pages_alone_may_frame_what_is_answered(path: str) -> None:
    assert policies(path) == [b"frame-ancestors 'self'"]


def test_teachers_page_keeps_its_own_policy_and_nothing_frames_it() -> None:
    (policy,) = policies("/teacher")
    assert b"frame-ancestors 'none'" in policy
    assert b"default-src 'none'" in policy


def test_each_page_of_the_app_says_who_may_frame_it(tmp_path: Path) -> None:
    server = App(tmp_path)
    try:
        for path in ("/", "/class", "/teacher"):
            assert "frame-ancestors" in fetched(server.url, path, {})[1].get("content-security-policy", "")
    finally:
        server.stop()
