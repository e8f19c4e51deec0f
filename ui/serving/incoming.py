"""Uploaded files: how much of them may lie in memory, of one page, of one address and in all.

They stay while their page is open, and as long as a phone that slept can come back to its page (Streamlit's
`server.disconnectedSessionTTL`): that page shows them still. Where room is needed, those of pages that nobody has open
go first, the oldest before the others.
Knows Streamlit's uploaded files. Does not know what is in them, nor how a person is told that there is no room.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter

import psutil
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from model.events import event
from ui.serving.callers import Caller
from ui.serving.pace import Paces

OF_PAGE = 250_000_000  # bytes: own pictures may have 200 MB
MOST = min(1_000_000_000, psutil.virtual_memory().total // 4)  # bytes in all; half of it of one address
_STEP = 1_000_000  # bytes that come until it is looked again whether there is room
_A_SECOND, _AT_ONCE = 10e6, 250e6  # bytes of one browser; what comes faster waits in its socket
_A_FILE = 100e3  # bytes that it counts beside its own
_KEPT_BESIDE = 5_000  # bytes of memory that a file takes beside its own: what it is called may have 4,000
FILES_OF_PAGE = 10_000  # a folder of 200 MB may hold as many
_LONGEST_ID = 64  # characters; Streamlit's have 36
_FILE = re.compile(r".*/_stcore/upload_file/([^/]+)/([^/]+)")


class Incoming:
    """The files that come, and those that are there."""

    def __init__(self) -> None:
        """Begin with none on their way."""
        self._coming: Counter[str] = Counter()  # bytes, by the session of the page that sends them
        self._from: dict[str, str] = {}  # the address of each session that has sent something
        self._paces = Paces(_A_SECOND, _AT_ONCE)
        self._telling = Paces(0.2, 1)

    async def take(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, who: Caller) -> None:
        """Let the app take a file, as far as there is room for it, or take it away again.

        Raises:
            HTTPException: 413, as more is said to come than there is room for; the app reads it where more comes. 400,
                as no page of ours names a file so.
        """
        session, said = session_of(scope), dict(scope["headers"]).get(b"content-length", b"")
        pace = self._paces.of(who.key)
        if wait := pace.take(_A_FILE):
            await asyncio.sleep(wait)
        if scope["method"] != "PUT" or not Runtime.instance().is_active_session(session):  # the app refuses it, unread
            await app(scope, receive, send)
            return
        if len(_named(scope)[1]) > _LONGEST_ID:
            raise HTTPException(400)
        self._from[session] = who.address
        if len(_files([session])) >= FILES_OF_PAGE:
            raise self._refused(session)
        self._make_room(session, int(said) if said.isdigit() else 0)
        came = looked = 0

        async def receive_counted() -> Message:
            nonlocal came, looked
            message = await receive()
            size = len(message.get("body") or b"")
            came, self._coming[session] = came + size, self._coming[session] + size
            if came > looked + _STEP:
                looked = came
                self._make_room(session, 0)
            if wait := pace.take(size):
                await asyncio.sleep(wait)
            return message

        try:
            await app(scope, receive_counted, send)
        finally:
            self._coming[session] -= came
            self._coming = +self._coming

    def let_go(self) -> None:
        """Let the files go to whose page nobody can come back any more."""
        sessions = Runtime.instance()._session_mgr  # the public names do not tell of those that can come back
        for session in list(_manager().file_storage):
            if sessions.get_session_info(session) is None:
                self._forget(session)
        self._from = {each: sender for each, sender in self._from.items() if sessions.get_session_info(each)}

    def let_go_later(self) -> None:
        """Likewise of a page that was closed now, once nobody can come back to it."""
        asyncio.get_running_loop().call_later(config.get_option("server.disconnectedSessionTTL") + 1, self.let_go)

    def _make_room(self, session: str, more: int) -> None:
        """Make sure that so many bytes more of a session have room; raises HTTPException: they have not."""
        if self._held([session]) + more > OF_PAGE:
            raise self._refused(session)
        address, runtime = self._from[session], Runtime.instance()
        while (is_full := self._held() + more > MOST) or self._held(self._sessions(address)) + more > MOST // 2:
            there = list(_manager().file_storage) if is_full else self._sessions(address)
            left = next((each for each in there if not runtime.is_active_session(each)), None)
            if left is None:
                raise self._refused(session)
            self._forget(left)

    def _refused(self, session: str) -> HTTPException:
        """Return that a file is refused; its page is drawn anew to say it: all that a browser says is "413"."""
        event("upload-refused", reason="no-room")
        app = Runtime.instance().get_app_session(session)
        if app and self._telling.of(session).may():  # drawing a page costs more than refusing a file
            _untold.add(session)
            app.request_rerun(app._client_state)  # as Streamlit itself does where a page's code has changed
        return HTTPException(413)

    def _held(self, sessions: list[str] | None = None) -> int:
        """Return the bytes of some sessions, or of all: those that are there, and those on their way."""
        there = list(_manager().file_storage) if sessions is None else sessions
        coming = self._coming.total() if sessions is None else sum(self._coming[session] for session in sessions)
        return coming + sum(len(file.data) + _KEPT_BESIDE for file in _files(there))

    def _sessions(self, address: str) -> list[str]:
        """Return the sessions of an address that have sent something, the oldest first."""
        return [session for session, sender in self._from.items() if sender == address]

    def _forget(self, session: str) -> None:
        _manager().remove_session_files(session)
        self._from.pop(session, None)
        _untold.discard(session)


def was_refused(session: str) -> bool:
    """Whether a file of this session was refused since this was asked last."""
    try:
        _untold.remove(session)
    except KeyError:
        return False
    return True


_untold: set[str] = set()  # sessions of which a file was refused, until their page has said so


def session_of(scope: Scope) -> str:
    """Return the session of the page that sends a file or takes it back; "" where a request does neither."""
    return _named(scope)[0]


def _named(scope: Scope) -> tuple[str, str]:
    """Return the session and the file that a request names; "" each where it names none."""
    match = _FILE.fullmatch(scope["path"]) if scope["type"] == "http" else None
    return (match[1], match[2]) if match else ("", "")


def _files(sessions: list[str]) -> list[UploadedFileRec]:
    """Return the files of sessions that are there."""
    storage = _manager().file_storage
    return [file for session in sessions for file in list(storage.get(session, {}).values())]


def _manager() -> MemoryUploadedFileManager:
    manager = Runtime.instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)  # as `st.App` makes it
    return manager
