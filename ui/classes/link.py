"""The way to the page "My own classes", where pictures are chosen on another page.

Knows its address. Does not know what is on it.
"""

from __future__ import annotations

import streamlit as st

from model.languages.translation import _


def show() -> None:
    """Show the way."""
    st.page_link("pages/classes.py", label=_("My own classes: ten pictures of each"), icon=":material/category:")
