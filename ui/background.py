"""Work that takes seconds: done once for all sessions, to its end even when the one that asked has left.

Knows threads and how far they are. Does not know what is made.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import Any, Generic, TypeVar

import streamlit as st

from model.evaluation.predictions import OnProgress

Made = TypeVar("Made")

_THREADS = ThreadPoolExecutor(thread_name_prefix="background")
_LOOK_EVERY = 0.2  # s between two looks at how far it is


class Job(Generic[Made]):
    """One piece of work: a future, and how far it is.

    Attributes:
        future: brings what is made, or raises what the making raised.
        progress: share that is done, 0 to 1.
    """

    def __init__(self, make: Callable[[OnProgress], Made]) -> None:
        """Begin; `make` is given what it calls with how much is done."""
        self.progress = 0.0
        self.future: Future[Made] = _THREADS.submit(make, self._on_progress)

    def _on_progress(self, share: float) -> None:
        self.progress = min(1.0, share)


_jobs: dict[tuple[Any, ...], Job[Any]] = {}
_guard = Lock()
_MOST = 8  # jobs whose result stays in memory; the oldest goes first


def _forget_oldest(but: tuple[Any, ...]) -> None:
    """Drop the results that are too many; what is still being made stays."""
    done = [key for key, job in _jobs.items() if key != but and job.future.done()]
    for key in done[: max(0, len(_jobs) - _MOST)]:
        del _jobs[key]


def made_once(key: tuple[Any, ...], words: str, make: Callable[[OnProgress], Made]) -> Made:
    """Return what is made under a key, with a progress bar until it is there.

    What failed is made anew at the next call.

    Args:
        key: tells it from everything else; equal keys are made once.
        words: beside the bar.
        make: makes it in a thread; is given what it calls with how much is done.

    Raises:
        Exception: what `make` raised.
    """
    with _guard:
        job: Job[Made] = _jobs.get(key) or _jobs.setdefault(key, Job(make))
        _forget_oldest(but=key)
    if not job.future.done():
        bar = st.progress(0.0, words)
        while wait([job.future], _LOOK_EVERY).not_done:
            bar.progress(job.progress, words)
        bar.empty()
    try:
        return job.future.result()
    except BaseException:
        with _guard:
            if _jobs.get(key) is job:
                del _jobs[key]
        raise
