"""Promises of the queue while nobody has a page open: it moves for as long as the server runs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from model import events
from model.executors import chosen
from model.runs import queue, store
from tests.conftest import SMALL
from tests.coroutines import held
from tests.runs.conftest import RecordingExecutor, of_this_process
from tests.waiting import wait_for
from ui.serving import health, lookout


def served_until(is_over: Callable[[], bool]) -> None:
    """Serve, without a visitor, until something is so, at most 30 s."""

    async def served() -> None:
        async with health.told(object()):
            async with asyncio.timeout(30):
                while not is_over():
                    await asyncio.sleep(0.02)

    held(served())


@pytest.fixture(autouse=True)
def quick_and_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often, and tell nothing on stderr."""
    monkeypatch.setattr(lookout, "_EVERY", 0.05)
    monkeypatch.setattr(events, "to_stderr", lambda: None)


def test_run_that_waits_starts_though_nobody_has_a_page_open(monkeypatch: pytest.MonkeyPatch) -> None:
    executor = RecordingExecutor()
    monkeypatch.setitem(chosen.READY, "local", executor)
    first, second = store.create_all([SMALL, SMALL])
    first.write_state(of_this_process(status="failed"))  # killed: it starts no other one
    served_until(lambda: executor.started == [second.id])


def test_look_that_fails_is_not_the_last_one_and_none_follows_the_end_of_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[int] = []

    def fail() -> None:
        looks.append(1)
        raise RuntimeError

    monkeypatch.setattr(queue, "advance", fail)
    served_until(lambda: len(looks) >= 3)
    wait_for(lambda: all(thread.name != "lookout" for thread in threading.enumerate()))
