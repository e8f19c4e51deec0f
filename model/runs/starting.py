"""The run whose turn it is is taken, by one statement of the database, and begun.

So each is done once, however many machines look. Where an engine has a queue of its own, what waits is handed over at
once. Knows runs that wait, and executors. Does not know what becomes of a run that was started.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from model.errors import DatabaseError, ExecutorError
from model.events import event
from model.executors import chosen
from model.executors.job import NOBODY, Executor, Job
from model.executors.local import machine
from model.runs import messages, rows, store
from model.runs.changes import changing, let_wait
from model.runs.places import max_concurrent_runs
from model.runs.rows import RUNS
from model.runs.store import Run, runs_folder, with_rows
from model.storage.database.engine import seconds

_STARTS_WITHIN = 60.0  # s that a process has, from when its run was taken, to say that it is there

started: set[str] = set()  # ids of the runs that this process has started and of whose end it has not told


def start_waiting(executor: Executor) -> None:
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
    there = [run.id for run, row in with_rows() if row.state.status == "queued" and run.id not in without]
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
    started.add(run.id)


def _give_back(run: Run, attempt: int, why: Mapping[str, Any]) -> None:
    with changing() as connection:
        row = rows.row_of(connection, run.key)
        if row and row.state.attempt == attempt:
            let_wait(run, tries=max(0, row.tries - 1))
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
