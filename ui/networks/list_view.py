"""What answers, and the list of all networks, the newest first.

Knows versions. Does not know what is said of one that is opened. Of what is not on show no more is read than is needed.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from model.languages.translation import _
from model.versions.registry import Version
from ui import version_names
from ui.networks import choosing, figures, going
from ui.text import plain

_SHOWN = 8  # in the list before "all"


def show(versions: Sequence[Version]) -> None:
    """Show the list.

    Args:
        versions: all that there are, the newest first.
    """
    with st.container(key="networks-present", border=True):
        choosing.show_present()
    with st.container():
        for version in versions if st.session_state.get("all-networks") else _first(versions):
            _show_row(version)
    if len(versions) > _SHOWN:
        st.toggle(_("Show all {count}").format(count=len(versions)), key="all-networks")
    if len(versions) == 1:
        st.info(_("There is no other network yet. Train one on the Train page: it gets the next number here."))


def _first(versions: Sequence[Version]) -> list[Version]:
    """Return the newest, and those that answer."""
    return [each for at, each in enumerate(versions) if at < _SHOWN or choosing.answers(each)]


def _show_row(version: Version) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"row-version-{version.number}"):
        with st.container(gap=None):
            whom = choosing.answers(version)
            name = f"**{plain(version_names.numbered(version))}**"
            st.markdown(f"{name} – :material/check_circle: {_(choosing.LABELS[whom])}" if whom else name)
            st.caption(plain(figures.in_short(version)))
        st.button(_("Open"), key=f"version-{version.number}", on_click=going.to, args=(version.number,))
