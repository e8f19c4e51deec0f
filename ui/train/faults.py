"""What was pressed and cannot be done is said on the page, which goes on.

Knows the errors of Inkling. Does not know what was pressed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from model.errors import InklingError
from ui.text import message


@contextmanager
def shown() -> Iterator[None]:
    """Show an error as its sentence, and go on."""
    try:
        yield
    except InklingError as error:
        st.error(message(error))
