"""The way to one network, and back to the list: it is in the address, so that a reload shows the same.

Knows the address. Does not know what is shown.
"""

from __future__ import annotations

import re

import streamlit as st

VERSION = "version"  # of the address: the number of the network that is opened


def number() -> int | None:
    """Return the number of the network that the address names, None where it names none."""
    named = st.query_params.get(VERSION, "")
    return int(named) if re.fullmatch("[0-9]{1,9}", named) else None


def is_named() -> bool:
    """Whether the address names a network."""
    return VERSION in st.query_params


def to(number: int) -> None:
    """Open a network, at the press of a button."""
    st.query_params[VERSION] = str(number)


def back() -> None:
    """Show the list again, at the press of a button."""
    st.query_params.pop(VERSION, None)
