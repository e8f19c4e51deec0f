"""One run on the page: how far it is, its curves, and what they show.

Knows run folders and Streamlit. Does not know how a training is chosen, or what its result is good for (`run_result`).
"""

from __future__ import annotations

import streamlit as st

from model.config import TrainingConfig
from model.datasets.registry import data_set
from model.errors import InklingError, RunError
from model.languages.joining import in_a_row
from model.languages.translation import N_, _, ngettext
from model.runs import actions, queue, store
from model.runs.state import State
from model.runs.store import Run
from model.runs.watched import read
from model.training import diagnosis
from ui import chart_names, chart_view, charts, faults, glossary, html, run_names
from ui.text import message, plain
from ui.times import duration
from ui.train import allowed, opened, run_result, start
from ui.train.ending import end
from ui.train.watched_view import watched
from ui.train.words import in_words, unreadable, whose
from ui.visitor import me

STATUS = {
    "queued": (N_("Waiting"), ":material/hourglass_empty:"),
    "running": (N_("Training"), ":material/model_training:"),
    "stopping": (N_("Stopping"), ":material/stop_circle:"),
    "paused": (N_("Paused"), ":material/pause_circle:"),
    "finished": (N_("Finished"), ":material/check_circle:"),
    "stopped": (N_("Stopped"), ":material/stop_circle:"),
    "failed": (N_("Failed"), ":material/error:"),
}


def show(run_id: str, changes: bool, /) -> None:
    """Show one run: its state, its curves, its result.

    Args:
        run_id: which run.
        changes: whether the page as a whole was drawn while the run was changing.
    """
    opened.look_after_queue()
    try:
        run = store.still_there(run_id)
    except RunError:  # it was deleted elsewhere: the page says so
        st.rerun()
    try:
        config = run.config()
    except RunError as error:
        st.error(message(unreadable(error)))
        return
    with faults.shown():
        run_state, changing = run.state(), opened.is_changing(run)
        if changes and not changing:
            st.rerun()  # the whole page: its list and its badge change too
        _show(run, config, run_state, changing)


def _show(run: Run, config: TrainingConfig, run_state: State, changing: bool) -> None:
    status, icon = STATUS[run_state.status]
    said = _("{title}: {value}").format(title=_(status), value=plain(run_names.name(run)))
    st.subheader(f"{icon} {said}{of_whom(run)}", anchor=False)
    # What can be pressed waits for the whole page: a part that is about to be replaced would lose the press.
    with st.container(key="run-head", gap="small"):  # of one height, whatever the run does
        show_state(run, config, run_state, changing)
        if not changing:
            run_result.show(run, config)
    show_curves(run, config, changing)
    if not changing:
        _show_hints(run, config, run_state)
    html.show(watched(read(run.folder), _classes(config)))
    if not changing:
        run_result.show_try(run, config)
        run_result.show_tools(run, config)
    with st.expander(_("Settings and log of this run"), icon=":material/description:", key="run-log"):
        st.caption(plain(in_words(config)))
        st.code(run_names.with_names(run.log()) or _("Nothing was printed."), language=None)


def of_whom(run: Run) -> str:
    """Return what a heading says of whose a run is, as Markdown; "" where it says nothing."""
    return f" :small[{owner}]" if (owner := plain(whose(run))) else ""


def _classes(config: TrainingConfig) -> tuple[str, ...]:
    try:
        return data_set(config.data).classes
    except InklingError:  # own pictures that are gone
        return ()


def show_state(run: Run, config: TrainingConfig, run_state: State, changing: bool) -> None:
    """Show how far the run is, and what can be done about it."""
    if run_state.status == "queued":
        _show_waiting(run)
    elif run_state.status in ("running", "stopping"):
        st.progress(run_state.share_done(config.epochs), _how_far(config, run_state))
    elif changing:
        st.progress(1.0, _("Measuring on the test pictures …"))
    if run_state.message:
        (st.error if run_state.status == "failed" else st.info)(message(run_state.message))
    if not me().owns(run.owner()):
        return
    if run_state.is_open:
        _show_stop(run, run_state)
    elif run_state.status in ("stopped", "paused", "failed") and not changing and allowed.is_offered(config):
        show_go_on(run, "run")


def _show_waiting(run: Run) -> None:
    """Show how long a waiting run still waits, or why nobody starts it."""
    st.progress(0.0, _(STATUS["queued"][0]) if queue.fault() else _waits(queue.waiting_before(run)))
    say_fault()


def say_fault() -> None:
    """Say why nobody starts what waits, where that is so."""
    if fault := queue.fault():
        st.error(message(fault))


