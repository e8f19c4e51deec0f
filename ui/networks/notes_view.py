"""What the teacher calls a network and writes about it, which everybody reads; and how the teacher deletes one.

Knows versions. Does not know who may write (see `model.versions.actions`), or delete (see `model.runs.actions`).
"""

from __future__ import annotations

import streamlit as st

from model.errors import VersionError
from model.languages.translation import _
from model.runs import actions as runs
from model.versions import actions, registry
from model.versions.registry import MOST_NAME, MOST_NOTES, Version
from ui import faults, session, widgets
from ui.networks import going
from ui.text import plain
from ui.visitor import me


def offer_name(version: Version) -> None:
    """Let the teacher call it something."""
    if not me().is_teacher:
        return
    key = f"version-name-{version.number}"
    with st.popover(_("Name"), icon=":material/edit:", key=f"naming-{version.number}"):
        st.text_input(_("What is this network called?"), version.name, key=key, max_chars=MOST_NAME)
        st.button(
            _("Rename"), key=f"rename-version-{version.number}", type="primary", on_click=faults.do,
            args=("networks", _rename, version.number, key),
        )  # fmt: skip


def show(version: Version) -> None:
    """Show what was written; the teacher may write."""
    if not me().is_teacher:
        if version.notes:
            st.subheader(_("Notes"), anchor=False)
            for line in version.notes.splitlines():
                st.markdown(plain(line))
        return
    st.subheader(_("Notes"), anchor=False)
    key, filled = f"version-notes-{version.number}", f"{session.NOTES}-{version.number}"
    if st.session_state.get(key) in (None, st.session_state.get(filled)):  # nothing was typed
        widgets.put(key, version.notes)
        st.session_state[filled] = version.notes
    st.text_area(_("What is to be known about this network (the class reads it, too)"), key=key, max_chars=MOST_NOTES)
    st.button(
        _("Keep the notes"), key=f"keep-notes-{version.number}", icon=":material/save:", on_click=faults.do,
        args=("notes", _note, version.number, key, filled),
    )  # fmt: skip
    faults.show_kept("notes")


def offer_deletion(version: Version) -> None:
    """Let the teacher delete a network that was brought from elsewhere: asked once."""
    if not (me().is_teacher and version.is_imported):
        return
    with st.popover(_("Delete"), icon=":material/delete:", key=f"deleting-version-{version.number}"):
        st.markdown(_("Delete this network? For a day it can be brought back, on the Train page."))
        st.button(
            _("Yes, delete it"), key=f"delete-version-{version.number}", type="primary", on_click=faults.do,
            args=("networks", _delete, version.number),
        )  # fmt: skip


def _delete(number: int) -> None:
    runs.delete_version(number, me())
    going.back()


def _rename(number: int, key: str) -> None:
    actions.rename(number, st.session_state[key], me())


def _note(number: int, key: str, filled: str) -> None:
    """Keep the notes; raises VersionError: they are others than the box was filled with."""
    if (now := registry.find(number).notes) != st.session_state[filled]:
        st.session_state[filled] = now  # said once
        raise VersionError(
            "notes-changed",
            "Somebody has changed these notes meanwhile. Now they are: “{notes}”. Press once more to keep yours"
            " instead.",
            notes=now,
        )
    actions.note(number, st.session_state[key], me())
    st.session_state[filled] = st.session_state[key]
