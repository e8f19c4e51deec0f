"""Promises of `/teacher`: who types the passcode is the teacher; guesses are few, and no foreign page guesses."""

from __future__ import annotations

import asyncio
import threading

import pytest
from starlette.types import ASGIApp

from model.errors import DatabaseError
from model.people import passcode, tokens
from model.people.passcode import set_passcode
from model.people.visitor import TEACHER
from model.storage.database import kept_values
from tests.coroutines import held
from tests.serving.asgi import Answer, ask, asked, connection
from ui.serving.visitors import TEACHER_COOKIE

PHONE = {"host": "192.0.2.1:8501", "origin": "http://192.0.2.1:8501"}
RIGHT, WRONG = b"passcode=open+sesame", b"passcode=open+wide"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the passcode, and let a guess be looked at in no time."""
    set_passcode("open sesame", TEACHER)
    monkeypatch.setattr(passcode, "is_right", lambda guess: guess == "open sesame")


def guess(app: ASGIApp, body: bytes = RIGHT, client: str = "192.0.2.7", **headers: str) -> Answer:
    """Return what comes of a guess on a phone."""
    return ask(app, connection({**PHONE, **headers}, client, method="POST", path="/teacher"), body)


def look(app: ASGIApp, client: str = "192.0.2.7", **headers: str) -> str:
    """Return the page that a phone is shown."""
    answer = ask(app, connection({"host": PHONE["host"], **headers}, client, path="/teacher"))
    assert answer.status == 200
    return answer.body.decode()


def test_who_types_the_passcode_is_the_teacher_on_that_device_until_done(app: ASGIApp) -> None:
    assert "python -m model passcode</code>" in look(app)
    assert guess(app).status == 403
    set_passcode("open sesame", TEACHER)
    assert 'type="password" autocomplete="current-password"' in look(app)
    answer = guess(app)
    assert (answer.status, answer.headers["location"]) == (303, "/class")
    cookie, *rules = answer.headers["set-cookie"].split("; ")
    assert rules == ["HttpOnly", "Max-Age=36000", "Path=/", "SameSite=strict"]
    name, token = cookie.split("=")
    assert name == TEACHER_COOKIE
    assert tokens.is_teachers(token)
    assert "I am done here" in look(app, cookie=cookie)
    done = guess(app, b"done=1", cookie=cookie)
    assert (done.status, done.headers["location"]) == (303, "/teacher")
    assert "Max-Age=0" in done.headers["set-cookie"]
    assert not tokens.is_teachers(token)


def test_where_nothing_can_be_kept_a_sentence_says_so_and_all_stays_as_it_was(
    quick: None, app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise DatabaseError("database", "The database cannot be used: {fault}.", fault="full")

    with monkeypatch.context() as patch:
        patch.setattr(kept_values, "writing", broken)
        refused = guess(app)  # there is no key yet
    assert (refused.status, "set-cookie" in refused.headers) == (503, False)
    assert "The database cannot be used: full." in refused.body.decode()
    token = tokens.teacher_token()
    monkeypatch.setattr(kept_values, "writing", broken)
    refused = guess(app, b"done=1", cookie=f"{TEACHER_COOKIE}={token}")
    assert (refused.status, "set-cookie" in refused.headers) == (503, False)
    assert "The database cannot be used: full." in refused.body.decode()
    assert "I am done here" in refused.body.decode()
    assert tokens.is_teachers(token)


def test_by_https_the_cookie_goes_by_https_alone(quick: None, app: ASGIApp) -> None:
    secure = {"host": "school.test", "origin": "https://school.test", "x-forwarded-proto": "https"}
    assert "Secure" in guess(app, **secure).headers["set-cookie"]


def test_who_sits_at_the_computer_need_not_type(app: ASGIApp) -> None:
    assert "without a passcode" in look(app, "127.0.0.1", host="localhost:8501")


def test_page_speaks_the_language_of_who_asks(quick: None, app: ASGIApp) -> None:
    german = {"accept-language": "de-DE,zh-CN;q=0.5"}
    for headers in ({"cookie": "inkling-language=zh_CN"}, {"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"}, german):
        assert '<html lang="zh-CN">' in look(app, **headers)
    for headers in (
        {},
        {"accept-language": "*"},
        {"accept-language": ";;q=,,\xff"},
        {"cookie": "inkling-language=\xff"},
    ):
        assert '<html lang="en">' in look(app, **headers)


def test_no_other_page_shows_it_or_gets_what_is_typed(app: ASGIApp) -> None:
    headers = ask(app, connection(path="/teacher")).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "form-action 'self'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("origin", ["", "null", "http://evil.test", "https://192.0.2.1:8502", "http://["])
@pytest.mark.parametrize("body", [RIGHT, b"done=1"])
def test_foreign_page_neither_guesses_nor_ends_anything(body: bytes, origin: str, quick: None, app: ASGIApp) -> None:
    token = tokens.teacher_token()
    answer = guess(app, body, origin=origin, cookie=f"{TEACHER_COOKIE}={token}")
    assert answer.status == 403
    assert TEACHER_COOKIE not in answer.headers.get("set-cookie", "")
    assert tokens.is_teachers(token)
    scope = connection({"host": PHONE["host"]}, "192.0.2.7", method="POST", path="/teacher")
    assert ask(app, scope, body).status == 403  # no origin at all


def test_five_wrong_guesses_of_an_address_and_thirty_of_all(quick: None, app: ASGIApp) -> None:
    for __ in range(9):
        assert guess(app).status == 303  # right ones are not counted
    phones = [f"192.0.2.{at}" for at in range(10, 16)]
    for phone in phones:
        assert [guess(app, WRONG, phone).status for __ in range(5)] == [403] * 5
        if phone != phones[-1]:
            refused = guess(app, RIGHT, phone)
            assert refused.status == 429
            assert 0 < int(refused.headers["retry-after"]) <= 60
            assert "Wait a minute" in refused.body.decode()
            assert guess(app, RIGHT, "192.0.2.9").status == 303
    assert guess(app, RIGHT, "192.0.2.9").status == 429


def test_guesses_that_come_together_are_counted_before_they_are_looked_at(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_passcode("open sesame", TEACHER)
    looked, most, lock = [0], [0], threading.Lock()
    begun = threading.Event()

    def slowly(guess: str) -> bool:
        with lock:
            looked[0] += 1
            most[0] = max(most[0], looked[0])
        begun.wait(0.05)
        with lock:
            looked[0] -= 1
        return False

    monkeypatch.setattr(passcode, "is_right", slowly)

    async def all_at_once() -> list[int]:
        phones = [f"192.0.2.{at // 10}" for at in range(100)]
        scopes = [connection(PHONE, phone, method="POST", path="/teacher") for phone in phones]
        return [answer.status for answer in await asyncio.gather(*(asked(app, scope, WRONG) for scope in scopes))]

    statuses = held(all_at_once())
    assert (statuses.count(403), statuses.count(429)) == (30, 70)
    assert most == [2]


@pytest.mark.parametrize(("body", "status"), [
    (b"x" * 5000, 413), (b"passcode=" + b"x" * 4000, 403), (b"", 403), (b"\xff\xfe&=&&passcode", 403),
    (b"passcode=%ff%00%", 403), (b'{"passcode": "open sesame"}', 403),
])  # fmt: skip
def test_what_is_no_passcode_is_a_sentence(body: bytes, status: int, app: ASGIApp) -> None:
    set_passcode("open sesame", TEACHER)
    answer = guess(app, body)
    assert answer.status == status
    assert 'role="alert"' in answer.body.decode()


def test_many_parts_are_counted_as_they_come(app: ASGIApp) -> None:
    scope = connection(PHONE, "192.0.2.7", method="POST", path="/teacher")
    assert ask(app, scope, *[b"x" * 1000] * 100).status == 413


def test_nothing_but_looking_and_typing(app: ASGIApp) -> None:
    for method in ("PUT", "DELETE", "OPTIONS"):
        assert ask(app, connection(PHONE, "192.0.2.7", method=method, path="/teacher")).status == 405
