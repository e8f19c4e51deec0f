"""Promises of tokens: nobody makes one, and the teacher's ends with the school day, the passcode, or a word."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from model.errors import DatabaseError
from model.people import tokens
from model.people.passcode import set_passcode
from model.people.visitor import TEACHER
from model.storage.database import kept_values

ID = "0123456789abcdef"


@pytest.fixture
def token(home: Path) -> str:
    """Return the token of who has typed the passcode."""
    set_passcode("open sesame", TEACHER)
    return tokens.teacher_token()


def restart() -> None:
    """Forget what a process knows."""
    kept_values._KNOWN._places.clear()
    tokens._ended.cache_clear()


def test_pupil_is_known_again_also_after_a_restart() -> None:
    token = tokens.pupil_token(ID)
    restart()
    assert tokens.pupil_id(token) == ID


@pytest.mark.parametrize("change", [
    lambda token: "", lambda token: ID, lambda token: f"{ID}.", lambda token: token[:-4],
    lambda token: token.replace(ID, "f" * 16), lambda token: f"{token}.{token}", lambda token: f"\xff{token}",
    lambda token: ".\ud800" + "é" * 9999,
])  # fmt: skip
def test_changed_token_is_nobodys(change: object) -> None:
    token = change(tokens.pupil_token(ID))  # type: ignore[operator]
    assert tokens.pupil_id(token) == ""
    assert not tokens.is_teachers(token)


def test_a_token_holds_for_its_own_role_and_its_own_inkling_alone(
    token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tokens.is_teachers(token)
    assert not tokens.is_teachers(tokens.pupil_token(ID))
    assert tokens.pupil_id(token) == ""
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "another"))
    set_passcode("open sesame", TEACHER)
    assert not tokens.is_teachers(token)


def test_teacher_stays_over_a_restart_and_not_over_the_day(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    restart()
    now = time.time()
    for passed, holds in ((0, True), (tokens.SCHOOL_DAY - 5, True), (tokens.SCHOOL_DAY + 5, False)):
        monkeypatch.setattr(time, "time", lambda passed=passed: now + passed)
        assert tokens.is_teachers(token) == holds


def test_teacher_is_known_by_a_server_whose_clock_is_behind(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    for behind, holds in ((2, True), (3600, True), (tokens.SCHOOL_DAY + 5, False)):
        monkeypatch.setattr(time, "time", lambda behind=behind: now - behind)
        assert tokens.is_teachers(token) == holds


def test_teacher_is_none_once_the_passcode_is_set_anew_or_gone(token: str) -> None:
    set_passcode("open sesame", TEACHER)  # the same words
    assert not tokens.is_teachers(token)
    again = tokens.teacher_token()
    assert tokens.is_teachers(again)
    kept_values.write("passcode", "")
    assert not tokens.is_teachers(again)


def test_teacher_who_is_done_is_none_and_another_device_stays(token: str) -> None:
    other = tokens.teacher_token()
    tokens.end(token)
    tokens.end("of nobody")
    assert (tokens.is_teachers(token), tokens.is_teachers(other)) == (False, True)
    restart()
    assert (tokens.is_teachers(token), tokens.is_teachers(other)) == (False, True)


def test_ended_tokens_are_forgotten_once_they_would_say_nothing_anyhow(
    token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens.end(token)
    now = time.time()
    for hours, kept in ((5, 2), (12, 2), (30, 1)):  # at each hour another one is ended, and those are kept
        monkeypatch.setattr(time, "time", lambda hours=hours: now + hours * 3600)
        tokens.end(tokens.teacher_token())
        assert len(tokens._ended(kept_values.read("ended"))) == kept
    assert not tokens.is_teachers(token)


@pytest.mark.parametrize("content", ["", "short", "ÿ" * 64, "z" * 64])
def test_damaged_key_is_made_anew_and_those_who_came_before_are_strangers(content: str) -> None:
    before = tokens.pupil_token(ID)
    kept_values.write("key", content)
    assert tokens.pupil_id(before) == ""
    assert tokens.pupil_id(tokens.pupil_token(ID)) == ID


def test_without_a_place_for_the_key_everybody_is_a_stranger_and_nothing_else_happens(home: Path) -> None:
    home.write_text("no folder")
    assert tokens.pupil_id(f"{ID}.abc") == ""
    with pytest.raises(DatabaseError, match="The database cannot be used"):
        tokens.pupil_token(ID)
