"""Uploaded files: each is read once, and few at a time, so that the photos of a whole class fit the machine.

Knows Streamlit's uploaded files. Does not know what they show.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from threading import Semaphore
from typing import IO, TypeVar

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from model.errors import PictureError
from model.languages.translation import _
from ui import session
from ui.serving import incoming
from ui.turns import aside

Read = TypeVar("Read")

MOST_PHOTO_MB = 20  # more than a photo of a phone; the browser is told so, and what it sends is measured

_TURNS = Semaphore(os.cpu_count() or 1)  # files that are read at a time: each takes a processor and 100 MB


def read_once(file: UploadedFile, read: Callable[[IO[bytes]], Read]) -> Read:
    """Return what `read` makes of an uploaded file: kept for the reruns that follow, and few files at a time.

    Raises what `read` raises, and PictureError: the file is larger than a photo may be.
    """
    check_size(file.size, MOST_PHOTO_MB)
    kept = st.session_state.get(session.FILE_READ)
    if kept and kept[0] == file.file_id:
        made: Read = kept[1]
        return made
    with aside():  # others go on drawing
        if not _TURNS.acquire(blocking=False):
            with st.spinner(_("Photos of others are read first. Yours waits its turn …")):
                _TURNS.acquire()
        try:
            with st.spinner(_("Reading the picture …")):
                made = read(file)
        finally:
            _TURNS.release()
    st.session_state[session.FILE_READ] = file.file_id, made
    return made


def check_size(size: int, most: int) -> None:
    """Refuse what a browser should not have sent: it can be made to send anything.

    Args:
        size: bytes that came.
        most: MB of 1,048,576 bytes, as Streamlit counts them.

    Raises:
        PictureError: it is more.
    """
    if size > most * 2**20:
        raise PictureError(
            "too-large-upload",
            "This is larger than {most} MB, and cannot be read. Make it smaller, or give less at once.",
            most=most,
        )


def let_go(files: Iterable[UploadedFile]) -> None:
    """Give the memory of files back at once, whose widget is shown no more; else they stay as long as the page."""
    context = get_script_run_ctx()
    if context and isinstance(manager := context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            manager.remove_file(context.session_id, file.file_id)


def say_refused() -> None:
    """Say that a file of this page was refused for want of room: the browser's own words are "status code 413"."""
    context = get_script_run_ctx()
    if context and incoming.was_refused(context.session_id):
        st.toast(
            _("There is no room for this file now. Load the page again, or wait a minute, then give the file again."),
            icon=":material/error:",
            duration="infinite",
        )
