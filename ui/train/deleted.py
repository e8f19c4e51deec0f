"""What was deleted in the last day and can be brought back: by a pupil what was theirs, by the teacher everything.

Knows the bin, runs and own pictures. Does not know how they are deleted.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from model.datasets import uploads
from model.errors import InklingError
from model.inference.card import read_card
from model.languages.translation import _
from model.runs import actions
from model.runs.store import Run
from model.storage.recycle_bin import Deleted
from ui import faults, run_names
from ui.text import plain
from ui.times import day_and_time
from ui.train.words import in_words, own_pictures_title
from ui.visitor import me

_SHOWN = 5  # in the list before "all"


def show_list() -> None:
    """List what can be brought back, newest first."""
    faults.show_kept("deleted")
    everything = actions.deleted(me())
    if not everything:
        return
    with st.expander(_("Deleted in the last 24 hours"), icon=":material/restore_from_trash:", key="deleted"):
        for deleted in everything if st.session_state.get("all-deleted") else everything[:_SHOWN]:
            name, settings = _described(deleted)
            said = _("{name} – deleted {moment}").format(name=name, moment=day_and_time(deleted.moment))
            _show_row(said, settings, deleted, "list")
        if len(everything) > _SHOWN:
            st.toggle(_("Show all {count}").format(count=len(everything)), key="all-deleted")


def show_instead(run_id: str) -> bool:
    """Say of a run that it was deleted, in its place, and let it be brought back; False where it cannot be."""
    for deleted in actions.deleted(me()):
        if (deleted.kind, deleted.name) == ("runs", run_id):
            name, settings = _described(deleted)
            said = _("{name} is deleted. For a day it can be brought back.").format(name=name)
            _show_row(said, settings, deleted, "shown")
            return True
    return False


def _show_row(sentence: str, settings: str, deleted: Deleted, where: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container():
            st.markdown(sentence)
            if settings:
                st.caption(settings)
        st.button(
            _("Bring back"), key=f"{where}-{deleted.path.name}", icon=":material/undo:", on_click=faults.do,
            args=("run" if where == "shown" else "deleted", _bring_back, deleted),
        )  # fmt: skip


def _bring_back(deleted: Deleted) -> None:
    actions.bring_back(deleted, me())


def _described(deleted: Deleted) -> tuple[str, str]:
    """Return what it is called and the settings of a run, as Markdown; its own name where it is damaged."""
    if deleted.kind == "pictures":
        return plain(own_pictures_title(uploads.name_in(deleted.path), Path(deleted.name).stem)), ""
    try:
        if deleted.kind == "versions":
            return f"**{plain(read_card(deleted.path).title)}**", ""
        run = Run(deleted.path)
        return f"**{plain(run_names.given(run))}**", plain(in_words(run.config()))
    except InklingError:
        return _("A run (damaged)"), ""
