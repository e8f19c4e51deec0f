"""The queue: runs wait until there is room for them, the teacher's first, and can be stopped, paused and put back.

Who sees that nobody does a run any more lets it wait again, or says that it has failed.
Knows runs, and who does them. Does not know how one is started (see `starting`), Keras or pages.
"""

from __future__ import annotations

import dataclasses
import time
from contextlib import suppress

from model.errors import DatabaseError, ExecutorError, RunError
from model.events import ENDS, event
from model.executors import chosen
from model.executors.job import NOBODY
from model.executors.local import KIND
from model.inference.card import LITERT
from model.runs import rows, store
from model.runs.changes import changing, let_wait
from model.runs.rows import Row
from model.runs.starting import start_waiting, started
from model.runs.state import Status, Wish
from model.runs.store import LEASE, Run, all_runs, is_done, still_there, with_rows
from model.storage.database.engine import seconds

MOST_TRIES = 3  # attempts without an epoch, after which a run whose machine died again and again has failed
_PAUSE = 5.0  # s, for which an engine that cannot be reached is not tried again

_silent = {"until": 0.0}  # by the clock `time.monotonic`


def waiting() -> dict[str, int]:
    """Return of each waiting run, by its id and in their order, how many train or wait before it; 0: it is the next."""
    known = with_rows()
    training = sum(row.state.status == "running" and is_done(row) for _, row in known)
    line = [(row.owner != "", row.state.queued_at, run.id) for run, row in known if row.state.status == "queued"]
    return {run_id: at for at, (*_, run_id) in enumerate(sorted(line), start=training)}


def waiting_before(run: Run) -> int:
    """Return how many runs train or wait before a waiting one; 0: it is the next, or waits no longer."""
    return waiting().get(run.id, 0)


def enqueue_again(run: Run) -> None:
    """Put a run that was stopped, paused or has failed back into the queue; it goes on after its last finished epoch.

    One that has finished does so only where what came out is missing or damaged: it is made again.

    Raises:
        RunError: its process is still there, or it has finished, or it was deleted.
        DatabaseError: that cannot be written.
    """
    with changing():
        state = still_there(run.id).state()
        if state.is_open:  # somebody else was faster
            return
        if is_done(run.row()):
            raise RunError("still-writing", "This run is still writing its result. Try again in a few seconds.")
        if state.status == "finished" and run.card() and (run.folder / LITERT).exists():
            raise RunError("finished-run", "This run has finished: there is nothing to go on with. Start a new one.")
        let_wait(run, tries=0, queued_at=seconds())


def stop(run: Run) -> None:
    """Ask a run to stop. A waiting run leaves the queue; one that trains keeps its best epoch so far.

    Harmless for a run that is over.

    Raises:
        RunError: it was deleted.
        DatabaseError: that cannot be written.
    """
    _end(run, "stopped", "stop", "stopped-before", "stopped-between")


def pause(run: Run) -> None:
    """Ask a run to pause after the epochs that it has finished; `enqueue_again` lets it go on. Raises as `stop`."""
    _end(run, "paused", "pause", "paused-before", "paused")


def _end(run: Run, status: Status, wish: Wish, before: str, between: str) -> None:
    """Ask a run to end; the reasons are those of one that does not train: `before` its first epoch, `between` two."""
    job, reason = NOBODY, before
    with changing():
        state = still_there(run.id).state()
        if not state.is_open:
            return
        if state.status == "queued" or not state.epoch:  # nobody trains it: there is nothing to wait for
            job, values = state.job, _epochs(run)
            reason = between if values else before
            ended = dataclasses.replace(state, status=status, reason=reason, values=values, job=NOBODY)
            ended = dataclasses.replace(ended, attempt=state.attempt + 1)  # who was told the one before writes no more
            store.change(run, wish=wish, lease=0.0, **rows.columns(ended))
        else:
            store.change(run, wish=wish)
    if state.status == "queued" or not state.epoch:
        event(ENDS[status], run=run.id, reason=reason)
        started.discard(run.id)
    if job != NOBODY:
        chosen.stop(job)


