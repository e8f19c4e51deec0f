"""The queue: runs wait until there is room for them, the teacher's first, and can be stopped, paused and put back.

A run is taken by one statement of the database, so that each is done once, however many machines look. Who took it has
a lease, and says again and again that it is still there; each attempt has a number, and who was told an older one may
write nothing. Where an engine has a queue of its own, what waits is handed over at once.
Knows runs, and who does them. Does not know Keras or pages.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from model.errors import DatabaseError, ExecutorError, RunError
from model.events import ENDS, event
from model.executors import chosen
from model.executors.job import NOBODY, Executor, Job
from model.executors.local import KIND, machine, this_process
from model.runs import messages, rows, store
from model.runs.rows import RUNS, Row
from model.runs.state import State, Status, Wish
from model.runs.store import LEASE, Run, all_runs, is_done, runs_folder, still_there
from model.storage.database import kept_values
from model.storage.database.engine import one_at_a_time, seconds, writing

MOST_CONCURRENT = 4  # runs that may train at the same time on one machine
MOST_TRIES = 3  # attempts without an epoch, after which a run whose machine died again and again has failed
_PLACES = "places"  # the name under which it is kept how many may
_STARTS_WITHIN = 60.0  # s that a process has, from when its run was taken, to say that it is there
_PAUSE = 5.0  # s, for which an engine that cannot be reached is not tried again
_CHANGES = 7143  # see `one_at_a_time`


_started: set[str] = set()  # ids of the runs that this process has started and of whose end it has not told
_silent = {"until": 0.0}  # by the clock `time.monotonic`


@contextmanager
def changing() -> Iterator[Connection]:
    """Yield a connection within which runs change hands: nobody else's do meanwhile.

    Raises:
        DatabaseError: it cannot be written.
    """
    with writing() as connection:
        one_at_a_time(connection, _CHANGES)
        yield connection


def waiting() -> dict[str, int]:
    """Return of each waiting run, by its id and in their order, how many train or wait before it; 0: it is the next."""
    known = [(run, run.row()) for run in all_runs()]
    training = sum(row.state.status == "running" and is_done(row) for _, row in known)
    line = [(row.owner != "", row.state.queued_at, run.id) for run, row in known if row.state.status == "queued"]
    return {run_id: at for at, (*_, run_id) in enumerate(sorted(line), start=training)}


def waiting_before(run: Run) -> int:
    """Return how many runs train or wait before a waiting one; 0: it is the next, or waits no longer."""
    return waiting().get(run.id, 0)


def enqueue_again(run: Run) -> None:
    """Put a run that was stopped, paused or has failed back into the queue; it goes on after its last finished epoch.

    Raises:
        RunError: its process is still there, or it was deleted.
        DatabaseError: that cannot be written.
    """
    with changing():
        state = still_there(run.id).state()
        if state.is_open:  # somebody else was faster
            return
        if is_done(run.row()):
            raise RunError("still-writing", "This run is still writing its result. Try again in a few seconds.")
        _let_wait(run, tries=0, queued_at=seconds())


def stop(run: Run) -> None:
    """Ask a run to stop. A waiting run leaves the queue; one that trains keeps its best epoch so far.

    Harmless for a run that is over.

    Raises:
        RunError: it was deleted.
        DatabaseError: that cannot be written.
    """
    _end(run, "stopped", "stop", "stopped-before")


def pause(run: Run) -> None:
    """Ask a run to pause after the epochs that it has finished; `enqueue_again` lets it go on. Raises as `stop`."""
    _end(run, "paused", "pause", "paused-before")


def _end(run: Run, status: Status, wish: Wish, reason: str) -> None:
    job = NOBODY
    with changing():
        state = still_there(run.id).state()
        if not state.is_open:
            return
        if state.status == "queued" or not state.epoch:  # nothing was trained: there is nothing to wait for
            job = state.job
            ended = dataclasses.replace(state, status=status, reason=reason, values={}, job=NOBODY)
            ended = dataclasses.replace(ended, attempt=state.attempt + 1)  # who was told the one before writes no more
            store.change(run, wish=wish, lease=0.0, **rows.columns(ended))
        else:
            store.change(run, wish=wish)
    if state.status == "queued" or not state.epoch:
        event(ENDS[status], run=run.id, reason=reason)
        _started.discard(run.id)
    if job != NOBODY:
        chosen.stop(job)


def max_concurrent_runs() -> int:
    """Return how many runs may train at the same time on one machine."""
    try:
        return min(MOST_CONCURRENT, max(1, int(kept_values.read(_PLACES) or 1)))
    except ValueError:
        return 1


def set_max_concurrent_runs(count: int) -> None:
    """Let so many runs train at the same time on one machine, 1 to `MOST_CONCURRENT`.

    Raises:
        RunError: the number cannot be.
        DatabaseError: it cannot be written.
    """
    if not 1 <= count <= MOST_CONCURRENT:
        raise RunError(
            "too-many-at-once",
            "1 to {most} runs can train at the same time. Received: {count}.",
            most=MOST_CONCURRENT,
            count=count,
        )
    kept_values.write(_PLACES, str(count))
    advance()


def advance(*, goes_on: bool = False) -> None:
    """Start the runs that are the next, as long as there is room; harmless when called often.

    Called by who adds a run, by a run's process when it ends, and by the pages (for when that process was killed).
    Where the database cannot be written to, or the engine not be reached, they wait on.

    Args:
        goes_on: whether a run whose process died goes on by itself, after the last epoch that was finished; on a
            cluster it does, and where another machine died.
    """
    try:
        executor = chosen.executor()
        waits = _look_after(goes_on=goes_on or chosen.kind() != KIND)
        if waits and executor is not None and time.monotonic() > _silent["until"]:
            _start_waiting(executor)
    except DatabaseError:
        return
    except ExecutorError:
        _silent["until"] = time.monotonic() + _PAUSE


def _look_after(*, goes_on: bool) -> bool:
    """See to the runs that nobody does any more, and return whether any run waits; raises DatabaseError."""
    waits, runs, known = False, all_runs(), rows.all_rows()
    for run in runs:
        if (row := known.get(run.id)) is None:  # a full disk: it is known from its folder alone
            continue
        if run.id in _started and row.state.status in ENDS:
            _started.discard(run.id)
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
            _let_wait(run, tries=now.tries)
            event("run-taken-over", run=run.id, attempt=now.state.attempt)
            return True
    return False


def _let_wait(run: Run, *, tries: int, queued_at: sa.ColumnElement[float] | seconds | None = None) -> None:
    """Let a run wait for its turn, after those who wait already or, where nothing is said, where it was."""
    state = run.row().state
    waits = dataclasses.replace(state, status="queued", reason="", values={}, job=NOBODY)
    place = {} if queued_at is None else {"queued_at": queued_at}
    store.change(run, wish="", lease=0.0, machine="", tries=tries, **{**rows.columns(waits), **place})


def _start_waiting(executor: Executor) -> None:
    """Start what waits, as long as there is room; raises DatabaseError, ExecutorError."""
    tried: list[str] = []
    while taken := _take(executor.has_queue, tried):
        run_id, attempt = taken
        tried.append(run_id)
        _start(Run(runs_folder() / run_id), attempt, executor)


def _take(hands_over: bool, without: list[str]) -> tuple[str, int] | None:
    """Take the run that is the next, in one statement, and return its id and the number of the attempt.

    Args:
        hands_over: whether it waits on in the queue of an engine; else it takes one of this machine's places.
        without: ids of runs that could not be started just now.
    """
    there = [run.id for run in all_runs() if run.row().state.status == "queued" and run.id not in without]
    if not there:
        return None
    each, other = RUNS.alias(), RUNS.alias()
    free = sa.and_(each.c.status == "queued", each.c.job_kind == "", each.c.lease < seconds(), each.c.id.in_(there))
    line = sa.select(each.c.id).where(free).order_by(each.c.owner != "", each.c.queued_at, each.c.id).limit(1)
    takes = sa.update(RUNS).where(RUNS.c.id == line.scalar_subquery())
    anew = {"reason": "", "details": "{}"}
    taken: dict[str, Any] = {
        **anew,
        "attempt": RUNS.c.attempt + 1,
        "tries": RUNS.c.tries + 1,
        "lease": seconds() + _STARTS_WITHIN,
    }
    if not hands_over:
        held = sa.and_(other.c.status == "running", other.c.lease > seconds(), other.c.machine == machine())
        busy = sa.select(sa.func.count(other.c.id)).where(held)
        takes = takes.where(busy.scalar_subquery() < max_concurrent_runs())
        taken |= {"status": "running", "machine": machine(), "exploded": False}
    with changing() as connection:
        found = connection.execute(takes.values(taken).returning(RUNS.c.id, RUNS.c.attempt)).first()
    return (found.id, found.attempt) if found else None


def _start(run: Run, attempt: int, executor: Executor) -> None:
    """Start a run that was taken; where that cannot be, or cannot be written down, it waits on.

    Raises:
        DatabaseError: it cannot be written down.
        ExecutorError: the engine cannot be reached.
    """
    try:
        job = executor.start(run.folder, attempt)
    except (OSError, ExecutorError) as error:  # of one run: it keeps nobody else from training
        why = {"reason": error.reason, "values": messages.values_of(error)} if isinstance(error, ExecutorError) else {}
        _give_back(run, attempt, why)
        if isinstance(error, ExecutorError):
            raise
        return
    try:
        _note_job(run, attempt, job)
    except DatabaseError:  # nobody would know of it, and it would be started again and again
        chosen.stop(job)
        raise
    event("run-started", run=run.id, attempt=attempt)
    _started.add(run.id)


def _give_back(run: Run, attempt: int, why: Mapping[str, Any]) -> None:
    with changing() as connection:
        row = rows.row_of(connection, run.key)
        if row and row.state.attempt == attempt:
            _let_wait(run, tries=max(0, row.tries - 1))
            if why:
                store.change(run, **rows.columns(dataclasses.replace(run.row().state, **why)))


def _note_job(run: Run, attempt: int, job: Job) -> None:
    """Keep who does a run, unless it has said so itself meanwhile."""
    with changing() as connection:
        row = rows.row_of(connection, run.key)
        if row is None or row.state.attempt != attempt or row.state.job != NOBODY:
            return
        if job == NOBODY:
            ended = dataclasses.replace(row.state, status="failed", reason="killed", values={})
            store.change(run, lease=0.0, **rows.columns(ended))
        else:
            store.change(run, job_kind=job.kind, job_id=job.id)


def claim(run: Run, attempt: int = 0) -> State:
    """Mark the run as done by this process, and return its state.

    Args:
        run: which one.
        attempt: that an executor told this process; what was asked of the run since then holds. 0: somebody started it
            by hand.

    Raises:
        RunError: another process is doing it; or it was stopped, paused or taken by another one meanwhile.
        DatabaseError: that cannot be written.
    """
    with changing():
        row = run.row()
        state = row.state
        if attempt and (state.attempt != attempt or not state.is_open):
            raise RunError(
                "ended-before",
                "The run {run} was ended before it began. `python -m model resume {run}` lets it go on.",
                run=run.id,
            )
        if not attempt and is_done(row) and state.job != this_process():
            raise RunError("trained-already", "The run {run} is being trained by another process already.", run=run.id)
        job = state.job if state.job.kind not in ("", KIND) else this_process()
        wish = row.wish if state.is_open else ""  # it goes on: the wish to stop was for the last time
        number = attempt or max(1, state.attempt + (state.job != this_process()))
        claimed = dataclasses.replace(
            state, status="running", reason="", values={}, job=job, attempt=number, exploded=False
        )
        own = {"machine": machine()} if job.kind == KIND else {}
        store.change(run, wish=wish, lease=seconds() + LEASE, **rows.columns(claimed), **own)
    return claimed


def note(run: Run, state: State, *, is_kept: bool = True, **values: object) -> None:
    """Write what this process does with a run, and that it is still there.

    Args:
        run: which one.
        state: that of the attempt which it does.
        is_kept: whether it goes on doing so; else nobody does it any more.
        **values: other columns.

    Raises:
        RunError: the run was taken by somebody else; nothing more may be written.
        DatabaseError: it cannot be written.
    """
    lease = seconds() + LEASE if is_kept else 0.0
    mine = sa.and_(RUNS.c.id == run.key, RUNS.c.attempt == state.attempt)
    with writing() as connection:
        kept = {**rows.columns(state), "lease": lease, **values}
        if not connection.execute(sa.update(RUNS).where(mine).values(kept)).rowcount:
            raise _taken()


def renew(run: Run, attempt: int) -> None:
    """Say that this process still does a run; raises as `note`."""
    mine = sa.and_(RUNS.c.id == run.key, RUNS.c.attempt == attempt)
    with writing() as connection:
        if not connection.execute(sa.update(RUNS).where(mine).values(lease=seconds() + LEASE)).rowcount:
            raise _taken()


def _taken() -> RunError:
    return RunError("taken-over", "Somebody else has taken this run meanwhile. It goes on there.")


def work(pause_s: float = 1.0) -> None:
    """Start on this machine what waits, for as long as nobody ends it; see `advance`."""
    while True:
        advance(goes_on=True)
        time.sleep(pause_s)
