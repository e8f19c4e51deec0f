"""Which runs go where Inkling's home holds more than it may: the oldest that are over and that nobody needs.

Knows runs, which classifier answers, and what open runs learn from. Does not know how much may be held (see
`storage.budget`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import NamedTuple

from model.errors import DatabaseError, DeletionError, InklingError
from model.runs import store
from model.runs.store import Run
from model.storage import budget, files, recycle_bin
from model.storage.budget import Spare
from model.storage.paths import home
from model.versions import published


class Made(NamedTuple):
    """That room was made.

    Attributes:
        runs: that were deleted on that day.
        moment: when the last one was.
    """

    runs: int
    moment: datetime


def make_room() -> None:
    """See `budget.make_room`: here old runs go, too. Raises DiskError: nothing else may go."""
    budget.make_room()


def made() -> Made | None:
    """Return when runs were deleted last to make room, and how many on that day; None where none ever was."""
    try:
        match files.parsed(home() / "room.json", files.from_json):
            case {"runs": int(runs), "at": float(at)}:
                return Made(runs, datetime.fromtimestamp(at))
    except (OSError, ValueError, OverflowError):
        pass
    return None


def _spare() -> Iterator[Spare]:
    """Yield the runs that may go, the oldest first."""
    runs = list(reversed(store.all_runs()))
    try:
        kept = published.needed()
    except DatabaseError:  # nobody can tell: none goes
        return
    needed = "".join(_described(run) for run in store.unfinished_runs())
    for run in runs:
        if run.folder not in kept and run.id not in needed and store.is_over(run.row()):
            yield Spare(run.folder, partial(_let_go, run))


def _described(run: Run) -> str:
    """Return what a run that is not over is told: it may name others, its teachers, its base and the one before."""
    with suppress(InklingError):
        return run.config().to_json() + run.compared_with()
    return ""


def _let_go(run: Run) -> bool:
    """Delete a run for good, unless it has changed meanwhile; return whether it is gone."""
    try:
        with published.unpublished(run.folder):
            if not store.is_over(run.row()) or not recycle_bin.destroy(run.folder):
                return False
    except (DeletionError, DatabaseError):  # it answers since, or nobody can tell
        return False
    before = made()
    runs = before.runs if before and before.moment.date() == datetime.now().date() else 0
    with suppress(OSError):  # it is not told then
        files.write_text(home() / "room.json", json.dumps({"runs": runs + 1, "at": time.time()}))
    return True


budget.offer(_spare)