def _waits(before: int) -> str:
    """Return how long a waiting run still waits, in words."""
    if not before:
        return _("It starts in a moment.")
    said = ngettext("It waits its turn: 1 run before it.", "It waits its turn: {count} runs before it.", before)
    return said.format(count=before)


def show_go_on(run: Run, near: faults.Place) -> None:
    """Let a run go on that was paused, stopped or has failed; what cannot be done is said near the button."""
    st.button(
        _("Go on"), key=f"go-on-{run.id}", icon=":material/play_arrow:", help=_("From the last finished epoch."),
        on_click=faults.do, args=(near, _go_on, run),
    )  # fmt: skip


def _go_on(run: Run) -> None:
    actions.go_on(run, me())


def _show_stop(run: Run, run_state: State) -> None:
    stopping = run_state.status == "stopping"
    with st.container(horizontal=True):
        st.button(
            _("Pause"), key=f"pause-{run.id}", icon=":material/pause:", disabled=stopping, on_click=faults.do,
            args=("run", end, actions.pause, run.id),
        )  # fmt: skip
        st.button(
            _("Stop"), key=f"stop-{run.id}", icon=":material/stop:", disabled=stopping, on_click=faults.do,
            args=("run", end, actions.stop, run.id),
        )  # fmt: skip


def _how_far(config: TrainingConfig, run_state: State) -> str:
    """Return how far the training is, in words."""
    if not run_state.epoch:
        return _("Getting ready …")
    left = run_state.seconds_left(config.epochs)
    said = _("Epoch {epoch} of {epochs}, batch {batch:,} of {batches:,}").format(
        epoch=run_state.epoch, epochs=config.epochs, batch=run_state.batch, batches=run_state.batches
    )
    return said if left is None else _("{how_far}, about {time} left").format(how_far=said, time=duration(left))


def show_curves(run: Run, config: TrainingConfig, changing: bool) -> None:
    """Show loss and accuracy, training and validation, as far as they are known, and the gap between them."""
    history, progress = run.history(), run.progress()
    if not history and run.state().status == "finished":
        st.warning(_("The curves of this run cannot be read: its history is missing or damaged."))
    if not (history or progress or changing):  # there will be none
        return
    for place, metric in zip(st.columns(2, gap="small"), ("accuracy", "loss"), strict=True):
        rows, said = charts.learning_rows(metric, history, progress), chart_names.of_curve(metric, history)
        chart_view.show(rows, said, charts.learning_curve, metric, config.epochs, key=f"chart-{metric}", place=place)
    with st.container(key="gap"):  # of one height, before there is anything to say
        if history:
            _show_gap(config, history)
    glossary.terms("accuracy", "loss", "validation", "overfitting")


def _show_gap(config: TrainingConfig, history: list[dict[str, float]]) -> None:
    """Say how right it is after the last epoch, in training and validation, and how far the two are apart."""
    last, between = history[-1], diagnosis.gap(history)
    if between is None:
        sentence, meaning = _("After epoch {epoch:.0f}: accuracy in training {training:.2%}."), None
    else:
        sentence = _(
            "After epoch {epoch:.0f}: accuracy in training {training:.2%}, validation {validation:.2%}."
            " The gap: **{points:.1f} points**."
        )
        meaning = (
            _("Training minus validation. It knew most of the validation pictures before, so the gap says little.")
            if config.base
            else _("Training minus validation. A wide gap means that it learns its pictures by heart.")
        )
    known = {"epoch": last["epoch"], "training": last["accuracy"], "validation": last.get("val_accuracy", 0)}
    said = sentence.format(points=round(100 * (between or 0), 1) + 0.0, **known)  # never -0.0
    st.markdown(said, help=meaning)


def _show_hints(run: Run, config: TrainingConfig, run_state: State) -> None:
    """Say what the curves show, with a button for each remedy that queues the same run with it."""
    classes = len(_classes(config))
    if not classes:  # it cannot be trained again
        return
    found = diagnosis.hints(config, run.history(), classes, run_state.exploded)
    if not found and run_state.status == "finished" and diagnosis.looks_well(config, run.history()):
        st.markdown(
            _(":material/check: The curves look well: what it learned holds for pictures that it did not learn.")
        )
    for hint in found:
        remedies = [each for each in hint.remedies if allowed.is_offered(each.config)]
        with st.container(border=True):
            said = in_a_row(hint.sentence, _("Try the same run with:") if remedies else "")
            st.markdown(f":material/lightbulb: {said}")
            with st.container(horizontal=True):
                for change, label, remedied in remedies:
                    st.button(
                        label, key=f"hint-{hint.kind}-{change}-{run.id}", icon=":material/add:", on_click=faults.do,
                        args=("tools", start.repeat, run.id, remedied),
                    )  # fmt: skip
