"""A class that draws in peace, and beside one visitor who floods the app, from a process of his own.

Knows how a class is measured. Does not know what it is flooded with: see `floods`.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import c_longlong

from benchmarks.classroom.drawings import Hand, Step
from benchmarks.classroom.floods import FLOODS
from benchmarks.classroom.lesson import Figures, Lesson, draw_together, waits_ms
from benchmarks.classroom.session import PATIENCE
from tests.browser.app import App

_ASKING = 0.25  # s from one look at the health address to the next


async def draw_beside_floods(app: App, class_: list[Hand], blank: Step, lesson: Lesson) -> Figures:
    """Let a class draw in peace, and then once more beside each kind of flood; return what it met each time."""
    calm = await draw_together(app, class_, blank, lesson)
    flooded = {kind: await _draw_beside(kind, app, class_, blank, lesson) for kind in FLOODS}
    for each in flooded.values():
        both = calm["p95_ms"] and each["p95_ms"]
        each["p95_times"] = round(each["p95_ms"] / calm["p95_ms"], 2) if both else None
    return {**calm, "flooded": flooded}


async def _draw_beside(kind: str, app: App, class_: list[Hand], blank: Step, lesson: Lesson) -> Figures:
    """Let a class draw beside one kind of flood."""
    with _flooding(kind, app.url, class_[0], blank) as sent:
        asking = asyncio.create_task(_ask_health(app.url, lesson.seconds))
        figures = await draw_together(app, class_, blank, lesson)
        return figures | {"flood_sent": sent(), "health_ms": waits_ms(await asking)}


@contextmanager
def _flooding(kind: str, url: str, digits: Hand, blank: Step) -> Iterator[Callable[[], int]]:
    """Let one visitor flood the app meanwhile; what is given tells how often he has sent something."""
    context = multiprocessing.get_context("spawn")
    sent = context.Value("q", 0, lock=False)
    process = context.Process(target=_run, args=(kind, url, digits, blank, sent), daemon=True)
    process.start()
    try:
        while not sent.value and process.is_alive():
            time.sleep(0.05)
        yield lambda: sent.value
    finally:
        process.kill()
        process.join()


def _run(kind: str, url: str, digits: Hand, blank: Step, sent: c_longlong) -> None:
    """Flood the app, and count."""

    def count() -> None:
        sent.value += 1

    asyncio.run(FLOODS[kind](url, digits, blank, count))


async def _ask_health(url: str, seconds: float) -> list[float]:
    """Ask the health address for so many seconds, and return how long each answer took, in s."""

    def ask() -> float:
        begun = time.perf_counter()
        urllib.request.urlopen(f"{url}/_stcore/health", timeout=PATIENCE).close()
        return time.perf_counter() - begun

    waited, end = list[float](), time.perf_counter() + seconds
    while time.perf_counter() < end:
        waited.append(await asyncio.to_thread(ask))
        await asyncio.sleep(_ASKING)
    return waited
