"""Promises of the limits: who may not come in is told why, and who asks without end waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.types import Message, Receive, Scope, Send

from model.languages.translation import in_language
from model.people import tokens
from model.people.passcode import set_passcode
from model.people.visitor import TEACHER
from tests.coroutines import held
from ui.serving import incoming, limits, pace, sessions
from ui.serving.limits import Limits
from ui.serving.visitors import PUPIL_COOKIE, TEACHER_COOKIE, Visitors

MB = 1_000_000
ids: Iterator[str] = iter(f"{number:016x}" for number in range(10_000))


class Server:
    """The middleware of the app, before an app that says "page" and keeps its sockets open.

    Attributes:
        let_in: sockets that reached the app.
    """

    def __init__(self) -> None:
        """Begin without anybody."""
        self.let_in = 0
        self._closing: list[asyncio.Event] = []
        self._app = Visitors(Limits(self._answer))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            self.let_in += 1
            self._closing.append(closing := asyncio.Event())
            await closing.wait()
            return
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"page"})

    async def ask(
        self, path: str = "/", *, cookie: str = "", address: str = "192.0.2.1", **headers: str
    ) -> tuple[int, str, dict[str, str]]:
        """Return status, text and headers of what is answered to somebody who opens a page."""
        sent: list[Message] = []
        given = {"accept": "text/html", "cookie": cookie, **headers}
        await self._app(self._scope("http", path, address, given), _nothing, _into(sent))
        text = b"".join(each.get("body", b"") for each in sent).decode()
        return sent[0]["status"], text, {name.decode(): value.decode() for name, value in sent[0]["headers"]}

    async def connect(self, *, cookie: str = "", address: str = "192.0.2.1") -> bool:
        """Open a socket, and return whether that was let in; it stays open."""
        sent: list[Message] = []
        before = self.let_in
        asking = self._app(
            self._scope("websocket", "/_stcore/stream", address, {"cookie": cookie}), _nothing, _into(sent)
        )
        task = asyncio.ensure_future(asking)
        for _ in range(5):
            await asyncio.sleep(0)
        assert task.done() == (self.let_in == before)
        return self.let_in > before

    async def close_one(self) -> None:
        """Close the oldest socket."""
        self._closing.pop(0).set()
        for _ in range(5):
            await asyncio.sleep(0)

    def _scope(self, kind: str, path: str, address: str, headers: dict[str, str]) -> Scope:
        encoded = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items() if value]
        return {
            "type": kind, "method": "GET", "path": path, "query_string": b"", "headers": encoded,
            "client": (address, 50_000), "server": ("192.0.2.9", 8501), "scheme": "http",
        }  # fmt: skip


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def _into(sent: list[Message]) -> Send:
    async def send(message: Message) -> None:
        sent.append(message)

    return send


def pupil() -> str:
    """Return the cookie of a pupil who has been here before, another one each time."""
    return f"{PUPIL_COOKIE}={tokens.pupil_token(next(ids))}"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let time stand still but where it is set forward."""
    now = [0.0]
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


