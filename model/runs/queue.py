"""The queue: runs wait until there is room for them, the teacher's first, and can be stopped, paused and put back.

Knows runs and the lock under which they change hands. Does not know Keras or pages.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import getpid, getppid

from filelock import FileLock, Timeout

from model.errors import DiskError, RunError
from model.runs import executors
from model.runs.executors import this_process
from model.runs.store import Run, State, Status, all_runs, is_alive, owned, runs_folder, still_there
from model.storage import files
from model.storage.paths import home

MOST_CONCURRENT = 4  # runs that may train at the same time


def waiting() -> dict[str, int]:
    """Return of each waiting run, by its id and in their order, how many train or wait before it; 0: it is the next."""
    states = [(run, run.state()) for run in all_runs()]
    training = sum(state.status in ("running", "stopping") for _, state in states)
    return {run.id: at for at, run in enumerate(_line(states), start=training)}


def waiting_before(run: Run) -> int:
    """Return how many runs train or wait before a waiting one; 0: it is the next, or waits no longer."""
    return waiting().get(run.id, 0)


def enqueue_again(run: Run) -> None:
    """Put a run that was stopped, paused or has failed back into the queue; it goes on after its last finished epoch.

    Raises:
        RunError: its process is still there, or it was deleted.
        DiskError: that cannot be written.
    """
    with queue_lock(), files.writing():
        state = still_there(run.id).state()
        if is_alive(state):
            raise RunError("still-writing", "This run is still writing its result. Try again in a few seconds.")
        if state.is_open:  # somebody else was faster
            return
        (run.folder / "stop").unlink(missing_ok=True)
        run.write_state(
            dataclasses.replace(state, status="queued", reason="", values={}, queued_at=time.time(), process=0)
        )


def stop(run: Run) -> None:
    """Ask a run to stop. A waiting run leaves the queue; one that trains keeps its best epoch so far.

    Harmless for a run that is over.

    Raises:
        RunError: it was deleted.
        DiskError: that cannot be written.
    """
    _end(run, "stopped", "stop", "stopped-before")


def pause(run: Run) -> None:
    """Ask a run to pause after the epochs that it has finished; `enqueue_again` lets it go on. Raises as `stop`."""
    _end(run, "paused", "pause", "paused-before")


def _end(run: Run, status: Status, wish: str, reason: str) -> None:
    with queue_lock(), files.writing():
        state = still_there(run.id).state()
        if not state.is_open:
            return
        files.write_text(run.folder / "stop", wish)  # in one step: half of the wish to pause would be one to stop
        if state.status == "queued" or not state.epoch:  # nothing was trained: there is nothing to wait for
            executors.EXECUTOR.stop(state.job)
            run.write_state(dataclasses.replace(state, status=status, reason=reason, values={}, process=0))


def max_concurrent_runs() -> int:
    """Return how many runs may train at the same time."""
    try:
        return min(MOST_CONCURRENT, max(1, int((home() / "places").read_text())))
    except (OSError, ValueError):
        return 1


def set_max_concurrent_runs(count: int) -> None:
    """Let so many runs train at the same time, 1 to `MOST_CONCURRENT`.

    Raises:
        RunError: the number cannot be.
        DiskError: it cannot be written.
    """
    if not 1 <= count <= MOST_CONCURRENT:
        raise RunError(
            "too-many-at-once",
            "1 to {most} runs can train at the same time. Received: {count}.",
            most=MOST_CONCURRENT,
            count=count,
        )
    with files.writing():
        home().mkdir(parents=True, exist_ok=True)
        files.write_text(home() / "places", str(count))
    advance()


def advance() -> None:
    """Start the runs that are the next, as long as there is room; harmless when called often.

    Called by who adds a run, by a run's process when it ends, and by the pages (for when that process was killed).
    Where the disk cannot be written to, they wait on.
    """
    if not runs_folder().exists():
        return
    try:
        with queue_lock(timeout=0):
            _start_waiting()
    except DiskError:
        return
    except RunError as error:
        if error.reason != "busy-queue":  # who holds the lock advances the queue, too
            raise


def _start_waiting() -> None:
    states = [(run, run.state()) for run in all_runs()]
    free = max_concurrent_runs() - sum(state.status in ("running", "stopping") for _, state in states)
    for run in _line(states):
        if free <= 0:
            break
        with suppress(OSError):  # of one run: it waits on, and keeps nobody else from training
            _start(run)
            free -= 1


def _line(states: list[tuple[Run, State]]) -> list[Run]:
    """Return the runs that wait, in the order in which they are started: the teacher's first, then as they came."""
    line = [(run.owner() != "", state.queued_at, run.id, run) for run, state in states if state.status == "queued"]
    return [run for *_, run in sorted(line, key=lambda each: each[:3])]


def _start(run: Run) -> None:
    """Start a run; where that cannot be written down nobody does it, else it would be started again and again.

    Raises:
        OSError: its folder cannot be written to.
    """
    job = executors.EXECUTOR.start(run.folder)
    try:
        run.write_state(owned(run.state(), job))
    except OSError:
        executors.EXECUTOR.stop(job)
        raise


def claim(run: Run, *, from_queue: bool = False) -> State:
    """Mark the run as done by this process, and return its state.

    Args:
        run: which one.
        from_queue: whether the queue started this process; what was asked of the run since then holds.

    Raises:
        RunError: another process is doing it; or, from the queue, it was stopped or paused meanwhile.
    """
    with queue_lock():
        state = run.state()
        # On Windows the executor sees the parent: a launcher that venv puts between.
        is_ours = state.process in (getpid(), getppid())
        if is_alive(state) and not is_ours:
            raise RunError("trained-already", "The run {run} is being trained by another process already.", run=run.id)
        if from_queue and not (state.is_open and is_ours):
            raise RunError(
                "ended-before",
                "The run {run} was ended before it began. `python -m model resume {run}` lets it go on.",
                run=run.id,
            )
        if not state.is_open:  # it goes on: the wish to stop was for the last time
            (run.folder / "stop").unlink(missing_ok=True)
        claimed = owned(state, this_process())
        run.write_state(claimed)
    return claimed


@contextmanager
def queue_lock(timeout: float = 30, name: str = ".lock") -> Iterator[None]:
    """Hold the one lock under which runs change hands.

    Args:
        timeout: s to wait for it.
        name: of its file; another one is a lock that can be held around what takes this one.

    Raises:
        RunError: somebody else holds it for longer.
        DiskError: its file cannot be written.
    """
    with files.writing():
        runs_folder().mkdir(parents=True, exist_ok=True)
        lock = FileLock(runs_folder() / name, timeout=timeout)
        try:
            lock.acquire()
        except Timeout as error:
            raise RunError(
                "busy-queue", "Somebody else is changing the queue of runs. Try again in a few seconds."
            ) from error
    try:
        yield
    finally:
        lock.release()
