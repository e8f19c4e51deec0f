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
from ui import faults
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
    key = f"version-notes-{version.number}"
    st.text_area(
        _("What is to be known about this network (the class reads it, too)"), version.notes, key=key,
        max_chars=MOST_NOTES,
    )  # fmt: skip
    st.button(
        _("Keep the notes"), key=f"keep-notes-{version.number}", icon=":material/save:", on_click=faults.do,
        args=("notes", _note, version.number, key, version.notes),
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


def _note(number: int, key: str, were: str) -> None:
    """Keep the notes; raises VersionError: they are others than they were when the page was drawn."""
    if (now := registry.find(number).notes) != were:
        raise VersionError(
            "notes-changed",
            "Somebody has changed these notes meanwhile. Now they are: “{notes}”. Press once more to keep yours"
            " instead.",
            notes=now,
        )
    actions.note(number, st.session_state[key], me())
