"""Connections as a server hands them to an app, and what the app answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Message, Scope

from tests.coroutines import held


class Answer(NamedTuple):
    """What an app answered: a status, headers (each by its last value), and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


def connection(
    headers: Mapping[str, str] | None = None,
    client: str | None = "127.0.0.1",
    server: str = "127.0.0.1",
    kind: str = "http",
    method: str = "GET",
    path: str = "/",
) -> Scope:
    """Return what a server knows of a connection; Host is that of the computer itself, where none is given."""
    named = {"host": "localhost:8501", **(headers or {})}
    return {
        "type": kind,
        "method": method,
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in named.items()],
        "client": client and (client, 50000),
        "server": (server, 8501),
    }


def ask(app: ASGIApp, scope: Scope, *body: bytes) -> Answer:
    """Return what an app answers to a request, whose body comes in these parts."""
    return held(asked(app, scope, *body))


async def asked(app: ASGIApp, scope: Scope, *body: bytes) -> Answer:
    """Return what an app answers to a request, whose body comes in these parts; then who asked goes away."""
    parts = list(body) or [b""]
    sent: list[Message] = []

    async def receive() -> dict[str, Any]:
        if not parts:
            return {"type": "http.disconnect"}
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *rest = sent
    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], headers, b"".join(message.get("body", b"") for message in rest))
