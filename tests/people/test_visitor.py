"""Promises of visitors: who may change what belongs to whom."""

from __future__ import annotations

from model.people.visitor import TEACHER, Visitor


def test_pupil_owns_what_is_theirs_and_the_teacher_everything() -> None:
    pupil, other = Visitor("a" * 16), Visitor("b" * 16)
    assert pupil.owns(pupil.owner)
    assert not other.owns(pupil.owner)
    assert TEACHER.owns(pupil.owner)
    assert Visitor("c" * 16, is_teacher=True).owner == TEACHER.owner


def test_who_is_not_known_owns_nothing() -> None:
    assert not Visitor("").owns(TEACHER.owner)
    assert not Visitor("").owns("")
