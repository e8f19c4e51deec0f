"""The run or the group that the page shows: it is in the address, so that a reload shows it again.

What the page chose by itself is in the address, too. So it stays on the screen when a newer run finishes elsewhere; and
when it is deleted, here or elsewhere, the page says so in its place and shows no other until one is opened: nobody's
press, and nobody's look, moves to a run that was not asked for.
Knows the address, the store and the queue. Does not know how a run or a group is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.runs import groups, queue, store
from model.runs.groups import Group
from model.runs.store import Run
from model.storage.paths import home
from ui import session

LOOK_EVERY = 1.0  # s between two looks at what changes by itself


def open_run(run: Run) -> None:
    """Make this the run that the page shows."""
    st.query_params.from_dict({"run": run.id})


def open_group(group: Group) -> None:
    """Make these the runs that the page shows."""
    st.query_params.from_dict({"group": group.id})


def group() -> Group | None:
    """Return the group that the address names, None where it names none.

    Raises:
        RunError: the runs of the group are all gone.
    """
    named = st.query_params.get("group")
    return groups.find(named) if named else None


def run(everything: Sequence[Run]) -> Run | None:
    """Return the run that the address names; else the oldest that is open, or the newest of all, which it names then.

    Raises:
        RunError: the run that it names was deleted.
    """
    if named := st.query_params.get("run"):
        return store.still_there(named)
    newest = everything[0] if everything else None
    chosen = next((found for found in reversed(everything) if found.state().is_open), newest)
    if chosen:
        open_run(chosen)
    return chosen


def place(shown: str) -> DeltaGenerator:
    """Return the place of the run or the group of that id: another one than that of what was shown before.

    In the same place the figures of the one before would stand below the new heading until the new ones are there.
    """
    before, at = st.session_state.get(session.OPENED, (shown, 0))
    if before != shown:
        at = 1 - at
    st.session_state[session.OPENED] = shown, at
    places = [st.container(key=f"opened-{shown}") if at == number else st.empty() for number in (0, 1)]
    return places[at]


def is_changing(found: Run) -> bool:
    """Whether the run's folder will still change by itself."""
    return found.state().is_open or found.is_measuring()


def look_after_queue() -> None:
    """Start what waits where the process of a run was killed: one look a second, however many sessions ask."""
    _advance(str(home()))


@st.cache_data(ttl=LOOK_EVERY, show_spinner=False, max_entries=4)
def _advance(home: str) -> None:
    queue.advance()
