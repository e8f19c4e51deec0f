"""What the process that does a run says of it: that it takes it, how far it is, and again and again that it is there.

Who took a run has a lease, by the database's clock; each attempt has a number, and who was told an older one may write
nothing. Knows runs. Does not know the queue, or what is done with a run.
"""

from __future__ import annotations

import dataclasses
from contextlib import AbstractContextManager
from threading import Event, Thread

import sqlalchemy as sa

from model.errors import DatabaseError, RunError
from model.executors.local import KIND, machine, this_process
from model.runs import rows, store
from model.runs.changes import changing
from model.runs.rows import RUNS
from model.runs.state import State
from model.runs.store import LEASE, Run, is_done
from model.storage.database.engine import seconds, writing


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
            raise taken_over()


def renew(run: Run, attempt: int) -> None:
    """Say that this process still does a run; raises as `note`."""
    mine = sa.and_(RUNS.c.id == run.key, RUNS.c.attempt == attempt)
    with writing() as connection:
        if not connection.execute(sa.update(RUNS).where(mine).values(lease=seconds() + LEASE)).rowcount:
            raise taken_over()


def taken_over() -> RunError:
    """Return the error of who did a run that another process does now."""
    return RunError("taken-over", "Somebody else has taken this run meanwhile. It goes on there.")


class Lease(AbstractContextManager["Lease"]):
    """Held while a run is done; it is lost where another process has taken the run."""

    def __init__(self, run: Run, attempt: int) -> None:
        """Hold nothing yet.

        Args:
            run: which one.
            attempt: which one of the run this is.
        """
        self._run, self._attempt = run, attempt
        self._ends = Event()
        self._lost = Event()
        self._thread = Thread(target=self._renew, name="lease", daemon=True)

    def __enter__(self) -> Lease:
        """Begin to say so."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Say so no more."""
        self._ends.set()
        self._thread.join()

    @property
    def is_lost(self) -> bool:
        """Whether another process does the run now, so that this one may write nothing more."""
        return self._lost.is_set()

    def _renew(self) -> None:
        while not self._ends.wait(LEASE / 5):
            try:
                renew(self._run, self._attempt)
            except DatabaseError:  # it may be there again before the lease is over
                continue
            except RunError:
                self._lost.set()
                return
