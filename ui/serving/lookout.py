"""Looks after the queue for as long as the server runs, also while nobody has a page open.

A training that was killed starts no other one, and a machine that died gives nothing away: somebody has to look.
Knows a thread and the queue. Does not know what is done there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from model.runs import queue
from model.storage.home_version import open_home

_EVERY = 5.0  # s


@contextmanager
def looking_after_queue() -> Iterator[None]:
    """Look after the queue again and again while what is within goes on."""
    ends = Event()
    Thread(target=_look, args=(ends,), name="lookout", daemon=True).start()
    try:
        yield
    finally:
        ends.set()


def _look(ends: Event) -> None:
    while not ends.wait(_EVERY):
        with suppress(Exception):  # whatever it is: the next look may find it mended, and the pages say what does not
            open_home()  # a newer Inkling's is left alone
            queue.advance()
