"""Which teaching the view "Teach" shows: the one that the address names, else the newest; or what could be taught now.

The newest is that of those which are still at it, or have left a network, since the class began.

Knows the address and runs. Does not know how any of it is shown.
"""

from __future__ import annotations

import streamlit as st

from model.people import class_start
from model.runs import store
from model.runs.store import Run
from model.teaching.comparison import taught_runs

_KEY = "taught"  # in the address
_NONE = "new"  # there, while nothing that was taught is on show


def run() -> Run | None:
    """Return the run that is on show, None where it is what could be taught.

    Raises:
        RunError: the one that the address names was deleted.
    """
    named = st.query_params.get(_KEY)
    if named == _NONE:
        return None
    if named:
        return store.still_there(named)
    began = class_start.began()
    taught = (run for run in taught_runs() if (run.created or began) >= began)
    return next((run for run in taught if run.state().is_open or run.card()), None)


def is_named() -> bool:
    """Whether the address names a teaching: by a link, or a reload."""
    return _KEY in st.query_params


def open_run(run_id: str) -> None:
    """Show this run, also after a reload."""
    st.query_params[_KEY] = run_id


def begin_anew() -> None:
    """Show what could be taught."""
    st.query_params[_KEY] = _NONE
