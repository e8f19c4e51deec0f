"""What the tests of runs need: an executor that starts nothing, and the state of a run that trains."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from model.executors import chosen
from model.executors.job import Job, JobState
from model.executors.local import KIND, LocalExecutor, machine, this_process
from model.inference.card import WEIGHTS
from model.runs.state import State
from model.runs.store import Run

GONE = Job(KIND, f"{machine()}/{2**22 + 1}/1")  # a process that cannot be


class RecordingExecutor:
    """Starts nothing; keeps what it was asked. All its runs are done by this process."""

    def __init__(self) -> None:
        """Begin without a wish."""
        self.started: list[str] = []
        self.stopped: list[Job] = []

    has_queue = False

    def start(self, folder: Path, attempt: int) -> Job:
        """Keep the wish."""
        self.started.append(folder.name)
        return this_process()

    def stop(self, job: Job) -> None:
        """Keep the wish."""
        self.stopped.append(job)

    def state(self, job: Job) -> JobState:
        """Tell the truth."""
        return LocalExecutor().state(job)

    def log(self, job: Job) -> str:
        """Say nothing."""
        return ""


@pytest.fixture
def executor(monkeypatch: pytest.MonkeyPatch) -> RecordingExecutor:
    """Put an executor in place that starts nothing."""
    executor = RecordingExecutor()
    monkeypatch.setitem(chosen.READY, "local", executor)
    return executor


def of_this_process(**changes: object) -> State:
    """Return the state of a run that this living process does."""
    own = this_process()
    return State(**{"status": "running", "job": own, **changes})  # type: ignore[arg-type]


@contextmanager
def asked() -> Iterator[list[str]]:
    """Yield what the database is asked within."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


def same_weights(first: Run, second: Run) -> bool:
    """Return whether two runs came to the same weights in every bit."""
    with np.load(first.folder / WEIGHTS) as one, np.load(second.folder / WEIGHTS) as other:
        return one.files == other.files and all(np.array_equal(one[name], other[name]) for name in one.files)
