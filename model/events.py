"""What happened, for who runs Inkling: one line of JSON an event, on stderr, by Python's `logging` as "inkling".

    {"time": "2026-01-31T12:00:00.000Z", "level": "info", "event": "version-published", "version": 3}

Each event has a row below with all that it may tell. A value is a number or an id that the code has made: never what
somebody drew, typed, or is called. Knows which events there are. Does not know who makes them happen, nor who reads.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging import INFO, WARNING
from threading import Lock
from typing import Literal, NamedTuple

from model.errors import InklingError

Name = Literal[
    "server-started", "server-ended", "ready", "part-failed", "part-works-again",
    "run-queued", "run-started", "run-finished", "run-failed", "run-stopped", "run-paused", "run-deleted",
    "run-taken-over", "version-published", "version-went-back", "version-imported", "version-deleted",
    "passcode-set", "teacher-came", "passcode-wrong", "limit-reached", "upload-refused", "import-refused",
]  # fmt: skip


class Row(NamedTuple):
    """An event.

    Attributes:
        level: WARNING where somebody should look at it.
        fields: what it may tell, each a key of `FIELDS`.
        every: s within which the same is told once: what a visitor can bring about must not fill a disk.
    """

    level: int
    fields: tuple[str, ...] = ()
    every: float = 0.0


_MINUTE = 60.0
_OF_RUN = ("run", "attempt", "epochs", "reason")
EVENTS: dict[Name, Row] = {
    "server-started": Row(INFO, ("inkling", "port")),
    "server-ended": Row(INFO),
    "ready": Row(INFO),
    "part-failed": Row(WARNING, ("part", "reason")),
    "part-works-again": Row(INFO, ("part", "seconds")),
    "run-queued": Row(INFO, ("run",)),
    "run-started": Row(INFO, _OF_RUN),
    "run-finished": Row(INFO, _OF_RUN),
    "run-failed": Row(WARNING, _OF_RUN),
    "run-stopped": Row(INFO, _OF_RUN),
    "run-paused": Row(INFO, _OF_RUN),
    "run-deleted": Row(INFO, ("run",)),
    "run-taken-over": Row(WARNING, ("run", "attempt")),
    "version-published": Row(INFO, ("version", "run")),
    "version-went-back": Row(INFO, ("version", "run")),
    "version-imported": Row(INFO, ("version",)),
    "version-deleted": Row(INFO, ("version",)),
    "passcode-set": Row(INFO),
    "teacher-came": Row(INFO),
    "passcode-wrong": Row(WARNING, every=_MINUTE),
    "limit-reached": Row(WARNING, ("limit",), every=_MINUTE),
    "upload-refused": Row(WARNING, ("reason",), every=_MINUTE),
    "import-refused": Row(INFO, ("what", "reason"), every=_MINUTE),
}
ENDS: dict[str, Name] = {
    "finished": "run-finished",
    "failed": "run-failed",
    "stopped": "run-stopped",
    "paused": "run-paused",
}  # by the status in which a run ended
_ID, _NUMBER = r"(?![\da-f]{16}$)[a-z][a-z\d]*(?:-[a-z\d]+)*", r"\d{1,9}"  # no visitor's id
FIELDS = {
    "run": re.compile(r"\d{4}-\d\d-\d\d-[\w-]{1,100}"),  # begins with the day: no visitor's id does
    "version": re.compile(_NUMBER),
    "attempt": re.compile(_NUMBER),
    "epochs": re.compile(_NUMBER),
    "seconds": re.compile(_NUMBER),
    "port": re.compile(_NUMBER),
    "inkling": re.compile(r"\d+\.\d+\.\d+"),
    "reason": re.compile(_ID),  # of an `InklingError`, or of a run's state
    "part": re.compile("home|store|database|classifier|executor"),
    "limit": re.compile(_ID),
    "what": re.compile("network|pictures|digits"),
}  # how a value is written; of any other, "?" is told
_UNTOLD = "?"
_TIMES = "times"  # how often it happened since it was told last
_TOLD = "told"  # of a record of `logging`

_LOG = logging.getLogger("inkling")
_LOG.addHandler(logging.NullHandler())  # a command tells nothing, until it says where to
_LOG.propagate = False  # a library may have set up one that writes all in its own way


def event(name: Name, **values: str | int) -> None:
    """Tell that something happened.

    Args:
        name: a key of `EVENTS`.
        **values: of its fields; "" is not told.

    Raises:
        ValueError: there is no such event, or it has no such field: a fault of the code, not of what happened.
    """
    row = EVENTS.get(name)
    if row is None or not values.keys() <= set(row.fields):
        raise ValueError(f"no event {name!r} of {sorted(values)}")
    if not _LOG.isEnabledFor(row.level):
        return
    said = {field: value for field, value in values.items() if value != ""}
    told = {field: value if FIELDS[field].fullmatch(str(value)) else _UNTOLD for field, value in said.items()}
    if row.every:
        times = _OFTEN.count((name, *map(str, told.values())), row.every)
        if not times:
            return
        told[_TIMES] = times
    _LOG.log(row.level, name, extra={_TOLD: told})


@contextmanager
def refusals(name: Name, **values: str | int) -> Iterator[None]:
    """Tell what is refused within it, with the reason."""
    try:
        yield
    except InklingError as error:
        event(name, **values, reason=error.reason)
        raise


def to_stderr() -> None:
    """Write the events on stderr from now on: all where a program reads it; at a terminal, those to look at alone."""
    if not any(isinstance(each, _Lines) for each in _LOG.handlers):
        _LOG.addHandler(_Lines())
        _LOG.setLevel(WARNING if sys.stderr.isatty() else INFO)


class _Often:
    """How often something happened since it was told last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._at: dict[tuple[str, ...], float] = {}
        self._times: Counter[tuple[str, ...]] = Counter()

    def count(self, what: tuple[str, ...], every: float) -> int:
        """Count it; return how often it happened since it was told last, 0 where it is not to be told now."""
        now = time.monotonic()
        with self._lock:
            self._times[what] += 1
            if what in self._at and now - self._at[what] < every:
                return 0
            self._at[what] = now
            return self._times.pop(what)


_OFTEN = _Often()


class _Lines(logging.StreamHandler):
    """Writes a line of JSON an event."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        level = record.levelname.lower()
        return json.dumps({"time": at, "level": level, "event": record.getMessage(), **getattr(record, _TOLD, {})})
