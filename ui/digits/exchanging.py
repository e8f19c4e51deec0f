"""Taking the class's digits home as a file, and bringing such a file back.

Knows files and uploads. Does not know what is in them (see `model.samples.exchange`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from model.errors import InklingError
from model.events import refusals
from model.languages.translation import _, ngettext
from model.samples import actions, exchange
from model.samples.actions import TakenIn
from model.samples.pictures import LeftOut
from model.samples.sample import Sample
from model.storage import files
from ui import session, uploads
from ui.digits import choosing
from ui.text import message
from ui.turns import aside
from ui.visitor import me, me_later

_MOST_MB = 100  # of a file: more than the digits of any school


class _Read(NamedTuple):
    """What became of the digits of a file, and which of the files in it are left out."""

    digits: TakenIn
    left_out: list[LeftOut]


def offer() -> None:
    """Let all that is not removed be taken home, as lines of JSON or as pictures."""
    st.markdown(_("**Take the digits home**, to keep them or to bring them to another Inkling."))
    with st.container(horizontal=True):
        _offer(_("Lines of JSON"), exchange.to_lines, "digits.jsonl.gz", "application/gzip", "digits-lines")
        _offer(_("Pictures (zip)"), exchange.to_zip, "digits.zip", "application/zip", "digits-zip")


def _offer(label: str, make: Callable[[Iterable[Sample]], bytes], name: str, mime: str, key: str) -> None:
    taker = me_later()  # asked when it is pressed: an open page outlives the passcode that it was opened with
    st.download_button(
        label, lambda: make(actions.take_home(taker())), name, mime, icon=":material/download:", key=key,
        on_click="ignore",
    )  # fmt: skip


def take_in() -> None:
    """Let a file be brought in, and say how many of its digits are new."""
    times = st.session_state.get(session.DIGITS_FILES, 0)
    file = st.file_uploader(
        _("Bring digits in: a file that Inkling exported, or pictures in folders 0 to 9 (zip)"),
        type=["jsonl", "gz", "zip"], key=f"{session.DIGITS_FILES}-{times}", max_upload_size=_MOST_MB,
    )  # fmt: skip
    if file:
        st.session_state[session.DIGITS_FILES] = times + 1  # whatever comes of it, it is read once
        st.session_state[session.DIGITS_TAKEN_IN] = _read(file)
        uploads.let_go([file])
        st.rerun()
    _say_taken_in()


def _read(file: UploadedFile) -> _Read | InklingError:
    """Return what became of a file's digits, or why it cannot be read."""
    try:
        reading = st.spinner(_("Reading the digits …"))
        with reading, aside(), refusals("import-refused", what="digits"), files.writing():
            uploads.check_size(file.size, _MOST_MB)
            samples, left_out = exchange.read(file.getvalue(), file.name)
            return _Read(actions.take_in(samples, me()), left_out)
    except InklingError as error:
        return error


def _say_taken_in() -> None:
    match st.session_state.pop(session.DIGITS_TAKEN_IN, None):
        case InklingError() as error:
            st.error(message(error))
        case _Read((new, there, removed), left_out):
            st.success(
                _("{new}, {there}.").format(
                    new=ngettext("{count:,} new digit", "{count:,} new digits", new).format(count=new),
                    there=ngettext("{count:,} was there already", "{count:,} were there already", there).format(
                        count=there
                    ),
                )
            )
            _say_removed(removed)
            _say_left_out(left_out)


def _say_removed(count: int) -> None:
    if not count:
        return
    said = ngettext(
        "{count:,} was removed before, and stays so. To bring it back, choose “{removed}” above.",
        "{count:,} were removed before, and stay so. To bring them back, choose “{removed}” above.",
        count,
    )
    st.info(said.format(count=count, removed=_(choosing.KINDS["removed"])))


def _say_left_out(left_out: list[LeftOut]) -> None:
    if not left_out:
        return
    title = ngettext("{count} file was left out", "{count} files were left out", len(left_out))
    with st.expander(title.format(count=len(left_out)), key="digits-left-out"):
        st.text("\n".join(each.in_words() for each in left_out))
