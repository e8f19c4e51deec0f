"""Whose turn it is to compute: sessions are threads of one interpreter; where all compute at once, all wait longest.

With sixty pupils who draw, the slowest answers of twenty come in about two thirds of the time when one is worked out
after the other (`python -m benchmarks.classroom --pupils 60`). Knows threads. Does not know what they compute.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_TURN = threading.Lock()
_own = threading.local()  # of each thread: whether it has its turn


@contextmanager
def turn() -> Iterator[None]:
    """Compute alone; for what takes milliseconds."""
    with _TURN:
        _own.has_it = True
        try:
            yield
        finally:
            _own.has_it = False


@contextmanager
def aside() -> Iterator[None]:
    """Let others have their turn meanwhile; for what takes longer, or waits. Then wait for the next turn, if in one."""
    if not getattr(_own, "has_it", False):
        yield
        return
    _TURN.release()
    try:
        yield
    finally:
        _TURN.acquire()
