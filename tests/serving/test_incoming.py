"""Promises of uploaded files: they have room in memory, or are refused at once, and nobody else loses theirs."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from tests.coroutines import held
from ui.serving import incoming, pace
from ui.serving.callers import Caller
from ui.serving.incoming import Incoming

MB = 1_000_000


class Runtime:
    """Streamlit's, as far as uploads need it: which pages are open, and the files."""

    def __init__(self) -> None:
        """Begin without pages."""
        self.uploaded_file_mgr = MemoryUploadedFileManager("/_stcore/upload_file")
        self.active: set[str] = set()
        self.stored: set[str] = set()
        self.drawn_anew: list[str] = []
        self._session_mgr = SimpleNamespace(get_session_info=lambda each: each if self._is_known(each) else None)

    def is_active_session(self, session: str) -> bool:
        """Whether a page is open."""
        return session in self.active

    def get_app_session(self, session: str) -> object:
        """Return what draws a page anew."""
        return SimpleNamespace(_client_state=None, request_rerun=lambda state: self.drawn_anew.append(session))

    def keep(self, session: str, megabytes: int) -> None:
        """Keep a file."""
        count = len(self.uploaded_file_mgr.file_storage[session])
        record = UploadedFileRec(f"file-{count}", "x.png", "image/png", _Long(megabytes * MB))
        self.uploaded_file_mgr.add_file(session, record)

    def _is_known(self, session: str) -> bool:
        return session in self.active | self.stored


class _Long(bytes):
    """Bytes that take no memory."""

    def __new__(cls, size: int) -> _Long:
        made = super().__new__(cls)
        made._size = size
        return made

    def __len__(self) -> int:
        return self._size


class Room:
    """The room for files, and those who send some.

    Attributes:
        runtime: where the files lie.
        slept: the s that somebody had to wait.
    """

    def __init__(self, runtime: Runtime) -> None:
        """Begin without files."""
        self.runtime, self.slept = runtime, list[float]()
        self._incoming = Incoming()

    def put(self, session: str, mb: int, *, said: int | None = None, address: str = "192.0.2.1") -> int:
        """Send a file in pieces of 1 MB, which the app keeps; return the MB that were read, -1 where it was refused.

        Args:
            session: of the page.
            mb: how large it is.
            said: what the header says, in MB; None for the truth.
            address: where it comes from; each is a browser.
        """
        read = 0

        async def receive() -> Message:
            nonlocal read
            read += 1
            return {"type": "http.request", "body": _Long(MB), "more_body": read < mb}

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            while (await receive())["more_body"]:
                pass
            self.runtime.keep(session, mb)

        length = str((mb if said is None else said) * MB).encode()
        scope = {"type": "http", "method": "PUT", "path": f"/_stcore/upload_file/{session}/x"}
        scope["headers"] = [(b"content-length", length)]
        try:
            self._play(app, scope, receive, address)
        except HTTPException as error:
            return -1 if error.status_code == 413 else 0
        return read

    def take_back(self, session: str) -> None:
        """Ask for a file to be deleted."""

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            self.runtime.uploaded_file_mgr.remove_file(session, "file-0")

        scope = {"type": "http", "method": "DELETE", "path": f"/_stcore/upload_file/{session}/x", "headers": []}
        self._play(app, scope, asyncio.sleep, "192.0.2.1")

    def let_go(self) -> None:
        """Let go of what nobody can come back to."""
        self._incoming.let_go()

    def _play(self, app: object, scope: Scope, receive: object, address: str) -> None:
        taking = self._incoming.take(app, scope, receive, _send, Caller(address, address, True, False))  # type: ignore[arg-type]
        held(taking)


async def _send(message: Message) -> None:
    pass


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """Put a runtime in Streamlit's place, with room for 1 GB and some names; two pages are open. Time stands still."""
    runtime = Runtime()
    runtime.active = {"one", "two"}
    room = Room(runtime)

    async def sleep(seconds: float) -> None:
        room.slept.append(seconds)

    monkeypatch.setattr(incoming, "Runtime", SimpleNamespace(instance=lambda: runtime))
    monkeypatch.setattr(incoming, "MOST", 1001 * MB)
    monkeypatch.setattr(incoming, "_untold", set())
    monkeypatch.setattr(incoming, "asyncio", SimpleNamespace(sleep=sleep))
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: 0.0))
    return room


