"""Promises of who is here: each visitor once, while a page is open; and whether another device has come."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import pytest

from tests.coroutines import held
from ui.classroom import address, presence
from ui.classroom.presence import Presence
from ui.serving.visitors import Visitors


def test_visitor_is_here_as_long_as_one_of_their_pages_is_open() -> None:
    here = Presence()
    with here.of("a", {"type": "websocket"}):
        with here.of("a", {"type": "websocket"}), here.of("b", {"type": "websocket"}):
            assert here.ids() == {"a", "b"}
        assert here.ids() == {"a"}
    assert here.ids() == set()


def test_teacher_at_another_device_is_here_and_no_pupil() -> None:
    here = Presence()
    with here.of("t", {"type": "websocket"}, is_teacher=True), here.of("a", {"type": "websocket"}):
        assert (here.ids(), here.pupils()) == ({"a", "t"}, {"a"})
        with here.of("t", {"type": "websocket"}):  # done as the teacher, and the page loaded again
            assert here.pupils() == {"a", "t"}
    assert here.pupils() == set()


def test_page_that_breaks_is_no_longer_here() -> None:
    here = Presence()
    with pytest.raises(OSError, match="gone"), here.of("a", {"type": "websocket"}):
        raise OSError("gone")
    assert here.ids() == set()


def test_request_is_nobody_who_stays() -> None:
    here = Presence()
    with here.of("a", {"type": "http"}):
        assert here.ids() == set()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "192.0.2.2", "::ffff:192.0.2.2", "", "no"])
def test_this_computer_is_no_other_device(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "own", lambda: {"127.0.0.1", "192.0.2.2"})
    here = Presence()
    here.came_from(host)
    assert not here.has_device_come()


@pytest.mark.parametrize("host", ["192.0.2.3", "fe80::1%eth0", "::ffff:192.0.2.3"])
def test_another_device_has_come_and_that_stays_so(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "own", lambda: {"127.0.0.1", "192.0.2.2"})
    here = Presence()
    here.came_from(host)
    here.came_from("127.0.0.1")
    assert here.has_device_come()


def test_server_tells_of_each_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    here, seen = Presence(), []
    monkeypatch.setattr("ui.serving.visitors.PRESENCE", here)

    async def app(scope: MutableMapping[str, Any], receive: object, send: object) -> None:
        seen.append(here.ids())

    async def nothing() -> dict[str, Any]:
        return {}

    async def taken(message: MutableMapping[str, Any]) -> None:
        pass

    scope = {"type": "websocket", "headers": [], "client": ("203.0.113.9", 5)}
    held(Visitors(app)(scope, nothing, taken))
    assert ([len(ids) for ids in seen], here.ids(), here.has_device_come()) == ([1], set(), True)
    assert presence.PRESENCE.ids() == set()
