"""Promises of `/somebody-else`: a device is another pupil's from then on; no foreign page lets it be."""

from __future__ import annotations

import asyncio

import pytest
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from model.errors import DatabaseError
from model.people import tokens
from tests.coroutines import held
from tests.serving.asgi import Answer, ask, asked, connection
from ui.serving import somebody_else
from ui.serving.visitors import PUPIL_COOKIE, Visitors

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


def test_pages_that_the_pupil_before_has_open_end_and_no_others(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(somebody_else, "_ARRIVES", 0)
    sent: dict[str, list[str]] = {"a": [], "b": []}

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        await receive()

    async def open_page(pupil: str) -> None:
        async def send(message: Message) -> None:
            sent[pupil].append(message["type"])

        said = {**PHONE, "cookie": f"{PUPIL_COOKIE}={tokens.pupil_token(pupil * 16)}"}
        await Visitors(page)(connection(said, "192.0.2.7", kind="websocket"), asyncio.Event().wait, send)

    async def all_together() -> None:
        pages = [asyncio.create_task(open_page(pupil)) for pupil in ("a", "a", "b")]
        await asyncio.sleep(0)
        said = {**PHONE, "cookie": f"{PUPIL_COOKIE}={tokens.pupil_token('a' * 16)}"}
        await asked(app, connection(said, "192.0.2.7", method="POST", path="/somebody-else"))
        await asyncio.wait(pages[:2], timeout=10)

    held(all_together())
    assert sent["a"][:2] == ["websocket.accept"] * 2
    assert sent["a"][2:] == ["websocket.send", "websocket.close"] * 2
    assert sent["b"] == ["websocket.accept"]


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
