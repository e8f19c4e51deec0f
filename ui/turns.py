"""Whose turn it is to compute: sessions are threads of one interpreter; where all compute at once, all wait longest.

With sixty pupils who draw, the slowest answers of twenty come in about two thirds of the time when one is worked out
after the other (`python -m benchmarks.classroom --pupils 60`). Knows threads. Does not know what they compute.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

_guard = threading.Lock()  # of the line
_line: deque[threading.Event] = deque()  # who has the turn, and those who wait for it, as they came
_own = threading.local()  # of each thread: whether it has its turn


@contextmanager
def turn() -> Iterator[None]:
    """Compute alone, first come, first served: who just had a turn waits behind the others. For milliseconds."""
    _take()
    try:
        yield
    finally:
        _give()


@contextmanager
def aside() -> Iterator[None]:
    """Let others have their turn meanwhile; for what takes longer, or waits. Then wait for the next turn, if in one."""
    if not getattr(_own, "has_it", False):
        yield
        return
    _give()
    try:
        yield
    finally:
        _take()


def waiting() -> int:
    """Return how many have a turn or wait for it."""
    return len(_line)


def _take() -> None:
    came = threading.Event()
    with _guard:
        _line.append(came)
        if _line[0] is came:
            came.set()
    came.wait()
    _own.has_it = True


def _give() -> None:
    _own.has_it = False
    with _guard:
        _line.popleft()
        if _line:
            _line[0].set()