@pytest.fixture(autouse=True)
def quick(home: Path, clock: Callable[[float], None], monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let nobody wait, but say for how long it would be; and no page be there whose files could go."""
    slept: list[float] = []
    home.mkdir()
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        if seconds:
            slept.append(seconds)
        await real(0)

    for module in (limits, sessions):
        monkeypatch.setattr(module, "asyncio", SimpleNamespace(sleep=sleep, get_running_loop=asyncio.get_running_loop))
    monkeypatch.setattr(incoming.Incoming, "let_go_later", lambda self: None)
    return slept


def test_full_class_is_one_sentence_and_who_leaves_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_SESSIONS", "3")

    async def play() -> None:
        server = Server()
        seated = pupil()
        assert [await server.connect(cookie=each) for each in (seated, pupil(), pupil(), pupil())] == [True] * 3 + [
            False
        ]
        status, said, headers = await server.ask(cookie=pupil())
        assert status == 503
        assert "<p>The class is full: as many pages are open" in said
        assert '<html lang="en">' in said
        assert int(headers["retry-after"]) > 0
        assert (await server.ask(cookie=seated))[0] == 200  # loads the page anew: its own socket closes then
        assert (await server.ask("/static/x.js", cookie=pupil(), accept="*/*"))[0] == 200
        await server.close_one()
        assert (await server.ask(cookie=pupil()))[0] == 200
        assert await server.connect(cookie=pupil())

    held(play())


def test_who_asks_for_the_health_is_let_in_where_the_class_is_full_and_waits_for_no_page(
    monkeypatch: pytest.MonkeyPatch, quick: list[float]
) -> None:
    """Behind a proxy that says nothing of who asks, all come from one address: its own."""
    monkeypatch.setenv("INKLING_SESSIONS", "1")

    async def play() -> None:
        server = Server()
        assert await server.connect(cookie=pupil())
        assert [(await server.ask())[0] for __ in range(300)][-1] in (429, 503)
        quick.clear()
        assert [(await server.ask(path))[0] for path in ("/health/live", "/health/ready")] == [200, 200]
        assert quick == []
        assert [(await server.ask("/health/ready"))[0] for __ in range(400)][-1] == 429  # a flood waits all the same

    held(play())


def test_refusal_is_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_SESSIONS", "1")

    async def play() -> None:
        server = Server()
        assert await server.connect(cookie=pupil())
        said = (await server.ask(cookie=pupil(), accept_language="zh-CN,en;q=0.5"))[1]
        assert '<html lang="zh-CN">' in said
        assert in_language(sessions.FULL, "zh_CN") in said
        assert in_language(sessions.FULL, "zh_CN") != sessions.FULL

    held(play())


def test_one_browser_opens_eight_pages_and_one_address_two_hundred() -> None:
    async def play() -> None:
        server = Server()
        greedy = pupil()
        opened = [await server.connect(cookie=greedy) for _ in range(sessions.OF_BROWSER + 1)]
        assert opened == [True] * sessions.OF_BROWSER + [False]
        assert "open in this browser" in (await server.ask(cookie=greedy))[1]
        for _ in range(sessions.OF_ADDRESS - sessions.OF_BROWSER):
            assert await server.connect(cookie=pupil())
        assert not await server.connect(cookie=pupil())
        assert await server.connect(cookie=pupil(), address="192.0.2.2")

    held(play())


def test_browsers_without_a_cookie_come_at_a_bounded_pace_and_who_came_before_is_let_in(
    clock: Callable[[float], None],
) -> None:
    async def play() -> None:
        server = Server()
        came = [(await server.ask())[0] for _ in range(sessions.NEW_A_MINUTE + 1)]
        assert came == [200] * sessions.NEW_A_MINUTE + [503]
        assert "Too many come at once." in (await server.ask())[1]
        assert not await server.connect()
        assert await server.connect(cookie=pupil())
        assert (await server.ask(address="192.0.2.2"))[0] == 200
        clock(1)
        assert (await server.ask())[0] == 200

    held(play())


def test_teacher_is_never_kept_out(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("INKLING_SESSIONS", "1")
    set_passcode("a passcode", TEACHER)

    async def play() -> None:
        server = Server()
        token = f"{TEACHER_COOKIE}={tokens.teacher_token()}"
        assert await server.connect(cookie=pupil())
        assert (await server.ask(cookie=token))[0] == 200
        assert all([await server.connect(cookie=token) for _ in range(sessions.OF_BROWSER + 2)])
        assert (await server.ask("/teacher", cookie=pupil()))[0] == 200
        assert (await server.ask(cookie=f"{TEACHER_COOKIE}=forged"))[0] == 503

    held(play())


def test_who_asks_without_end_waits_and_then_is_refused_and_nobody_else_is(quick: list[float]) -> None:
    async def play() -> None:
        server = Server()
        flooder = pupil()
        answered = [(await server.ask("/x", cookie=flooder, accept="*/*"))[0] for _ in range(400)]
        assert answered[0] == 200
        assert answered[-1] == 429
        assert answered.count(200) == 301  # 200 at once, 100 that waited for up to 10 s, and the one in between
        assert max(quick) <= 10.1
        quick.clear()
        assert (await server.ask("/x", cookie=pupil(), accept="*/*"))[0] == 200
        assert quick == []

    held(play())


def test_who_opens_and_closes_pages_without_end_waits(quick: list[float]) -> None:
    async def play() -> None:
        server = Server()
        restless = pupil()
        for _ in range(30):
            assert await server.connect(cookie=restless)
            await server.close_one()
        assert max(quick) == 10  # 20 at once, then one a second; the clock stands still

    held(play())
