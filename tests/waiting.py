"""Waiting until something has happened."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event

_EVERY = 0.02  # s between two looks


def wait_for(happened: Callable[[], object], seconds: float = 300, every: float = _EVERY) -> None:
    """Wait until something has happened, looking every so many seconds; fail when it does not in so many seconds."""
    end, pause = time.monotonic() + seconds, Event()
    while not happened():
        assert time.monotonic() < end, "waited in vain"
        pause.wait(every)
