"""Promises of the passcode: it is kept as a hash alone, and is the same from every keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from model.errors import DatabaseError, RightsError
from model.people.passcode import LEAST, MOST, is_right, set_passcode
from model.people.visitor import TEACHER, Visitor
from model.storage.database import kept_values


def test_only_a_hash_is_kept(home: Path) -> None:
    set_passcode("open sesame", TEACHER)
    assert (kept_values.read("passcode") or "").startswith("$argon2id$")
    for file in filter(Path.is_file, home.rglob("*")):
        assert b"sesame" not in file.read_bytes()


def test_the_right_one_is_right_and_every_other_is_wrong(home: Path) -> None:
    assert not is_right("")  # none is set
    set_passcode("  Ali Baba 123 ", TEACHER)
    assert is_right("Ali Baba 123")
    assert is_right("Ali Baba 123 ")  # as a phone's keyboard ends a word
    assert is_right("Ali Baba １２３")  # as a Chinese keyboard writes digits
    for wrong in ("", "ali baba 123", "Ali Baba 12", "Ali Baba 123" * 9, "x" * 10**6, "\ud800\x00"):
        assert not is_right(wrong)


def test_it_may_be_of_any_letters(home: Path) -> None:
    for passcode in ("芝麻开门芝麻", "cle\u0301 des champs", "\udce9t\udce9 1980"):
        set_passcode(passcode, TEACHER)
        assert is_right(passcode)


@pytest.mark.parametrize("passcode", ["", "     ", "x" * (LEAST - 1), "x" * (MOST + 1), "x" * 10**6])
def test_too_short_or_too_long_a_one_is_refused_and_the_one_before_stays(passcode: str, home: Path) -> None:
    set_passcode("open sesame", TEACHER)
    with pytest.raises(RightsError, match=f"{LEAST} to {MOST} characters"):
        set_passcode(passcode, TEACHER)
    assert is_right("open sesame")


def test_a_pupil_sets_none(home: Path) -> None:
    with pytest.raises(RightsError, match="Ask your teacher"):
        set_passcode("open sesame", Visitor("a" * 16))
    assert not home.exists()


@pytest.mark.parametrize("content", [b"", b"open sesame", b"$argon2id$v=19$m=65536", b"\xff\xfe"])
def test_damaged_file_of_an_earlier_version_is_no_passcode(content: bytes, home: Path) -> None:
    home.mkdir()
    (home / "passcode").write_bytes(content)
    assert not is_right("open sesame")
    assert not is_right(content.decode("latin-1"))
    set_passcode("open sesame", TEACHER)
    assert is_right("open sesame")


def test_passcode_that_an_earlier_version_kept_in_a_file_stays_the_passcode(home: Path) -> None:
    home.mkdir()
    (home / "passcode").write_text(PasswordHasher().hash(b"open sesame"))
    assert is_right("open sesame")
    assert not (home / "passcode").exists()


def test_where_it_cannot_be_written_a_sentence_says_so(home: Path) -> None:
    home.write_text("no folder")
    with pytest.raises(DatabaseError, match="The database cannot be used"):
        set_passcode("open sesame", TEACHER)
