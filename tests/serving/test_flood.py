"""Promises on a real server: whoever floods it fills no memory and keeps nobody who draws from an answer."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus

from benchmarks.classroom.drawings import Hand, Step, hands
from benchmarks.classroom.floods import Flooder
from benchmarks.classroom.pupil import Pupil
from benchmarks.classroom.session import Tally, cookie_of_browser
from benchmarks.classroom.watched import Watched
from benchmarks.serving import serving
from tests.browser.app import App
from tests.coroutines import held

MB = 1_000_000
ROOM = 4  # pages


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Start the app once; who comes is a pupil."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STREAMLIT_SERVER_ADDRESS", "127.0.0.1")  # `serving` sets it: taken back with the others
        patch.setenv("INKLING_TRUST_LOCAL", "0")
        patch.setenv("INKLING_SESSIONS", str(ROOM))
        with serving(tmp_path_factory.mktemp("home")) as app:
            yield app


@pytest.fixture(scope="module")
def drawn() -> tuple[Hand, Step]:
    """Return a digit, and the blank paper."""
    (hand,), blank = hands(None, 1, digits=1)
    return hand, blank


@pytest.mark.slow
def test_flood_of_uploads_fills_no_memory_and_the_class_goes_on(app: App, drawn: tuple[Hand, Step]) -> None:
    async def play() -> None:
        tally = Tally()
        pupil, flooder = Pupil(app.url, tally, drawn[1]), Flooder(app.url, Tally(), drawn[1])
        await pupil.enter()
        await flooder.enter()
        server = Watched(app.process.pid)
        watching = asyncio.create_task(server.watch())
        statuses = [await flooder.upload(19 * MB) for _ in range(18)]
        assert statuses == [204] * 13 + [413] * 5  # 250 MB
        await pupil.give(drawn[0][0][0])
        await pupil.wait(30)
        watching.cancel()
        await flooder.leave()
        await pupil.leave()
        assert (len(tally.answers), dict(tally.errors)) == (1, {})
        assert server.peak() < server.samples[0][1] + 250 + 100  # MB

    held(play())


@pytest.mark.slow
def test_who_finds_no_room_is_told_and_those_who_are_in_go_on(app: App, drawn: tuple[Hand, Step]) -> None:
    async def play() -> None:
        tally = Tally()
        class_ = [Pupil(app.url, tally, drawn[1]) for _ in range(ROOM)]
        late = Pupil(app.url, Tally(), drawn[1])
        late.cookie = await asyncio.to_thread(cookie_of_browser, app.url)
        for pupil in class_:
            await pupil.enter()
        with pytest.raises(InvalidStatus):
            await late.enter()
        request = urllib.request.Request(app.url, headers={"Accept": "text/html", "Cookie": late.cookie})
        with pytest.raises(urllib.error.HTTPError) as refused:
            await asyncio.to_thread(urllib.request.urlopen, request)
        assert refused.value.code == 503
        assert "The class is full" in refused.value.read().decode()
        for pupil in class_:
            await pupil.give(drawn[0][0][0])
            await pupil.wait(30)
        assert (len(tally.answers), dict(tally.errors)) == (ROOM, {})
        await class_[0].leave()
        await late.enter()
        for pupil in (*class_[1:], late):
            await pupil.leave()

    held(play())
