"""Promises of the rules: the teacher's word holds for the class; where nobody can tell it, nothing is done unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.errors import DatabaseError, RightsError
from model.people import rules
from model.people.rules import Rules
from model.people.visitor import TEACHER, Visitor


def test_each_switch_stays_where_the_teacher_put_it_and_no_pupil_moves_one() -> None:
    assert rules.rules() == Rules()
    rules.change(TEACHER, training=False)
    rules.change(TEACHER, approval=False)
    with pytest.raises(RightsError, match="Only the teacher"):
        rules.change(Visitor("a" * 16), training=True)
    assert rules.rules() == Rules(training=False, approval=False)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"training": 1}', b"\xff", b'{"training": true}\x00'])
def test_damaged_file_of_an_earlier_version_allows_nothing_until_the_teacher_does(content: bytes, home: Path) -> None:
    home.mkdir()
    (home / "class.json").write_bytes(content)
    assert rules.rules() == Rules(training=False, contributing=False)
    rules.change(TEACHER, training=True)
    assert rules.rules() == Rules(contributing=False)


def test_file_of_an_earlier_version_holds(home: Path) -> None:
    home.mkdir()
    (home / "class.json").write_text('{"training": false, "contributing": true, "approval": false, "unknown": true}')
    assert rules.rules() == Rules(training=False, approval=False)


def test_database_that_cannot_be_reached_allows_nothing_unseen_and_keeps_nothing(home: Path) -> None:
    home.write_text("no folder")
    assert rules.rules() == Rules(training=False, contributing=False)
    with pytest.raises(DatabaseError, match="The database cannot be used"):
        rules.change(TEACHER, training=True)
