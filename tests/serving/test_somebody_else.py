"""Promises of `/somebody-else`: a device is another pupil's from then on; no foreign page lets it be."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from model.errors import DatabaseError
from model.people import tokens
from tests.serving.asgi import Answer, ask, connection
from ui.serving.visitors import PUPIL_COOKIE

PHONE = {"host": "192.0.2.1:8501", "origin": "http://192.0.2.1:8501"}


def press(app: ASGIApp, **headers: str) -> Answer:
    """Return what comes of the press on a tablet."""
    scope = connection({**PHONE, **headers}, "192.0.2.7", method="POST", path="/somebody-else")
    return ask(app, scope, b"")


def test_device_is_another_pupils_from_then_on(app: ASGIApp) -> None:
    scope = connection({"host": PHONE["host"]}, "192.0.2.7", path="/somebody-else")
    assert "Who used this device before keeps their digits" in ask(app, scope).body.decode()
    started: list[Message] = []

    async def kept(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_keep(message: Message) -> None:
            started.append(message)
            await send(message)

        await app(scope, receive, send_and_keep)

    answer = press(kept, cookie=f"{PUPIL_COOKIE}={tokens.pupil_token('a' * 16)}")
    assert (answer.status, answer.headers["location"]) == (303, "/class")
    pupil, lesson = Headers(raw=started[0]["headers"]).getlist("set-cookie")
    name, token = pupil.split("; ")[0].split("=")
    assert name == PUPIL_COOKIE
    assert tokens.pupil_id(token) not in ("", "a" * 16)
    assert lesson.startswith('inkling-lesson="";')
    assert "Max-Age=0" in lesson


@pytest.mark.parametrize("origin", ["http://192.0.2.9:8501", "null"])
def test_page_of_somebody_elses_changes_nobody(origin: str, app: ASGIApp) -> None:
    answer = press(app, origin=origin, cookie=f"{PUPIL_COOKIE}={tokens.pupil_token('a' * 16)}")
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


def test_without_a_database_it_says_so(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_visitor: str) -> str:
        raise DatabaseError("database", "The database cannot be used: {fault}.", fault="gone")

    cookie = f"{PUPIL_COOKIE}={tokens.pupil_token('a' * 16)}"
    monkeypatch.setattr(tokens, "pupil_token", fails)
    answer = press(app, cookie=cookie)
    assert answer.status == 503
    assert "The database cannot be used: gone." in answer.body.decode()
