"""What was pressed and cannot be done is said on the page, which goes on.

Knows the errors of Inkling. Does not know what was pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

import streamlit as st
from streamlit.errors import StreamlitAPIException

from model.errors import InklingError
from model.storage import files
from ui import session
from ui.text import message

# Where something can be pressed.
Place = Literal["pictures", "run", "tools", "places", "deleted", "class", "networks", "notes", "digit", "digits"]


@contextmanager
def shown() -> Iterator[None]:
    """Show an error as its sentence, and go on."""
    try:
        yield
    except InklingError as error:
        st.error(message(error))


def do(near: Place, deed: Callable[..., object], *args: object) -> None:
    """Do what was pressed: the `on_click` of a button whose `args` are its place, the deed, and what it is about.

    It is done before the page is drawn anew, so to what was on the screen, whatever the page shows next. What cannot be
    done is said near the button, by `show_kept`.
    """
    do_here(near, deed, *args)
    st.rerun()  # the whole page, also where the button is in a part of it


def do_here(near: Place, deed: Callable[..., object], *args: object) -> None:
    """Do likewise what changes nothing but the part of the page that the button is in: no more is drawn anew."""
    try:
        with files.writing():
            deed(*args)
    except InklingError as error:
        st.session_state[session.FAULT] = near, error


def do_in_part(near: Place, deed: Callable[..., object], *args: object) -> None:
    """Do likewise what was pressed and is seen in the body of a part of the page: the part is drawn anew."""
    do_here(near, deed, *args)
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:  # the whole page is being drawn, for another reason: no part of it is by itself
        st.rerun()


def show_kept(*places: Place) -> bool:
    """Say what the last press in one of these places could not do; return whether there was something to say."""
    near, error = st.session_state.get(session.FAULT, ("", ""))
    if near not in places:
        return False
    del st.session_state[session.FAULT]
    st.error(message(error))
    return True
