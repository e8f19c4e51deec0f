"""What was read from the database, used again for as long as it holds; where that is out of reach, what was known last.

Pages ask at every stroke, and the server at every connection: neither waits for a database that does not answer.
Knows when something has to be read anew. Does not know what is read.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import Generic, NamedTuple, TypeVar, cast

from sqlalchemy import URL

from model.errors import DatabaseError
from model.storage.database.engine import is_writing, state, url, written

Value = TypeVar("Value")

_PAUSE = 2.0  # s, for which a database that cannot be reached is not asked again
_PATIENCE = 0.5  # s that who asks waits for another machine to answer: then what was known last is good enough


class _Known(NamedTuple, Generic[Value]):
    """What was read.

    Attributes:
        value: it.
        state: `state` of the database then.
        written: how often this process had kept something then.
        until: when it is to be read anew, on the clock `time.monotonic`, where no state tells.
    """

    value: Value
    state: int | None
    written: int
    until: float


@dataclass
class _Place(Generic[Value]):
    """What is known of one database."""

    known: _Known[Value] | None = None
    fault: DatabaseError | None = None  # of the last time that it could not be read
    pause: float = 0.0  # until when it is not asked because of that
    is_silent: bool = False  # it gave no answer the last time, or not yet: nobody waits for it
    asking: Thread | None = None  # meanwhile


class LastKnown(Generic[Value]):
    """What the database says: read anew once anything in it has changed; where nobody can tell that, after a while."""

    def __init__(self, read: Callable[[], Value], holds: float = 0.0) -> None:
        """Keep how it is read.

        Args:
            read: returns what nobody may change; it may raise DatabaseError.
            holds: for how long what was read from PostgreSQL is used again, in s. Others' changes may be seen as late.
        """
        self._read, self._holds = read, holds
        self._places: dict[tuple[URL, int], _Place[Value]] = {}  # by where it is, and the process

    def get(self) -> Value:
        """Return what is known; the first one who asks waits for it, later ones at most half a second.

        Raises:
            DatabaseError: it cannot be reached, and never could.
        """
        if is_writing():  # they see what nobody else does yet, and what may never be kept
            return self._read()
        where = url()
        place = self._places.setdefault((where, os.getpid()), _Place())
        if _is_due(place):
            if where.get_backend_name() == "sqlite" or not (place.known or place.fault):
                self._ask(place)
            else:
                self._ask_beside(place)
        if place.known is None:
            raise cast(DatabaseError, place.fault).with_traceback(None)
        return place.known.value

    def _ask(self, place: _Place[Value]) -> None:
        count = written()
        try:
            now, known = state(), place.known
            if known is None or now is None or now != known.state:
                until = time.monotonic() + self._holds if now is None else 0.0
                place.known = _Known(self._read(), now, count, until)
            place.is_silent = False
        except DatabaseError as error:
            place.fault, place.is_silent, place.pause = error, True, time.monotonic() + _PAUSE

    def _ask_beside(self, place: _Place[Value]) -> None:
        """Ask in a thread: another machine that does not answer lets nobody wait for long, and only once."""
        if place.is_silent and place.asking and place.asking.is_alive():
            return
        asking = Thread(target=self._ask, args=(place,), daemon=True)
        if place.is_silent:
            place.asking = asking
        asking.start()
        asking.join(0 if place.is_silent else _PATIENCE)
        if asking.is_alive():
            place.asking, place.is_silent = asking, True


def _is_due(place: _Place[Value]) -> bool:
    now, known = time.monotonic(), place.known
    return now >= place.pause and not (known and now < known.until and known.written == written())
