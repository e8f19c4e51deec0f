"""Promises of uploaded files: each is read once, and few at a time."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from model.datasets import uploads as sets
from model.datasets.registry import data_set
from model.errors import PictureError
from model.storage.paths import ROOT
from ui import turns, uploads
from ui.train import own_pictures
from ui.train.words import data_titles


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


def uploaded(name: str, size: int = 1) -> Any:
    """Return a file as Streamlit hands it over."""
    return SimpleNamespace(file_id=name, size=size)


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

    files = [uploaded(name) for name in ("a", "a", "b", "b")]
    assert [uploads.read_once(file, length) for file in files] == [1, 1, 2, 2]
    assert read == ["a", "b"]


def test_file_that_is_larger_than_a_photo_is_refused_though_its_browser_sent_it(sessions: threading.local) -> None:
    sessions.session = Session()
    largest = uploads.MOST_PHOTO_MB * 2**20
    assert uploads.read_once(uploaded("a", largest), lambda _: "read") == "read"
    with pytest.raises(PictureError, match=r"This is larger than 20 MB, and cannot be read\. Make it smaller"):
        uploads.read_once(uploaded("b", largest + 1), lambda _: "read")


def test_server_takes_what_the_pages_say_that_they_take() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert uploads.MOST_PHOTO_MB < own_pictures.MOST_MB < settings["server"]["maxUploadSize"]


def test_sets_are_named_in_a_list_without_being_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures, labels = np.zeros((10, 16, 16, 3), np.uint8), np.repeat([0, 1], 5)
    ids = [sets.save(sets.PictureSet(name, ("a", "b"), pictures, labels)) for name in ("one", "two", "three")]
    monkeypatch.setattr(sets, "load", None)
    named = data_titles(own_pictures.offered())
    assert [named[each] for each in ids] == [f"{name} (own pictures)" for name in ("one", "two", "three")]
    assert [(data_set(each).shape, data_set(each).training) for each in ids] == [((16, 16, 3), 8)] * 3


def test_file_that_cannot_be_read_holds_up_nobody(sessions: threading.local) -> None:
    sessions.session = Session()

    def fail(_: Any) -> None:
        raise ValueError("broken")

    for number in range(5):
        with pytest.raises(ValueError, match="broken"):
            uploads.read_once(uploaded(str(number)), fail)
    assert uploads.read_once(uploaded("good"), lambda _: "read") == "read"


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
        uploads.read_once(uploaded(str(number)), slow)

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
            outcome.append(uploads.read_once(uploaded("photo"), slow))

    outcome: list[bool] = []
    visitor = threading.Thread(target=photo)
    visitor.start()
    assert begun.wait(30)
    with turns.turn():  # a stroke of somebody else
        drawn.set()
    visitor.join(30)
    assert outcome == [True]


def test_files_that_were_kept_give_their_memory_back_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = MemoryUploadedFileManager("")
    for name in ("one", "two", "three"):
        manager.add_file("session", UploadedFileRec(name, name, "image/png", b"photo"))
    context = SimpleNamespace(session_id="session", uploaded_file_mgr=manager)
    monkeypatch.setattr(uploads, "get_script_run_ctx", lambda: context)
    uploads.let_go([uploaded("one"), uploaded("three")])
    assert list(manager.file_storage["session"]) == ["two"]
