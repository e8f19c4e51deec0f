"""Which collection a visitor is at, and which run learned from it: both are in the address.

A reload finds them there, and one of another page with what the visitor left.
Knows the address, the session and the store of collections. Does not know what is shown of one.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from model.datasets import collecting
from model.datasets.collecting import Collection
from model.errors import DataError
from model.languages.translation import _
from model.runs import actions
from ui import left_behind, session
from ui.visitor import me


def class_name(number: int) -> str:
    """Return the name to begin with of the class of that number, from 1: as the reader's language says it."""
    return _("Class {number}").format(number=number)


def remember() -> None:
    """Take collection and run from the address, or write into it what the session knows; call it once a page."""
    if st.query_params.get(session.COLLECTION) not in (None, st.session_state.get(session.COLLECTION)):
        left_behind.forget(session.LEARNER)  # it learned from another collection
    for name in (session.COLLECTION, session.LEARNER):
        if name in st.query_params:
            left_behind.keep(name, st.query_params[name])
        elif name in st.session_state:
            st.query_params[name] = st.session_state[name]


def collection() -> Collection:
    """Return the visitor's collection; an empty one, which is not stored yet, where there is none.

    Raises:
        DataError: it is gone or damaged; the next call begins with a new one.
    """
    if session.COLLECTION not in st.session_state:
        return Collection(_first())
    try:
        return collecting.load(st.session_state[session.COLLECTION])
    except DataError:
        forget()
        raise


def change(changed: Callable[[Collection], Collection]) -> None:
    """Replace the visitor's collection by what `changed` makes of it; the first change stores a new one.

    Raises:
        RightsError: they may not train.
        DataError: what `changed` raises; the collection is gone or damaged, or there are too many of them.
        DatabaseError: the database cannot be reached.
        DiskError: it cannot be written.
    """
    if session.COLLECTION not in st.session_state:
        _set(session.COLLECTION, actions.begin_collection(_first(), me()))
    actions.change_collection(st.session_state[session.COLLECTION], changed, me())


def run_id() -> str | None:
    """Return the id of the run that learned from the collection, None where there is none."""
    return st.session_state.get(session.LEARNER)


def learned_by(run: str) -> None:
    """Remember the run that learns from the collection."""
    _set(session.LEARNER, run)


def forget() -> None:
    """Begin anew: with an empty collection and no run. What is stored stays, and its address still leads to it."""
    for name in (session.COLLECTION, session.LEARNER, session.OWN_CLASS):
        left_behind.forget(name)
        st.query_params.pop(name, None)


def _first() -> tuple[str, str]:
    return class_name(1), class_name(2)


def _set(name: str, value: str) -> None:
    st.query_params[name] = value
    left_behind.keep(name, value)
