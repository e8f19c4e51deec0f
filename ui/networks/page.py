"""The page "Networks": what answers, and the list; or the one network that was opened.

Knows what the address names. Does not know what is said of a network.
"""

from __future__ import annotations

import streamlit as st

from model.errors import InklingError, VersionError
from model.languages.translation import _
from model.versions import registry
from model.versions.registry import Version
from ui import faults, glossary, layout
from ui.networks import going, importing, list_view, one_view
from ui.text import message


def main() -> None:
    """Show the page."""
    layout.begin_page("pages/train.py")  # it belongs to that page, and a press on its name leads there
    with st.container(key="networks"):
        try:
            _show()
        except InklingError as error:
            st.error(message(error))
        glossary.terms("network", "parameter")


def _show() -> None:
    version = _opened()
    if version:
        one_view.show(version)
        return
    st.title(_("Networks"), anchor=False)
    if going.is_named():
        st.info(_("This network is gone: it was deleted. Choose another one."))
    faults.show_kept("networks")
    list_view.show(registry.all_versions())
    importing.show()


def _opened() -> Version | None:
    """Return the network that the address names; None where it names none, or one that is gone."""
    number = going.number()
    try:
        return None if number is None else registry.find(number)
    except VersionError:
        return None
