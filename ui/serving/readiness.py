"""Whether this server can serve a class: its home is of this version, and what a class needs is there.

Looked at when it begins, and when somebody asks, at most once a second, in one thread of its own: who asks never waits
long, however many ask, and a disk or a database that hangs holds up nobody who draws.
Knows what a class needs. Does not know who asks.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from threading import Thread

import sqlalchemy as sa

from model.errors import HomeError, InklingError
from model.events import event
from model.executors import chosen
from model.inference.loaded import classifier_in
from model.storage.database import store_owner
from model.storage.database.engine import reading
from model.storage.folder_store import STORE
from model.storage.home_version import open_home
from model.versions import published

CLASSIFIER, EXECUTOR = "classifier", "executor"
_HOLDS = 1.0  # s for which what was found holds
_PATIENCE = 1.0  # s: what has not answered by then does not work


class Readiness:
    """What works and what does not, as of the last second.

    Attributes:
        parts: the names of what a class needs.
    """

    def __init__(self, looks: Mapping[str, Callable[[], object]]) -> None:
        """Begin with nothing known.

        Args:
            looks: by the name of each part, what raises where that does not work; a later one may need all before it.
        """
        self.parts = tuple(looks)
        self._looks = looks
        self._failed: dict[str, float] = {}  # when each that does not work was found so
        self._going: Future[None] | None = None  # the last look
        self._began = self._ended = -_HOLDS
        self._at = self.parts[0]  # the part that is looked at
        self._was_ready = False

    async def failing(self) -> list[str]:
        """Return the parts that do not work now."""
        going = self.look()
        left = self._began + _PATIENCE - time.monotonic()
        if not going.done() and left > 0:
            await asyncio.wait([asyncio.wrap_future(going)], timeout=left)
        hangs = "" if going.done() else self._at
        if hangs and self._ended >= 0:  # the first look may take longer: tables are made then
            self._note(hangs, "slow")
        return [part for part in self.parts if part == hangs or part in self._failed]

    def look(self) -> Future[None]:
        """Begin to look, unless a look goes on or what the last one found still holds, and return that look."""
        now = time.monotonic()
        if self._going is None or (self._going.done() and now - self._ended >= _HOLDS):
            self._going, self._began = Future(), now
            self._going.set_running_or_notify_cancel()  # who asks may go away: that ends no look
            Thread(target=self._look, args=(self._going,), name="readiness", daemon=True).start()
        return self._going

    def _look(self, going: Future[None]) -> None:
        for part, look in self._looks.items():
            self._at = part
            fault = _fault(look)
            self._note(part, fault.reason if isinstance(fault, InklingError) else "fault" if fault else "")
            if isinstance(fault, HomeError):  # nothing else may be touched
                break
        if not self._failed and not self._was_ready:
            self._was_ready = True
            event("ready")
        self._ended = time.monotonic()
        going.set_result(None)

    def _note(self, part: str, reason: str) -> None:
        """Note whether a part works, and tell it where that has changed."""
        if reason and part not in self._failed:
            self._failed[part] = time.monotonic()
            event("part-failed", part=part, reason=reason)
        elif not reason and part in self._failed:
            event("part-works-again", part=part, seconds=round(time.monotonic() - self._failed.pop(part)))


def _fault(look: Callable[[], object]) -> Exception | None:
    """Return what a look raises."""
    try:
        look()
    except Exception as error:  # whatever it is: the part does not work
        return error
    return None


def _look_at_database() -> None:
    with reading() as connection:
        connection.execute(sa.select(sa.literal(1)))


def _look_at_store() -> None:
    STORE.check()
    store_owner.look()


def _look_at_classifier() -> None:
    classifier_in(published.current())


READINESS = Readiness(
    {
        "home": open_home,
        "database": _look_at_database,
        "store": _look_at_store,
        CLASSIFIER: _look_at_classifier,
        EXECUTOR: chosen.executor,  # a cluster that is away for a while is no fault
    }
)
