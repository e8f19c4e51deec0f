"""Promises of who comes: the computer itself is known by what cannot be forged, a pupil by a cookie, all else is taken.

Each line of the first table would make a pupil a teacher if it were believed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from model.errors import SettingError
from model.people import tokens
from model.people.passcode import set_passcode
from model.people.visitor import TEACHER
from tests.coroutines import held
from tests.serving.asgi import ask, connection
from ui.classroom.presence import PRESENCE
from ui.serving.visitors import (
    LOCAL,
    PUPIL_COOKIE,
    TEACHER_COOKIE,
    VISITOR,
    Visitors,
    address,
    is_local,
    is_same_origin,
)

HERE = {"host": "localhost:8501", "origin": "http://localhost:8501"}
NO_TEACHERS = {
    "of another device": ({}, "192.0.2.7"),
    "of another device, by IPv6": ({}, "2001:db8::7"),
    "of another device that claims to be this one": ({"x-forwarded-for": "127.0.0.1"}, "192.0.2.7"),
    "without an address": ({}, None),
    "of a page on another port": ({"origin": "http://localhost:3000"}, "127.0.0.1"),
    "of a page on the usual port": ({"origin": "http://localhost"}, "127.0.0.1"),
    "of a foreign page": ({"origin": "https://evil.test"}, "127.0.0.1"),
    "of a foreign page with our name before its own": ({"origin": "http://localhost:8501.evil.test"}, "127.0.0.1"),
    "of a foreign page with our name as a user": ({"origin": "http://localhost:8501@evil.test"}, "127.0.0.1"),
    "of a page in a sandbox": ({"origin": "null"}, "127.0.0.1"),
    "of an extension": ({"origin": "chrome-extension://localhost:8501"}, "127.0.0.1"),
    "of no origin at all": ({"origin": ""}, "127.0.0.1"),
    "of a name that was bent to this computer": (
        {"host": "evil.test:8501", "origin": "http://evil.test:8501"}, "127.0.0.1"),
    "of a name that ends as ours": (
        {"host": "evil.localhost.test", "origin": "http://evil.localhost.test"}, "127.0.0.1"),
    "of the address for all": ({"host": "0.0.0.0:8501", "origin": "http://0.0.0.0:8501"}, "127.0.0.1"),
    "of this computer by its address in the network": (
        {"host": "192.0.2.1:8501", "origin": "http://192.0.2.1:8501"}, "192.0.2.1"),
    "of a host with a user": ({"host": "evil.test@localhost:8501", "origin": "http://localhost:8501"}, "127.0.0.1"),
    "of no host": ({"host": "", "origin": "http://"}, "127.0.0.1"),
    **{f"through a proxy that adds {name}": ({name: "198.51.100.9"}, "127.0.0.1") for name in (
        "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded", "forwarded",
        "x-real-ip", "via", "cf-connecting-ip", "true-client-ip", "x-client-ip", "x-envoy-external-address",
        "x-amzn-trace-id", "x-original-host", "fly-client-ip", "tailscale-user-login")},
}  # fmt: skip
MALFORMED = ("http://[", "http://[::1", "http://]", "//", "http://\x00", "http://a:b:c", "http://é", "\xff", "[" * 9999)


def seen(scope: Scope) -> Headers:
    """Return the headers that an app behind `Visitors` is given for a connection; it must be given it."""
    found: list[Headers] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        found.append(Headers(scope=scope))
        await send({"type": "http.response.start", "status": 200, "headers": []})

    ask(Visitors(app), scope)
    return found[0]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(("client", "host"), [
    ("127.0.0.1", "localhost:8501"), ("127.0.0.1", "127.0.0.1:8501"), ("::1", "[::1]:8501"), ("127.0.0.1", "localhost"),
    ("::ffff:127.0.0.1", "127.0.0.1:8501"), ("::1", "LOCALHOST:8501"), ("127.0.0.2", "127.0.0.1:8501"),
])  # fmt: skip
def test_browser_on_this_computer_is_the_teachers(client: str, host: str, kind: str) -> None:
    assert is_local(connection({"host": host, "origin": f"http://{host}"}, client, kind=kind))


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("name", NO_TEACHERS)
def test_no_teacher_comes(name: str, kind: str) -> None:
    headers, client = NO_TEACHERS[name]
    assert not is_local(connection({**HERE, **headers}, client, kind=kind))


def test_program_on_this_computer_reads_and_opens_no_page() -> None:
    assert is_local(connection())
    assert not is_local(connection(kind="websocket"))


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_foreign_page_fetches_without_an_origin_is_not_the_computers_own(site: str) -> None:
    assert not is_local(connection({"sec-fetch-site": site}))
    assert is_local(connection({"sec-fetch-site": "none"}))


@pytest.mark.parametrize("off", ["0", " 0", "false", "False", "no", "OFF"])
def test_a_switch_says_that_there_is_a_proxy(off: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_TRUST_LOCAL", off)
    assert not is_local(connection(HERE))


@pytest.mark.parametrize("on", ["1", "true", "yes", "On", ""])
def test_the_switch_may_be_on(on: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_TRUST_LOCAL", on)
    assert is_local(connection(HERE))


def test_nobody_is_the_teacher_by_a_switch_that_says_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_TRUST_LOCAL", "perhaps")
    with pytest.raises(SettingError, match="switched off by 0"):
        is_local(connection(HERE))


@pytest.mark.parametrize(("origin", "host"), [
    ("https://school.test", "school.test"), ("http://school.test", "school.test:80"),
    ("https://school.test:443", "school.test"), ("http://School.Test:8501", "school.test:8501"),
    ("http://[2001:db8::1]:8501", "[2001:db8::1]:8501"),
])  # fmt: skip
def test_own_page_is_known_by_name_and_port(origin: str, host: str) -> None:
    assert is_same_origin(connection({"host": host, "origin": origin}))


def test_another_port_is_another_page() -> None:
    for origin, host in (("http://a.test", "a.test:443"), ("https://a.test", "a.test:80"), ("http://a:81", "a:8181")):
        assert not is_same_origin(connection({"host": host, "origin": origin}))


@pytest.mark.parametrize("value", MALFORMED)
def test_malformed_headers_are_a_strangers_and_no_fault(value: str) -> None:
    for name in ("origin", "host", "cookie", "x-forwarded-for", "x-forwarded-proto", "accept"):
        scope = connection({**HERE, "cookie": f"{PUPIL_COOKIE}={value}", name: value})
        assert tokens.pupil_id(seen(scope)[VISITOR]) == ""
        assert len(seen(scope)[VISITOR]) == 16
        address(scope)
    assert not is_same_origin(connection({"origin": value, "host": value}))


def test_what_a_browser_claims_of_itself_is_taken_away() -> None:
    claimed = {"inkling-local": "1", "Inkling-Visitor": "f" * 16, "INKLING-LOCAL": "1"}
    headers = seen(connection(claimed, "192.0.2.7"))
    assert headers.getlist(LOCAL) == [""]
    assert headers.getlist(VISITOR) != ["f" * 16]
    assert len(headers.getlist(VISITOR)) == 1


def test_headers_are_read_however_they_are_written() -> None:
    assert seen(connection())[LOCAL] == "1"
    assert seen(connection({"X-Forwarded-For": "192.0.2.7"}))[LOCAL] == ""
    assert seen(connection({"Origin": "http://localhost:3000"}))[LOCAL] == ""


def test_pupil_is_given_a_cookie_with_a_page_and_known_by_it() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"set-cookie", b"a=b")]})

    page = {"accept": "text/html,application/xhtml+xml"}
    kept = ask(Visitors(app), connection(page)).headers["set-cookie"]
    assert kept.startswith(f"{PUPIL_COOKIE}=")
    assert kept.split("; ")[1:] == ["HttpOnly", "Max-Age=31536000", "Path=/", "SameSite=lax"]
    cookie = kept.split(";")[0]
    known = [seen(connection({"cookie": f'x y="[; {cookie}; z'}, kind=kind))[VISITOR] for kind in ("http", "websocket")]
    assert known == [tokens.pupil_id(cookie.split("=")[1])] * 2
    for asked in ({**page, "cookie": cookie}, {"accept": "image/png"}):
        assert PUPIL_COOKIE not in ask(Visitors(app), connection(asked)).headers["set-cookie"]


def test_page_is_there_also_where_no_cookie_can_be_made(home: Path) -> None:
    home.write_text("no folder")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    assert ask(Visitors(app), connection({"accept": "text/html"})) == (200, {}, b"")


def test_open_pages_are_counted_and_foreign_ones_refused() -> None:
    counted: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        counted.append(PRESENCE.pages())
        raise ConnectionError

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def connect(**headers: str) -> Any:
        await Visitors(app)(connection({**HERE, **headers}, kind="websocket"), None, send)  # type: ignore[arg-type]

    for __ in range(2):
        with pytest.raises(ConnectionError):
            held(connect())
    held(connect(origin="http://localhost:8502"))
    assert counted == [1, 1]
    assert PRESENCE.pages() == 0
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_teachers_are_here_and_no_pupils_at_whichever_device() -> None:
    set_passcode("open sesame", TEACHER)
    counted: list[tuple[int, int]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        counted.append((len(PRESENCE.ids()), len(PRESENCE.pupils())))
        await send({"type": "http.response.start", "status": 200, "headers": []})

    for headers, client in (
        (HERE, "127.0.0.1"),
        ({"cookie": f"{TEACHER_COOKIE}={tokens.teacher_token()}"}, "192.0.2.7"),
        ({"cookie": f"{TEACHER_COOKIE}=teacher"}, "192.0.2.7"),
    ):
        ask(Visitors(app), connection(headers, client, kind="websocket"))
    assert counted == [(1, 0), (1, 0), (1, 1)]


FORWARDED = "203.0.113.5, 198.51.100.9"


@pytest.mark.parametrize(("trust", "headers", "client", "server", "wanted"), [
    ("1", {}, "192.0.2.7", "192.0.2.1", "192.0.2.7"),
    ("1", {}, "::ffff:192.0.2.7", "::ffff:192.0.2.1", "192.0.2.7"),
    ("1", {}, "fe80::7%eth0", "fe80::2", "fe80::7"),
    ("1", {"x-forwarded-for": FORWARDED}, "192.0.2.7", "192.0.2.1", "192.0.2.7"),
    ("1", {"x-forwarded-for": FORWARDED}, "198.51.100.9", "127.0.0.1", "127.0.0.1"),  # as the server has changed it
    ("0", {}, "192.0.2.7", "192.0.2.1", "192.0.2.7"),
    ("0", {"x-forwarded-for": FORWARDED}, "127.0.0.1", "127.0.0.1", "198.51.100.9"),
    ("0", {"x-forwarded-for": "a, 198.51.100.9:4711"}, "127.0.0.1", "127.0.0.1", "198.51.100.9"),
    ("0", {"x-forwarded-for": "[2001:db8::7]:4711"}, "127.0.0.1", "127.0.0.1", "2001:db8::7"),
    ("0", {"x-forwarded-for": "2001:db8::7"}, "127.0.0.1", "127.0.0.1", "2001:db8::7"),
    ("0", {"x-forwarded-for": "unknown"}, "127.0.0.1", "127.0.0.1", "127.0.0.1"),
])  # fmt: skip
def test_address_is_the_peers_or_what_our_own_proxy_wrote(
    trust: str, headers: dict[str, str], client: str, server: str, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_TRUST_LOCAL", trust)
    assert address(connection(headers, client, server)) == wanted


def test_of_several_headers_the_last_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_TRUST_LOCAL", "0")
    scope = connection()
    scope["headers"] += [(b"x-forwarded-for", b"203.0.113.5"), (b"x-forwarded-for", b"198.51.100.9")]
    assert address(scope) == "198.51.100.9"
    assert address(connection(client=None)) == ""