def test_page_holds_250_mb_and_what_is_taken_back_makes_room(room: Room) -> None:
    assert room.put("one", 200) == 200
    assert room.put("one", 40) == 40
    assert room.put("one", 19) == -1
    assert room.runtime.drawn_anew == ["one"]
    assert incoming.was_refused("one")
    assert not incoming.was_refused("one")
    assert room.put("one", 19) == -1
    assert room.runtime.drawn_anew == ["one"]  # a moment ago: who sends without end does not keep the server drawing
    assert room.put("two", 19) == 19
    room.take_back("one")
    assert room.put("one", 19) == 19


@pytest.mark.parametrize("said", [0, 1])
def test_bytes_are_counted_whatever_the_header_says(said: int, room: Room) -> None:
    room.runtime.keep("one", 240)
    assert room.put("one", 200, said=said) == -1
    assert room.put("one", 5, said=said) == 5  # of those that were refused, none is counted any more


def test_one_address_holds_half_of_all(room: Room) -> None:
    room.runtime.active |= {"three", "four", "five"}
    assert [room.put(session, 200) for session in ("one", "two", "three")] == [200, 200, -1]
    assert [room.put(session, 200, address="192.0.2.2") for session in ("four", "five")] == [200, 200]
    assert room.put("three", 200, address="192.0.2.3") == 200
    assert room.put("three", 10, address="192.0.2.3") == -1  # all is full


def test_files_of_closed_pages_stay_until_room_is_needed_and_the_oldest_go_first(room: Room) -> None:
    room.runtime.active |= {"three"}
    assert [room.put("one", 200), room.put("two", 200)] == [200, 200]
    room.runtime.active -= {"one", "two"}
    room.runtime.stored |= {"one", "two"}  # a phone that sleeps
    room.let_go()
    assert set(room.runtime.uploaded_file_mgr.file_storage) == {"one", "two"}
    assert room.put("three", 200) == 200
    assert set(room.runtime.uploaded_file_mgr.file_storage) == {"two", "three"}
    room.runtime.stored -= {"two"}  # nobody can come back to it
    room.let_go()
    assert set(room.runtime.uploaded_file_mgr.file_storage) == {"three"}


def test_who_sends_without_end_waits_and_another_does_not(room: Room) -> None:
    for _ in range(20):
        assert room.put("one", 19) == 19
        room.runtime.uploaded_file_mgr.remove_session_files("one")
    assert max(room.slept) > 10
    room.slept.clear()
    assert room.put("two", 200, address="192.0.2.2") == 200
    assert room.slept == []


def test_file_for_a_page_that_is_not_there_is_left_to_the_app_and_not_counted(room: Room) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        pass  # refuses it, unread

    scope = {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/nobody/x", "headers": []}
    room._play(app, scope, None, "192.0.2.1")
    assert room.put("one", 200) == 200


def test_file_takes_memory_also_where_nothing_is_in_it(room: Room) -> None:
    for _ in range(3_000):
        room.runtime.keep("one", 0)
    room.runtime.keep("one", 230)
    assert room.put("one", 1) == 1
    assert room.put("one", 10) == -1


def test_page_holds_so_many_files_however_small_they_are(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "FILES_OF_PAGE", 3)
    assert [room.put("one", 0) for _ in range(4)] == [1, 1, 1, -1]
    assert room.put("two", 0) == 1
    assert incoming.was_refused("one")


def test_file_is_not_named_by_more_than_streamlit_would(room: Room) -> None:
    """What names it stays in memory as long as the file, and a path may have 60 kB."""
    read: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        read.append(scope["path"])

    usual, long = (f"/_stcore/upload_file/one/{'f' * count}" for count in (36, 65))
    room._play(app, {"type": "http", "method": "PUT", "path": usual, "headers": []}, None, "192.0.2.1")
    with pytest.raises(HTTPException) as refused:
        room._play(app, {"type": "http", "method": "PUT", "path": long, "headers": []}, None, "192.0.2.1")
    assert (refused.value.status_code, read) == (400, [usual])
