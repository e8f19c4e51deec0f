"""The lists of the page "Train": groups and runs, newest first; each can be opened, runs laid over one another.

Knows the store and the queue. Does not know how a run or a group is shown. Of what is not on show no more is read than
is needed: a class has a thousand runs by the end of a year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.errors import InklingError
from model.languages.joining import listed
from model.languages.translation import _, ngettext
from model.runs import actions, groups, places, queue, room, store
from model.runs.groups import Group
from model.runs.state import Status
from model.runs.store import Run
from ui import faults, language, run_names
from ui.text import message, plain
from ui.times import day_and_time
from ui.train import comparison, deleted, opened, run_view
from ui.train.words import in_words, unreadable, when, whose
from ui.visitor import me

_SHOWN = 8  # earlier runs in the list before "all"; groups


def show() -> None:
    """Show all that was trained: groups, runs, and what was deleted."""
    faults.show_kept("run", "tools")
    with st.container(key="train-runs"):
        show_groups(groups.all_groups())
        show_runs(store.all_runs())
        deleted.show_list()


def show_groups(everything: Sequence[Group]) -> None:
    """List the races, cross-validations and seeds; each can be opened."""
    for __ in groups.damaged():
        st.warning(_("A group of runs cannot be read: its file is damaged. Its runs are listed below."))
    if not everything:
        return
    st.subheader(_("Experiments"), anchor=False)
    for group in everything if st.session_state.get("all-groups") else everything[:_SHOWN]:
        members = list(group.runs().values())
        over = sum(not opened.is_changing(run) for run in members)
        how_far = listed(*map(whose, members[:1]), _("{over} of {count} over").format(over=over, count=len(members)))
        with _row(group.id):
            st.markdown(f"**{plain(group.title)}** – {_with_moment(how_far, group)}", width="stretch")
            st.button(_("Open"), key=f"list-{group.id}", on_click=opened.open_group, args=(group,))
    _offer_all(len(everything), "all-groups")


def show_runs(everything: Sequence[Run]) -> None:
    """List the runs with their settings; each can be opened, and several laid over one another."""
    if not everything:
        st.info(_("Nothing was trained yet. Choose a network under “Train one” and press “Start training”."))
        return
    st.subheader(_("Runs"), anchor=False)
    if me().is_teacher:
        _say_made_room()
        _choose_concurrent_runs()
    with st.container():
        _compare(everything)
    shown = everything if st.session_state.get("all-runs") else everything[:_SHOWN]
    waiting = queue.waiting() if any(run.state().status == "queued" for run in shown) else {}
    with st.container():
        named = run_names.names(everything)
        for run in shown:
            _show_row(run, named.get(run.id, ""), waiting.get(run.id))
    _offer_all(len(everything), "all-runs")
    if doing := _doing():
        _follow(doing)


def _doing() -> dict[str, Status]:
    """Return what those runs are doing that will still change by themselves."""
    return {run.id: run.state().status for run in store.open_runs()}


@st.fragment(run_every=opened.LOOK_EVERY)
def _follow(said: Mapping[str, Status], /) -> None:
    """Show nothing: draw the page anew once the runs do something else than the list says."""
    opened.look_after_queue()
    with faults.shown():
        if _doing() != said:
            st.rerun()


def _offer_all(count: int, key: str) -> None:
    if count > _SHOWN:
        st.toggle(_("Show all {count}").format(count=count), key=key)


def _say_made_room() -> None:
    """Say that old runs were deleted to make room, where any were."""
    if made := room.made():
        said = ngettext(
            "To make room, the oldest run was deleted on {day}.",
            "To make room, the {count} oldest runs were deleted on {day}.",
            made.runs,
        )
        st.caption(said.format(count=made.runs, day=day_and_time(made.moment)))


def _choose_concurrent_runs() -> None:
    """Let be chosen how many runs train at the same time; of all who use this Inkling, not of this session alone."""
    now = places.max_concurrent_runs()
    key = f"places-{now}"  # another one when somebody else has changed it
    st.slider(
        _("Runs that train at the same time"), 1, places.MOST_CONCURRENT, now, key=key, width=320, on_change=faults.do,
        args=("places", _let_train, key),
    )  # fmt: skip
    faults.show_kept("places")


def _let_train(key: str) -> None:
    count = st.session_state.pop(key)  # where it cannot be set, the old number is shown again
    actions.let_train_at_once(count, me())


def _compare(everything: Sequence[Run]) -> None:
    """Let 2 to 6 runs be chosen and laid over one another."""
    trained = {run.id: run for run in everything if run.history()}
    named = run_names.names(list(trained.values()))
    if len(named) < 2:
        return
    chosen = st.multiselect(
        _("Lay runs over one another (2 to 6)"), list(named), max_selections=6, format_func=named.__getitem__,
        key=language.kept("laid-over", named), placeholder=_("Choose some"),
    )  # fmt: skip
    if len(chosen) > 1:
        with faults.shown():
            comparison.show([trained[run_id] for run_id in chosen])


def _row(of: str) -> DeltaGenerator:
    """Return a row of a list: what is said, and a button at its right, on a phone too."""
    return st.container(horizontal=True, vertical_alignment="center", key=f"row-{of}")


def _with_moment(said: str, made: Run | Group) -> str:
    """Return what is said of a run or a group, and when it was made, where that is known."""
    return _("{said}, {moment}").format(said=said, moment=moment) if (moment := when(made)) else said


def _show_damaged(run: Run, sentence: str) -> None:
    """Say what is wrong with a run, and let it be deleted: nothing else can be done with it."""
    with _row(run.id):
        st.warning(sentence)
        if me().owns(run.owner()):
            st.button(
                _("Delete"), key=f"delete-damaged-{run.id}", help=_("For a day it can be brought back."),
                on_click=faults.do, args=("run", _delete, run),
            )  # fmt: skip


def _delete(run: Run) -> None:
    actions.delete(run, me())


def _show_row(run: Run, name: str, before: int | None) -> None:
    """Show one run in the list, and how many train or wait before it, where it waits."""
    try:
        config = run.config()
    except InklingError as error:
        _show_damaged(run, message(unreadable(error)))
        return
    waits = "" if before is None else _("{count} before it").format(count=before)
    said = _with_moment(listed(_(run_view.STATUS[run.state().status][0]), waits), run)
    with _row(run.id):
        with st.container(gap=None):
            st.markdown(f"**{plain(name)}** – {said}")
            st.caption(plain(listed(whose(run), in_words(config))))
        st.button(_("Open"), key=f"list-{run.id}", on_click=opened.open_run, args=(run,))
