"""That a process still does its run: said again and again, also while it reads data or measures.

Knows the queue. Does not know what is done with the run.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from threading import Event, Thread

from model.errors import DatabaseError, RunError
from model.runs import queue
from model.runs.store import LEASE, Run


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
                queue.renew(self._run, self._attempt)
            except DatabaseError:  # it may be there again before the lease is over
                continue
            except RunError:
                self._lost.set()
                return
