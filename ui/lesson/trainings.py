"""The trainings of the lesson: 300 pictures for a few epochs, then for many; and what became of one that is looked at.

A class trains each of them once: whoever presses first starts it, and the others watch the same run.
Knows runs and their curves. Does not know how the page "Train" shows them, but that its address names the run.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock
from typing import NoReturn

import streamlit as st

from model.config import TrainingConfig
from model.datasets.registry import data_set
from model.errors import InklingError
from model.people import class_start
from model.runs import actions, experiments, groups, store
from model.runs.store import Run
from model.training import diagnosis
from ui import session
from ui.visitor import me

OVERFITS = experiments.READY["overfitting"].configs[groups.AS_IT_IS]
FIRST = OVERFITS.replace(epochs=5)

_FEW = 300  # pictures
_STARTING = Lock()  # a class presses at once
_LESSON, _DAY = timedelta(hours=1), timedelta(days=1)


def open_training(config: TrainingConfig, within: timedelta = _LESSON) -> NoReturn:
    """Go to the training of this lesson on the page "Train"; it is started where nobody has yet.

    Args:
        config: what is trained.
        within: how long ago it may have been started.

    Raises:
        RightsError: the visitor may not start it, or not now.
        DiskError: it cannot be written.
    """
    with _STARTING:
        run = _latest(config, within) or actions.train(config, me())
    st.session_state[session.NEXT_VIEW] = "one"
    st.switch_page("pages/train.py", query_params={"run": run.id})


def open_overfitted() -> NoReturn:
    """Go back to the day's training that overfits, as a remedy is judged by it; raises as `open_training`."""
    open_training(OVERFITS, _DAY)


def _latest(config: TrainingConfig, within: timedelta) -> Run | None:
    """Return the newest run of a training, where there is one that was made within a time and did not fail."""
    since = max(datetime.now() - within, class_start.began())
    for run in store.all_runs():
        if run.created is None or run.created < since:
            return None
        if _is_of_use(run) and _config(run) == config:
            return run
    return None


def _is_of_use(run: Run) -> bool:
    """Whether a run has come to something, or still will: one that somebody else paused may never."""
    status = run.state().status
    return status not in ("failed", "stopped") and (status != "paused" or me().owns(run.owner()))


def has_few_pictures() -> bool:
    """Whether a training on few pictures is looked at that has finished."""
    run = _finished()
    config = _config(run) if run else None
    return config is not None and _pictures(config) <= _FEW


def overfits() -> bool:
    """Whether a finished training is looked at, longer than the first, whose curves show overfitting."""
    run = _finished()
    config = _config(run) if run else None
    if not run or not config or config.epochs <= FIRST.epochs:
        return False
    return any(hint.kind == "overfitting" for hint in diagnosis.hints(config, run.history(), classes=10))


def is_repaired() -> bool:
    """Whether a finished training is looked at that is the one which overfits with a remedy, with a smaller gap."""
    run = _finished()
    before = _overfitted()
    if not run or not before or run == before or _config(run) in (None, OVERFITS, FIRST):
        return False
    gap, gap_before = diagnosis.gap(run.history()), diagnosis.gap(before.history())
    return gap is not None and gap_before is not None and gap < gap_before


def _overfitted() -> Run | None:
    """Return the class's run that overfits; where whoever started it has deleted it since, from the bin."""
    began = class_start.began()
    deleted = (
        run
        for run in store.deleted_runs()
        if _is_of_use(run) and _config(run) == OVERFITS and (run.created or began) >= began
    )
    return _latest(OVERFITS, _DAY) or next(deleted, None)


def _finished() -> Run | None:
    """Return the run that the address names, where it has finished."""
    for run in store.known([st.query_params.get("run", "")]):
        if run.state().status == "finished":
            return run
    return None


def _config(run: Run) -> TrainingConfig | None:
    try:
        return run.config()
    except InklingError:  # it is damaged
        return None


def _pictures(config: TrainingConfig) -> float:
    try:
        return round(config.share * data_set(config.data).training)
    except InklingError:  # own pictures that are gone
        return float("inf")
