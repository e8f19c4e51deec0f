"""The run or the group that the page shows: it is in the address, so that a reload shows it again.

What the page chose by itself is in the address, too. So it stays on the screen when a newer run finishes elsewhere; and
when it is deleted, here or elsewhere, the page says so in its place and shows no other until one is opened: nobody's
press, and nobody's look, moves to a run that was not asked for.
Knows the address, the store and the queue. Does not know how a run or a group is shown.
"""

from __future__ import annotations

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.errors import InklingError, RunError
from model.runs import groups, queue, store
from model.runs.groups import Group
from model.runs.store import Run
from model.storage.paths import home
from ui import address, session
from ui.visitor import me

LOOK_EVERY = 1.0  # s between two looks at what changes by itself
View = Literal["one", "experiments", "runs"]
Kind = Literal["run", "group"]
_VIEW_OF: dict[Kind, View] = {"run": "one", "group": "experiments"}


def open_run(run: Run) -> None:
    """Make this the run that the page shows."""
    _open("run", run.id)


def open_group(group: Group) -> None:
    """Make these the runs that the page shows."""
    _open("group", group.id)


def is_named(kind: Kind) -> bool:
    """Whether the address names a run, or a group."""
    return kind in st.query_params


def _open(kind: Kind, opened_id: str) -> None:
    st.query_params.from_dict({kind: opened_id})
    st.session_state[session.LAST_OPENED] = kind, opened_id
    if st.session_state.get(session.TRAIN_VIEW) != _VIEW_OF[kind]:  # else it would undo the next press on a view
        st.session_state[session.NEXT_VIEW] = _VIEW_OF[kind]
    _, times = st.session_state.get(session.GO_TO, ("", 0))
    st.session_state[session.GO_TO] = opened_id, times + 1


def close() -> None:
    """Show no run and no group, but what can be started."""
    st.query_params.clear()
    st.session_state.pop(session.LAST_OPENED, None)


def close_if_over() -> None:
    """Close what will not change any more: something else is being chosen."""
    try:
        found = [store.still_there(named)] if (named := st.query_params.get("run")) else []
        if in_address := group():
            found += in_address.runs().values()
    except InklingError:  # it was deleted, and the page says so
        return
    if found and not any(is_changing(each) for each in found):
        close()


def arrive() -> None:
    """Note what the address names, and choose the view that shows it where the page is visited, or gone back to.

    Once for each visit what the address does not name is opened. What trains comes first, the visitor's own before that
    of others, several runs before one; then what this session opened last.
    """
    is_new = session.TRAIN_VIEW not in st.session_state
    if is_new and not any(map(is_named, _VIEW_OF)):
        _open_by_itself()
    kind = next(filter(is_named, _VIEW_OF), None)
    if kind:  # by a link, a reload, the lesson, the browser's Back
        st.session_state[session.LAST_OPENED] = kind, st.query_params[kind]
    if is_new or (kind and address.is_back()):
        last = st.session_state.get(session.LAST_VIEW, "one")
        st.session_state.setdefault(session.NEXT_VIEW, _VIEW_OF[kind] if kind else last)
    if session.NEXT_VIEW in st.session_state:  # before its widget is made: later it cannot be set
        st.session_state[session.TRAIN_VIEW] = st.session_state.pop(session.NEXT_VIEW)


def _open_by_itself() -> None:
    runs = store.all_runs()
    running = {run.id: run for run in reversed(runs) if run.state().is_open}  # the oldest first
    running = {run_id: run for run_id, run in running.items() if run.owner() == me().owner} or running
    together = [each for each in groups.all_groups() if running.keys() & set(each.members.values())]
    kind, last = st.session_state.get(session.LAST_OPENED, ("", ""))
    if together:
        open_group(together[-1])
    elif running:
        open_run(next(iter(running.values())))
    elif (kind == "run" and store.known([last])) or (kind == "group" and groups.exists(last)):
        _open(kind, last)


def group() -> Group | None:
    """Return the group that the address names, None where it names none.

    Raises:
        RunError: the runs of the group are all gone.
    """
    named = st.query_params.get("group")
    if named and not groups.exists(named):
        raise RunError("deleted-group", "These runs are gone: they were deleted. Choose others.")
    return groups.find(named) if named else None


def run() -> Run | None:
    """Return the run that the address names, None where it names none.

    Raises:
        RunError: it was deleted.
    """
    named = st.query_params.get("run")
    return store.still_there(named) if named else None


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
