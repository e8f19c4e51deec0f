"""One visitor who sends strokes as fast as a socket takes them, in a process of his own, while a class draws.

Knows how to hold up a class. Does not know what it meets meanwhile.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import c_longlong
from itertools import cycle

from benchmarks.classroom.drawings import Hand, Step
from benchmarks.classroom.lesson import Figures, Lesson, draw_together, waits_ms
from benchmarks.classroom.pupil import Pupil
from benchmarks.classroom.session import PATIENCE, Tally
from tests.browser.app import App

_ASKING = 0.25  # s from one look at the health address to the next


async def draw_beside_flood(app: App, class_: list[Hand], blank: Step, lesson: Lesson) -> Figures:
    """Let a class draw in peace, and then once more beside a visitor who floods; return what it met both times."""
    calm = await draw_together(app, class_, blank, lesson)
    with _flooding(app.url, class_[0], blank) as sent:
        asking = asyncio.create_task(_ask_health(app.url, lesson.seconds))
        flooded = await draw_together(app, class_, blank, lesson)
        flooded |= {"flood_sent": sent(), "health_ms": waits_ms(await asking)}
    times = round(flooded["p95_ms"] / calm["p95_ms"], 2) if calm["p95_ms"] and flooded["p95_ms"] else None
    return {**calm, "flooded": {**flooded, "p95_times": times}}


@contextmanager
def _flooding(url: str, digits: Hand, blank: Step) -> Iterator[Callable[[], int]]:
    """Let one visitor flood the app meanwhile; what is given tells how many strokes he has sent."""
    context = multiprocessing.get_context("spawn")
    sent = context.Value("q", -1, lock=False)
    process = context.Process(target=_run, args=(url, digits, blank, sent), daemon=True)
    process.start()
    try:
        while sent.value < 0 and process.is_alive():
            time.sleep(0.05)
        yield lambda: sent.value
    finally:
        process.kill()
        process.join()


def _run(url: str, digits: Hand, blank: Step, sent: c_longlong) -> None:
    """Enter, and send strokes without waiting for answers; count them."""

    async def flood() -> None:
        flooder = _Flooder(url, Tally(), blank)
        await flooder.enter()
        sent.value = 0
        for step in cycle(step for digit in digits for step in digit):
            await flooder.send_at_once(step)
            sent.value += 1

    asyncio.run(flood())


class _Flooder(Pupil):
    """Someone who does not wait for answers."""

    async def send_at_once(self, step: Step) -> None:
        """Send a drawing as soon as the socket takes it."""
        self._value = step.value
        await self.request(fragment=self.fragment)


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
