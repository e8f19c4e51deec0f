"""Promises of uploaded files: each is read once, and few at a time."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from ui import turns, uploads


class Session:
    """What a visitor's session has of Streamlit here: a memory of its own, and what it was told while it waited."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.session_state: dict[str, Any] = {}
        self.told: list[str] = []

    @contextmanager
    def spinner(self, words: str) -> Iterator[None]:
        """Show some words while something is done."""
        self.told.append(words)
        yield


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> threading.local:
    """Let each thread be a visitor of its own; two files may be read at a time."""
    own = threading.local()
    monkeypatch.setattr(uploads, "_TURNS", threading.Semaphore(2))

    class Streamlit:
        def __getattr__(self, name: str) -> Any:
            return getattr(own.session, name)

    monkeypatch.setattr(uploads, "st", Streamlit())
    return own


def test_file_is_read_once_until_another_one_comes(sessions: threading.local) -> None:
    sessions.session = Session()
    read: list[str] = []

    def length(file: Any) -> int:
        read.append(file.file_id)
        return len(read)

    files = [SimpleNamespace(file_id=name) for name in ("a", "a", "b", "b")]
    assert [uploads.read_once(file, length) for file in files] == [1, 1, 2, 2]  # type: ignore[type-var]
    assert read == ["a", "b"]


def test_file_that_cannot_be_read_holds_up_nobody(sessions: threading.local) -> None:
    sessions.session = Session()

    def fail(_: Any) -> None:
        raise ValueError("broken")

    for number in range(5):
        with pytest.raises(ValueError, match="broken"):
            uploads.read_once(SimpleNamespace(file_id=str(number)), fail)  # type: ignore[type-var]
    assert uploads.read_once(SimpleNamespace(file_id="good"), lambda _: "read") == "read"  # type: ignore[type-var]


def test_only_so_many_are_read_at_a_time_and_the_others_are_told(sessions: threading.local) -> None:
    reading, most, told = 0, [0], []
    counting, three_wait, go = threading.Lock(), threading.Semaphore(0), threading.Event()

    class Waiting(Session):
        @contextmanager
        def spinner(self, words: str) -> Iterator[None]:
            """Count those who wait."""
            told.append(words)
            if "waits its turn" in words:
                three_wait.release()
            yield

    def slow(_: Any) -> None:
        nonlocal reading
        with counting:
            reading += 1
            most[0] = max(most[0], reading)
        assert go.wait(30)
        with counting:
            reading -= 1

    def visit(number: int) -> None:
        sessions.session = Waiting()
        uploads.read_once(SimpleNamespace(file_id=str(number)), slow)  # type: ignore[type-var]

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(5)]
    for visitor in visitors:
        visitor.start()
    for _ in range(3):
        assert three_wait.acquire(timeout=30)
    go.set()
    for visitor in visitors:
        visitor.join(30)
    assert most == [2]
    assert sum("waits its turn" in words for words in told) == 3
    assert reading == 0


def test_who_reads_a_file_lets_others_have_their_turn(sessions: threading.local) -> None:
    begun, drawn = threading.Event(), threading.Event()

    def slow(_: Any) -> bool:
        begun.set()
        return drawn.wait(30)

    def photo() -> None:
        sessions.session = Session()
        with turns.turn():
            outcome.append(uploads.read_once(SimpleNamespace(file_id="photo"), slow))  # type: ignore[type-var]

    outcome: list[bool] = []
    visitor = threading.Thread(target=photo)
    visitor.start()
    assert begun.wait(30)
    with turns.turn():  # a stroke of somebody else
        drawn.set()
    visitor.join(30)
    assert outcome == [True]


def test_turns_are_had_one_after_the_other_and_given_back_after_a_fault() -> None:
    inside, most = 0, [0]

    def compute(number: int) -> None:
        nonlocal inside
        with contextlib.suppress(ValueError), turns.turn():
            inside += 1
            most[0] = max(most[0], inside)
            sum(range(20_000))
            inside -= 1
            if number % 2:
                raise ValueError

    visitors = [threading.Thread(target=compute, args=(number,)) for number in range(20)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(30)
    assert most == [1]
