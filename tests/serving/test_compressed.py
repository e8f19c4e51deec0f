"""Promises of what compresses Streamlit's scripts and styles: once each, the same content, and nothing else."""

from __future__ import annotations

import asyncio
import gzip
import os
from collections import Counter
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.coroutines import held
from tests.serving.asgi import ask, asked, connection
from ui.serving.compressed import Compressed

SCRIPT = b"export const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];\n" * 1000
FOREVER = {"cache-control": "public, immutable, max-age=31536000"}
TAKES = {"accept-encoding": "gzip, deflate, br"}
PATH = "/static/js/index.DormvYxC.js"


@pytest.fixture
def served() -> Counter[str]:
    """Return how often the app behind was asked for each path."""
    return Counter()


@pytest.fixture
def app(tmp_path: Path, served: Counter[str]) -> ASGIApp:
    """Serve a script, as Streamlit does, and its page where there is no file of a name."""
    script = tmp_path / "script.js"
    script.write_bytes(SCRIPT)

    def answer(request: Request) -> Response:
        served[request.url.path] += 1
        if "there-is-none" in request.url.path:
            return Response("<!doctype html>" * 100, media_type="text/html", headers={"cache-control": "no-cache"})
        return FileResponse(script, headers=FOREVER)

    return Starlette(routes=[Route("/{path:path}", answer)], middleware=[Middleware(Compressed)])


def test_script_is_sent_compressed_and_is_the_same(app: ASGIApp) -> None:
    """Though the first who asks goes away at once, as `ask` does."""
    found = ask(app, connection(TAKES, path=PATH))
    assert found.status == 200
    assert found.headers["content-encoding"] == "gzip"
    assert int(found.headers["content-length"]) == len(found.body) < len(SCRIPT) / 10
    assert gzip.decompress(found.body) == SCRIPT
    assert (found.headers["cache-control"], found.headers["vary"]) == (FOREVER["cache-control"], "accept-encoding")
    assert "javascript" in found.headers["content-type"]


def test_each_is_compressed_once_for_a_class_that_comes_at_one_time(app: ASGIApp, served: Counter[str]) -> None:
    async def class_comes() -> list[bytes]:
        return [
            each.body for each in await asyncio.gather(*(asked(app, connection(TAKES, path=PATH)) for _ in range(30)))
        ]

    bodies = held(class_comes())
    assert {gzip.decompress(each) for each in bodies} == {SCRIPT}
    assert served == {PATH: 1}


@pytest.mark.parametrize(
    "asked_so",
    [
        {},
        {"accept-encoding": "identity"},
        {**TAKES, "range": "bytes=0-9"},
        {**TAKES, "if-none-match": '"another"'},
    ],
    ids=str,
)
def test_who_takes_no_gzip_or_a_part_gets_the_file_as_it_is(app: ASGIApp, asked_so: dict[str, str]) -> None:
    ask(app, connection(TAKES, path=PATH))  # so it is kept
    found = ask(app, connection(asked_so, path=PATH))
    assert "content-encoding" not in found.headers
    assert found.headers["content-length"] == ("10" if "range" in asked_so else str(len(SCRIPT)))


@pytest.mark.parametrize("path", ["/", "/static/media/font.woff2", "/static/js/a/../b.js", "/media/report.html"])
def test_all_else_passes(app: ASGIApp, path: str) -> None:
    assert "content-encoding" not in ask(app, connection(TAKES, path=path)).headers


def test_what_came_in_part_is_not_kept(served: Counter[str]) -> None:
    async def breaks_off(scope: Scope, receive: Receive, send: Send) -> None:
        served[scope["path"]] += 1
        headers = [(b"cache-control", b"immutable"), (b"content-length", b"%d" % len(SCRIPT))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": SCRIPT[:100]})

    app = Compressed(breaks_off)
    for _ in range(2):
        assert "content-encoding" not in ask(app, connection(TAKES, path=PATH)).headers
    assert served[PATH] == 4  # each time once to keep it, and once to answer


def test_names_that_are_made_up_are_not_kept(app: ASGIApp, served: Counter[str]) -> None:
    """Else somebody could fill the memory with them."""
    for path in (f"/static/js/there-is-none-{os.getpid()}.js", f"/static/css/there-is-none-{os.getpid()}.css"):
        before = served[path]
        for _ in range(3):
            assert ask(app, connection(TAKES, path=path)).headers["content-type"].startswith("text/html")
        assert served[path] >= before + 3
