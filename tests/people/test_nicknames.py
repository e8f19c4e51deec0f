"""Promises of nicknames: one line of 20 characters, the pupil's own; the teacher takes one away for the day."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from model.errors import RightsError
from model.people import nicknames
from model.people.nicknames import KEPT, MOST, allow, call, nickname, taken_away, throw_out
from model.people.visitor import TEACHER, Visitor

ADA, BOB = Visitor("a" * 16), Visitor("b" * 16)


def test_pupil_is_called_what_they_say_and_nobody_else_is() -> None:
    call(ADA, "Ada")
    assert (nickname(ADA.id), nickname(BOB.id)) == ("Ada", "")
    call(ADA, "Countess")
    assert nickname(ADA.id) == "Countess"
    call(ADA, "  ")
    assert nickname(ADA.id) == ""


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("x" * 500, "x" * MOST),
        (" two\nlines\t here ", "two lines here"),
        ("<b>x</b>", "<b>x</b>"),  # a text, whatever it looks like
        ("\u202eright to left\x00", "right to left"),
        ("小明", "小明"),
    ],
)
def test_name_is_one_short_line_that_can_be_printed(said: str, kept: str) -> None:
    call(ADA, said)
    assert nickname(ADA.id) == kept


def test_name_that_was_taken_away_is_gone_until_tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    call(ADA, "Ada")
    call(BOB, "Bob")
    throw_out(TEACHER, ADA.id)
    assert (nickname(ADA.id), nickname(BOB.id)) == ("", "Bob")
    with pytest.raises(RightsError, match="Tomorrow you can choose another one"):
        call(ADA, "Ada again")
    call(ADA, "")
    tomorrow = date.today() + timedelta(days=1)
    monkeypatch.setattr(nicknames, "_today", tomorrow.isoformat)
    call(ADA, "Ada again")
    assert nickname(ADA.id) == "Ada again"


def test_teacher_allows_again_what_was_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    for pupil in (ADA, BOB):
        call(pupil, "Max")
        throw_out(TEACHER, pupil.id)
    throw_out(TEACHER, ADA.id)  # on another device
    assert taken_away() == {ADA.id: "Max", BOB.id: "Max"}
    with pytest.raises(RightsError, match="allows one again"):
        allow(ADA, ADA.id)
    allow(TEACHER, ADA.id)
    assert taken_away() == {BOB.id: "Max"}
    call(ADA, "Max")
    assert nickname(ADA.id) == "Max"
    tomorrow = date.today() + timedelta(days=1)
    monkeypatch.setattr(nicknames, "_today", tomorrow.isoformat)
    assert taken_away() == {}


def test_names_that_an_earlier_version_kept_stay(home: Path) -> None:
    home.mkdir()
    (home / "nicknames.json").write_text(
        json.dumps({"names": {ADA.id: "Ada"}, "out": {BOB.id: date.today().isoformat()}})
    )
    assert nickname(ADA.id) == "Ada"
    with pytest.raises(RightsError):
        call(BOB, "Bob")


def test_pupil_takes_no_name_away_and_who_has_no_id_has_no_name() -> None:
    call(ADA, "Ada")
    with pytest.raises(RightsError, match="Only the teacher"):
        throw_out(BOB, ADA.id)
    assert nickname(ADA.id) == "Ada"
    with pytest.raises(RightsError, match="Reload the page"):
        call(Visitor(""), "Nobody")


def test_only_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nicknames, "KEPT", 3)
    assert KEPT >= 100
    for each in range(5):
        call(Visitor(f"{each:016}"), f"name {each}")
    assert list(nicknames.nicknames().values()) == ["name 2", "name 3", "name 4"]


def test_class_that_chooses_at_once_loses_no_name(database: str) -> None:
    names = {f"{each:016}": f"name {each}" for each in range(40)}
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda each: call(Visitor(each), names[each]), names))
    assert nicknames.nicknames() == names


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"names": {"a": 1}, "out": {}}',
        b'{"names": 3}',
        b'{"names": {}, "out": {}, "taken": 3}',
        b"\xff",
    ],
)
def test_damaged_file_is_no_name_and_is_mended_by_the_next(home: Path, content: bytes) -> None:
    home.mkdir()
    (home / "nicknames.json").write_bytes(content)
    assert nickname(ADA.id) == ""
    call(ADA, "Ada")
    assert nickname(ADA.id) == "Ada"
