"""Runs that belong together on the page: a race, the folds of a cross-validation, seeds.

Knows groups and Streamlit. Does not know how a training is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model.datasets.registry import data_set
from model.errors import InklingError, RunError
from model.languages.joining import listed
from model.languages.translation import _, ngettext, translated
from model.runs import actions, groups, results, store
from model.runs.groups import Group
from model.runs.results import Result
from model.runs.store import Run
from ui import faults, html, resources
from ui.text import message, plain
from ui.train import opened, overlaid
from ui.train.comparison import accuracy
from ui.train.overlaid import Line
from ui.train.run_view import STATUS, of_whom, say_fault
from ui.train.words import in_words
from ui.visitor import me

_SHOWN, _SIDE = 24, 56  # pictures that every run gets wrong; px


def is_changing(group: Group) -> bool:
    """Whether one of the runs will still change by itself."""
    return any(opened.is_changing(run) for run in group.runs().values())


def show(group_id: str, changes: bool, /) -> None:
    """Show a group: how far its runs are, their curves over one another, and what they came to.

    Args:
        group_id: which group.
        changes: whether the page as a whole was drawn while the group was changing.
    """
    opened.look_after_queue()
    with faults.shown():
        try:
            group = groups.find(group_id)
        except RunError:  # its runs were deleted elsewhere: the page says so
            st.rerun()
        changing = is_changing(group)
        if changes and not changing:
            st.rerun()
        _show(group, changing)


def _show(group: Group, changing: bool) -> None:
    members = group.runs()
    owner = of_whom(next(iter(members.values())))
    st.subheader(f":material/stacked_line_chart: {plain(group.title)}{owner}", anchor=False)
    with st.container(key="group-head", gap="small"):  # of one height, whatever the runs do
        over = sum(not opened.is_changing(run) for run in members.values())
        said = ngettext("{over} of {count} run is over.", "{over} of {count} runs are over.", len(members))
        st.progress(over / len(members), said.format(over=over, count=len(members)))
        if any(run.state().status == "queued" for run in members.values()):
            say_fault()
        for why in dict.fromkeys(message(run.state().message) for run in members.values() if _has_failed(run)):
            st.error(why)
        if not changing:
            st.markdown(plain(_outcome(group)))
        elif all(me().owns(run.owner()) for run in members.values()):
            st.button(
                _("Stop all"), key=f"stop-{group.id}", icon=":material/stop:", on_click=faults.do,
                args=("run", _stop_all, [run.id for run in members.values()]),
            )  # fmt: skip
    _show_results(group)
    st.caption(_settings(members.values()))
    if not changing and len(members) > 1:
        _show_always_wrong(group)


def _has_failed(run: Run) -> bool:
    return run.state().status == "failed"


def _settings(runs: Iterable[Run]) -> str:
    """Return the settings that all runs have which say theirs."""
    configs = []
    for run in runs:
        with suppress(InklingError):  # a damaged run harms no other
            configs.append(run.config())
    return plain(in_words(*configs)) if configs else ""


def _stop_all(run_ids: list[str]) -> None:
    there = store.known(run_ids)  # the others are gone
    if not any(opened.is_changing(run) for run in there):
        raise RunError("all-over-meanwhile", "These runs were over before they could be stopped.")
    for run in reversed(there):  # the last first: none is started meanwhile
        actions.stop(run, me())


def _outcome(group: Group) -> str:
    """Return what came out, in one sentence; "" where nothing did."""
    rows = results.of_group(group)
    known = [row.test_accuracy for row in rows if row.test_accuracy is not None]
    if not known or not group.is_race:
        return ""
    most = max(known)
    best = [row.name for row in rows if row.test_accuracy == most]
    if len(best) == len(rows) > 1:
        said = _("All are equally good: {accuracy} of the test pictures right.")
    else:
        said = _("Best: {name}, {accuracy} of the test pictures right.")
    return said.format(name=listed(*best), accuracy=accuracy(most))


def _show_results(group: Group) -> None:
    """Show the curves, and what each run came to; and mean and spread of folds and seeds."""
    rows = results.of_group(group)
    overlaid.show(
        [Line(row.name, row.run, _cells(row)) for row in rows],
        [_("Run"), _("Test"), _("Validation"), _("State"), _("Epochs"), _("Time per epoch")],
    )
    if not group.is_race:
        _show_spread(
            _("Validation accuracy of {count} runs: mean **{mean:.2%}**, spread **{spread:.2f} points**"),
            [row.validation_accuracy for row in rows],
        )
        _show_spread(
            _("Test accuracy of {count} runs: mean **{mean:.2%}**, spread **{spread:.2f} points**"),
            [row.test_accuracy for row in rows],
        )


def _cells(result: Result) -> list[str]:
    seconds = result.seconds_per_epoch
    return [
        accuracy(result.test_accuracy),
        accuracy(result.validation_accuracy),
        _(STATUS[result.run.state().status][0]),
        str(result.epochs),
        "–" if seconds is None else _("{seconds:.1f} s").format(seconds=seconds),
    ]


def _show_spread(sentence: str, values: list[float | None]) -> None:
    known = [value for value in values if value is not None]
    if len(known) > 1:
        mean, spread = results.mean_and_spread(known)
        st.markdown(
            sentence.format(count=len(known), mean=mean, spread=100 * spread),
            help=_("The spread is the standard deviation: most runs lie within so many points of the mean."),
        )


class _AlwaysWrong(NamedTuple):
    """The test pictures that every run gets wrong: how many of how many, in how many runs; and the first of them."""

    wrong: int
    tested: int
    runs: int
    pixels: NDArray[np.uint8]
    labels: list[str]


def _show_always_wrong(group: Group) -> None:
    """Show the test pictures that every run with a result gets wrong."""
    versions = tuple(card.fingerprint for run in group.runs().values() if (card := run.card()))
    if not versions:
        return
    with faults.shown():
        with st.spinner(_("Comparing the runs …")):
            found = _always_wrong(group.id, versions)
        if not found.runs:
            return
        said = _("**{wrong} of {tested:,} test pictures are wrong in all {count} runs**")
        st.markdown(said.format(wrong=found.wrong, tested=found.tested, count=found.runs))
        if found.labels:
            labels = [translated(label) for label in found.labels]
            html.show(html.strip(found.pixels, _SIDE, [_("Labelled {label}").format(label=label) for label in labels]))
            st.caption(_("Their labels: {labels}").format(labels=plain(listed(*labels))))


@st.cache_data(show_spinner=False, max_entries=20)
def _always_wrong(group_id: str, versions: tuple[str, ...]) -> _AlwaysWrong:
    group = groups.find(group_id)
    wrong, judged = results.always_wrong(group)
    run = next((run for run in group.runs().values() if run.card()), None)  # all are tested on the same pictures
    if run is None:  # deleted a moment ago
        return _AlwaysWrong(0, 0, 0, np.empty(0, np.uint8), [])
    test, classes = resources.test_pictures(run.folder), data_set(run.config().data).classes
    chosen = test[wrong[:_SHOWN]]
    return _AlwaysWrong(len(wrong), len(test), judged, chosen.pixels, [classes[label] for label in chosen.y])