def _epochs(run: Run) -> dict[str, object]:
    """Return how many epochs of how many a run has finished; nothing where it has none, or does not say."""
    with suppress(RunError):
        if epochs := len(run.history()):
            return {"epochs": epochs, "planned": run.config().epochs}
    return {}


def advance(*, goes_on: bool = False) -> None:
    """Start the runs that are the next, as long as there is room; harmless when called often.

    Called by who adds a run, and by a run's process when it ends; for when that was killed, by each server every few
    seconds, and by the pages that show what trains.
    Where the database cannot be written to, or the engine not be reached, they wait on.

    Args:
        goes_on: whether a run whose process died goes on by itself, after the last epoch that was finished; on a
            cluster it does, and where another machine died.
    """
    try:
        executor = chosen.executor()
        waits = _look_after(goes_on=goes_on or chosen.kind() != KIND)
        if waits and executor is not None and time.monotonic() > _silent["until"]:
            start_waiting(executor)
    except DatabaseError:
        return
    except ExecutorError:
        _silent["until"] = time.monotonic() + _PAUSE


def fault() -> ExecutorError | None:
    """Return why nothing can be started from here: a setting is wrong, or what it asks for is missing; else None."""
    try:
        chosen.executor()
    except ExecutorError as error:
        return error
    return None


def _look_after(*, goes_on: bool) -> bool:
    """See to the runs that nobody does any more, and return whether any run waits; raises DatabaseError."""
    waits, runs, known = False, all_runs(), rows.all_rows()
    for run in runs:
        if (row := known.get(run.id)) is None:  # a full disk: it is known from its folder alone
            continue
        if run.id in started and row.state.status in ENDS:
            started.discard(run.id)
            state, epochs = row.state, len(run.history())
            event(ENDS[state.status], run=run.id, attempt=state.attempt, epochs=epochs, reason=state.reason)
        if row.state.status == "running" or (row.state.status == "queued" and row.state.job != NOBODY):
            waits = _see_to(run, row, goes_on) or waits
        elif row.state.status == "queued":
            waits = True
    return waits


def _see_to(run: Run, row: Row, goes_on: bool) -> bool:
    """See to a run that somebody does, or did, and return whether it waits now; raises DatabaseError."""
    is_there = is_done(row)
    is_local = row.state.job.kind == KIND
    slept = is_there and is_local and not row.is_leased
    # Another machine died; or who took it did, before it started anything.
    elsewhere = is_local and chosen.state_of(row.state.job) == "unknown"
    goes_on = goes_on or elsewhere or (row.state.job == NOBODY and row.state.attempt > 0)
    died = not is_there and (goes_on or row.is_leased)
    if not (slept or died):  # as nearly always
        return False
    with changing() as connection:
        now = rows.row_of(connection, run.key)
        if now is None or now.state.attempt != row.state.attempt or is_done(now) != is_there:
            return False  # somebody else has seen to it
        if slept:  # this machine: the process will say so itself in a moment
            store.change(run, lease=seconds() + LEASE)
        elif not goes_on:
            store.change(run, lease=0.0)  # its place is free; and it has failed, see `Run.state`
            event("run-failed", run=run.id, attempt=now.state.attempt, reason="killed")
        elif now.tries >= MOST_TRIES or now.wish:
            ended = dataclasses.replace(now.state, status="failed", reason="killed", values={}, job=NOBODY)
            store.change(run, lease=0.0, **rows.columns(ended))
            event("run-failed", run=run.id, attempt=now.state.attempt, reason="killed")
        else:
            let_wait(run, tries=now.tries)
            event("run-taken-over", run=run.id, attempt=now.state.attempt)
            return True
    return False


def work(pause_s: float = 1.0) -> None:
    """Start on this machine what waits, for as long as nobody ends it; see `advance`."""
    while True:
        advance(goes_on=True)
        time.sleep(pause_s)
