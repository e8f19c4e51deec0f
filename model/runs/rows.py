"""The tables of runs and of groups: what several machines change, each by the id of the run.

What was read holds until the database has changed, so that a list of a thousand runs asks for it once.
Knows the database. Does not know folders, the queue, or who does a run.
"""

from __future__ import annotations

import dataclasses
import json
import os
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from model.executors.job import Job
from model.runs import messages
from model.runs.state import State, Wish
from model.storage import files
from model.storage.database.engine import METADATA, is_writing, reading, seconds, written
from model.storage.database.last_known import LastKnown

MOST_NAME = 60  # characters of the name that somebody gives a run

RUNS = sa.Table(
    "runs",
    METADATA,
    sa.Column("id", sa.String(250), primary_key=True),  # of a folder elsewhere, its path
    sa.Column("status", sa.String(10), nullable=False, index=True),
    sa.Column("reason", sa.String(60), nullable=False),
    sa.Column("details", sa.Text, nullable=False),  # JSON
    sa.Column("owner", sa.String(16), nullable=False),  # a pupil's id; "" of the teacher
    sa.Column("name", sa.String(MOST_NAME), nullable=False),  # what somebody called it, else ""
    sa.Column("wish", sa.String(5), nullable=False),  # see `Wish`
    sa.Column("queued_at", sa.Float, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),  # attempts since an epoch was finished last
    sa.Column("job_kind", sa.String(10), nullable=False),
    sa.Column("job_id", sa.String(200), nullable=False),
    sa.Column("machine", sa.String(100), nullable=False),  # whose place it takes, "" where it takes none of ours
    sa.Column("lease", sa.Float, nullable=False),  # until then somebody does it, by the database's clock
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("batch", sa.Integer, nullable=False),
    sa.Column("batches", sa.Integer, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("overhead", sa.Float, nullable=False),
    sa.Column("exploded", sa.Boolean, nullable=False),
)
GROUPS = sa.Table(
    "groups",
    METADATA,
    sa.Column("id", sa.String(80), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("members", sa.Text, nullable=False),  # JSON: of each run the id of what it stands for, and its own
    sa.Column("title", sa.Text, nullable=False),  # of a version before 0.5, which wrote it down, else ""
)
_IN_A_ROW = 0.02  # s, for which nobody looks again: a list asks for each of its runs
_HOLDS = 0.2  # s, where the database does not tell whether it has changed


class Row(NamedTuple):
    """A run's row.

    Attributes:
        state: what it was doing when somebody wrote that last.
        owner: whose it is: a pupil's id; "" of the teacher.
        name: what somebody called it, "" where nobody did.
        wish: what somebody asked of it.
        tries: attempts since it finished an epoch last.
        lease: s for which somebody still did it, at `at`.
        at: when that was read, by this process's own clock.
    """

    state: State
    owner: str = ""
    name: str = ""
    wish: Wish = ""
    tries: int = 0
    lease: float = 0.0
    at: float = 0.0

    @property
    def left(self) -> float:
        """For how many s from now somebody still does it, as far as the database tells."""
        return self.lease - (time.monotonic() - self.at)

    @property
    def is_leased(self) -> bool:
        """Whether somebody still does it, as far as the database tells."""
        return self.left > 0


class _Seen(NamedTuple):
    """What was handed out last: of which database, after how many writes of this process, and when."""

    where: tuple[str | None, str | None]
    written: int
    at: float
    rows: Mapping[str, Row]


_seen: list[_Seen] = []  # one


def all_rows() -> Mapping[str, Row]:
    """Return the rows of all runs by their ids; within `writing` as they are there. Raises DatabaseError."""
    if is_writing():
        return _read()
    own, now = written(), time.monotonic()
    where = os.environ.get("INKLING_DATABASE_URL"), os.environ.get("INKLING_HOME")  # quicker than to ask for the URL
    if _seen and _seen[0][:2] == (where, own) and now - _seen[0].at < _IN_A_ROW:
        return _seen[0].rows
    rows = _KNOWN.get()
    _seen[:] = [_Seen(where, own, now, rows)]
    return rows


def newest(run_id: str) -> Row | None:
    """Return the row of a run, None where it has none; within `writing` as it is there. Raises DatabaseError."""
    return one(run_id) if is_writing() else all_rows().get(run_id)


def row_of(connection: Connection, run_id: str) -> Row | None:
    """Return the row of a run as it is now, None where it has none."""
    found = connection.execute(_ROWS.where(RUNS.c.id == run_id)).first()
    return _row(found) if found else None


def one(run_id: str) -> Row | None:
    """Return the row of one run as it is now, None where it has none; raises DatabaseError."""
    with reading() as connection:
        return row_of(connection, run_id)


def columns(state: State) -> dict[str, Any]:
    """Return what the columns hold of a state."""
    kept = {name: getattr(state, name) for name in _AS_THEY_ARE}
    return {**kept, "details": json.dumps(dict(state.values)), "job_kind": state.job.kind, "job_id": state.job.id}


def insert(connection: Connection, run_id: str, row: Row, **others: Any) -> None:
    """Keep a run that has no row yet.

    Args:
        connection: of `writing`.
        run_id: of the run.
        row: what is known of it.
        **others: columns that hold something else.
    """
    own = {"owner": row.owner, "name": row.name, "wish": row.wish, "tries": row.tries, "machine": "", "lease": 0.0}
    connection.execute(sa.insert(RUNS).values({**columns(row.state), **own, "id": run_id, **others}))


_AS_THEY_ARE = (
    "status", "reason", "queued_at", "attempt", "epoch", "batch", "batches", "seconds", "overhead", "exploded",
)  # fmt: skip
_ROWS = sa.select(RUNS, (RUNS.c.lease - seconds()).label("left"))


def _read() -> Mapping[str, Row]:
    with reading() as connection:
        return MappingProxyType({found.id: _row(found) for found in connection.execute(_ROWS)})


_KNOWN = LastKnown(_read, _HOLDS)


def _row(found: sa.Row[Any]) -> Row:
    known = {name: getattr(found, name) for name in _AS_THEY_ARE}
    read = State(**known, values=_details(found.details), job=Job(found.job_kind, found.job_id))
    if not messages.fits(read.reason, read.values):  # of another version, which says what this one cannot
        reason = "damaged-state" if read.status == "failed" else ""
        read = dataclasses.replace(read, reason=reason, values={})
    return Row(read, found.owner, found.name, found.wish, found.tries, found.left, time.monotonic())


def _details(text: str) -> dict[str, Any]:
    if text == "{}":  # of most
        return {}
    try:
        read = files.from_json(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
