"""How runs change hands: one change at a time, whoever makes it, on all machines.

Knows the database. Does not know who does a run, or whose turn it is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import Connection

from model.executors.job import NOBODY
from model.runs import rows, store
from model.runs.store import Run
from model.storage.database.engine import one_at_a_time, seconds, writing

_CHANGES = 7143  # see `one_at_a_time`


@contextmanager
def changing() -> Iterator[Connection]:
    """Yield a connection within which runs change hands: nobody else's do meanwhile.

    Raises:
        DatabaseError: it cannot be written.
    """
    with writing() as connection:
        one_at_a_time(connection, _CHANGES)
        yield connection


def let_wait(run: Run, *, tries: int, queued_at: sa.ColumnElement[float] | seconds | None = None) -> None:
    """Let a run wait for its turn, after those who wait already or, where nothing is said, where it was."""
    state = run.row().state
    waits = dataclasses.replace(state, status="queued", reason="", values={}, job=NOBODY)
    place = {} if queued_at is None else {"queued_at": queued_at}
    store.change(run, wish="", lease=0.0, machine="", tries=tries, **{**rows.columns(waits), **place})
