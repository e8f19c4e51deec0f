"""Runs as versions before 0.6 left them: what they do lies in files of their folder, and the database knows nothing."""

from __future__ import annotations

import json

import sqlalchemy as sa

from model.runs.rows import GROUPS, RUNS
from model.runs.store import Run
from model.storage.database.engine import writing

QUEUED = {
    "status": "queued", "reason": "", "values": {}, "queued_at": 1.7e9, "process": 0, "process_started": 0.0,
    "epoch": 0, "batch": 0, "batches": 0, "seconds": 0.0, "overhead": 0.0, "exploded": False,
}  # fmt: skip


def forget(run: Run) -> None:
    """Let the database know nothing of a run."""
    with writing() as connection:
        connection.execute(sa.delete(RUNS).where(RUNS.c.id == run.key))


def as_before(run: Run, *, owner: str = "", name: str = "", stop: str = "", **state: object) -> Run:
    """Return a run as version 0.5 left it.

    Args:
        run: which one.
        owner: whose it is.
        name: what somebody called it.
        stop: what was asked of it.
        **state: what it was doing, where that is not `QUEUED`.
    """
    forget(run)
    (run.folder / "state.json").write_text(json.dumps({**QUEUED, **state}))
    for file, text in (("owner.txt", owner), ("name.txt", name), ("stop", stop)):
        if text:
            (run.folder / file).write_text(text)
    return run


def forget_all() -> None:
    """Let the database know nothing of any run or group: what lies in files is taken over anew."""
    with writing() as connection:
        for table in (RUNS, GROUPS):
            connection.execute(sa.delete(table))
