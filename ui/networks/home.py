"""Take it home: the forms of a network, each made at a press and then downloaded.

Knows forms and what was made for this visitor. Does not know how a form is made, or which version is on show.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from model.exchange.formats import FORMATS, Format
from model.languages.translation import _
from model.versions.registry import Version
from ui import faults, language, session
from ui.text import message, plain
from ui.turns import aside


@st.fragment
def show(version: Version) -> None:
    """Show the forms in which a version can be taken home."""
    st.subheader(_("Take it home"), anchor=False)
    for form in FORMATS.values():
        with st.container(key=f"home-{form.id}"):
            _show_form(form, version)
    st.caption(_("In each file but the page lie the network's card, and a script of ten lines that uses it."))


def _show_form(form: Format, version: Version) -> None:
    missing, pressed = form.missing(), False
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(gap=None):
            st.markdown(f"**{plain(_(form.title))}**")
            st.caption(plain(_(form.sentence)))
            if missing:
                st.caption(message(missing))
        if not missing:
            pressed = _show_button(form, version)
    if pressed:
        with faults.shown():
            with aside(), st.spinner(_("Being made: some ten seconds …")):
                form.make(version.folder)
            st.session_state.setdefault(session.MADE, set()).add(_mark(form, version))
            st.rerun()


def _show_button(form: Format, version: Version) -> bool:
    """Offer what is made to be downloaded, else that it be made; return whether that was pressed."""
    if not _is_made(form, version):
        return st.button(_("Make it"), key=f"make-{form.id}-{version.number}", icon=":material/inventory_2:")
    make, name = partial(form.make, version.folder), f"inkling-{version.number}{form.suffix}"
    st.download_button(
        _("Download"), language.spoken(make), name, key=f"download-{form.id}-{version.number}",
        icon=":material/download:", type="primary", on_click="ignore",
    )  # fmt: skip
    return False


def _is_made(form: Format, version: Version) -> bool:
    return _mark(form, version) in st.session_state.get(session.MADE, ())


def _mark(form: Format, version: Version) -> tuple[str, int]:
    return form.id, version.number
