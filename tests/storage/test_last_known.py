"""Promises of what was read from the database: it is as new as can be told, and nobody waits for what is silent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Event

import pytest

from model.errors import DatabaseError
from model.storage.database import last_known
from model.storage.database.last_known import LastKnown
from tests.waiting import wait_for


class Distant:
    """A PostgreSQL on another machine, as far as what is known last can tell."""

    def __init__(self) -> None:
        """Let it answer."""
        self.says = 1
        self.reads = 0
        self.written = 0  # how often this process has changed it
        self.answers = Event()
        self.answers.set()
        self.is_there = True

    def state(self) -> None:
        """Say that nobody can tell whether anything has changed; not while it is silent."""
        self.answers.wait(60)
        if not self.is_there:
            raise DatabaseError("database", "Gone.")

    def read(self) -> int:
        """Return what it says now."""
        self.reads += 1
        return self.says


@pytest.fixture
def distant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Distant]:
    """Let the database be on another machine."""
    found = Distant()
    monkeypatch.setenv("INKLING_DATABASE_URL", "postgresql://anna@192.0.2.1/inkling")
    monkeypatch.setattr(last_known, "state", found.state)
    monkeypatch.setattr(last_known, "written", lambda: found.written)
    monkeypatch.setattr(last_known, "_PAUSE", 0.2)
    yield found
    found.answers.set()


def test_it_is_asked_each_time_where_nothing_may_be_old(distant: Distant) -> None:
    known = LastKnown(distant.read)
    for distant.says in range(20):
        assert known.get() == distant.says


def test_it_is_asked_once_in_a_while_and_at_once_after_a_change_of_ones_own(distant: Distant) -> None:
    known = LastKnown(distant.read, holds=30)
    assert {known.get() for distant.says in range(20)} == {0}
    assert distant.reads == 1
    distant.written += 1
    assert known.get() == distant.says == 19


def test_what_was_read_before_a_change_of_ones_own_is_not_what_is_known_after_it(distant: Distant) -> None:
    known = LastKnown(distant.read, holds=30)
    known.get()

    def read_slowly() -> int:
        found = distant.read()
        distant.says = 2
        distant.written += 1  # meanwhile, in another thread
        return found

    known._read = read_slowly
    distant.written += 1
    known.get()
    known._read = distant.read
    assert known.get() == 2


def test_one_that_falls_silent_keeps_nobody_and_is_heard_again(distant: Distant) -> None:
    known = LastKnown(distant.read)
    known.get()
    distant.answers.clear()
    distant.says = 2
    began = time.monotonic()
    assert {known.get() for __ in range(1000)} == {1}
    assert time.monotonic() - began < 3 * last_known._PATIENCE
    distant.answers.set()
    wait_for(lambda: known.get() == 2, 10)


def test_one_that_is_gone_leaves_what_was_known_last_and_is_asked_again_after_a_while(distant: Distant) -> None:
    known = LastKnown(distant.read)
    distant.is_there = False
    with pytest.raises(DatabaseError, match="Gone"):
        known.get()
    distant.is_there = True
    with pytest.raises(DatabaseError, match="Gone"):
        known.get()
    wait_for(lambda: is_known(known), 10)
    assert known.get() == 1


def is_known(known: LastKnown[int]) -> bool:
    """Whether anything is known."""
    try:
        known.get()
    except DatabaseError:
        return False
    return True
