"""A class draws together on one server, and what it meets is counted and timed.

Knows the app that serves. Does not start it, and knows no options.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.classroom.drawings import Hand, Step
from benchmarks.classroom.pupil import Pupil
from benchmarks.classroom.session import Session, Tally, Visitor
from benchmarks.classroom.watched import Watched
from tests.browser.app import App, Served

_ENTERING = 2.0  # s within which all open the page
_INSIDE = "inside", "The network answers"  # the page's name in its address, and a sentence once its network is opened

Figures = dict[str, Any]


@dataclass(frozen=True)
class Lesson:
    """How long is drawn, and how long it is from a pupil's stroke to the next, in s."""

    seconds: float
    think: float


async def first_answer(app: App, hand: Hand, blank: Step) -> float:
    """Return the seconds from the server's start until it has answered the first stroke of the first pupil.

    Raises:
        SystemExit: it was not answered as it has to be.
    """
    tally = Tally()
    pupil = Pupil(app.url, tally, blank)
    with suppress(TimeoutError):
        await pupil.enter()
        await pupil.give(hand[0][0])
        await pupil.wait()
    await pupil.leave()
    if tally.errors or not tally.answers:
        raise SystemExit(f"The first stroke was not answered as it has to be. {dict(tally.errors)}")
    ((sent, waited),) = tally.answers
    return sent + waited - app.started


async def open_all(sessions: Sequence[Session], tally: Tally) -> list[float]:
    """Let all open the page at a moment of their own, and return the seconds that each had to wait."""
    dice = random.Random(1)

    async def enter(session: Session) -> float:
        await asyncio.sleep(dice.uniform(0, _ENTERING))
        begun = time.perf_counter()
        await session.enter()
        return time.perf_counter() - begun

    waited = await asyncio.gather(*map(enter, sessions), return_exceptions=True)
    tally.add_failures(waited, "entering")
    return [seconds for seconds in waited if isinstance(seconds, float)]


async def close_all(sessions: Sequence[Session], tally: Tally) -> None:
    """Let all leave."""
    left = await asyncio.gather(*(session.leave() for session in sessions), return_exceptions=True)
    tally.add_failures(left, "listening")


async def draw_together(
    app: Served, class_: list[Hand], blank: Step, lesson: Lesson, is_visited: bool = False
) -> Figures:
    """Let a class draw, and return what it met; a visitor opens "Look inside" after a third of the time."""
    tally, dice = Tally(), random.Random(2)
    before = Watched(*app.pids).mb()
    pupils = [Pupil(app.url, tally, blank) for _ in class_]
    entered = await open_all(pupils, tally)
    server, client = Watched(*app.pids), Watched(os.getpid())
    watching, start = asyncio.create_task(server.watch()), time.perf_counter() + 0.5
    drawing = [
        pupil.draw(hand, start + dice.uniform(0, lesson.think), lesson.seconds, lesson.think)
        for pupil, hand in zip(pupils, class_, strict=True)
    ]
    visiting = [_look_inside(app, tally, lesson.seconds / 3)] if is_visited else []
    done = await asyncio.gather(*drawing, *visiting, return_exceptions=True)
    tally.add_failures(done, "drawing")
    memory = {"before": before, "entered": server.samples[0][1], "peak": server.peak(), "after": server.mb()}
    cores = {"server_cores": server.cores(), "client_cores": client.cores()}
    watching.cancel()
    await close_all(pupils, tally)
    tally.add_lost()
    figures = {**waits_ms([waited for _, waited in tally.answers]), **counts(tally), "entering_s": summary(entered)}
    figures |= {"server_mb": memory, **cores, "mb_each_minute": server.each_minute()}
    figures["growth_mb_a_minute"] = growth(figures["mb_each_minute"])
    for begun, seen in (result for result in done if isinstance(result, tuple)):
        waits: dict[bool, list[float]] = {True: [], False: []}
        for at, waited in tally.answers:
            waits[at + waited > begun and at < seen].append(waited)
        figures |= {"opened_s": round(seen - begun, 2), "meanwhile_ms": waits_ms(waits[True])}
        figures["otherwise_ms"] = waits_ms(waits[False])
    return figures


async def _look_inside(app: Served, tally: Tally, after: float) -> tuple[float, float]:
    """Open the page "Look inside" after so many s, and return from when to when that was, as time.perf_counter."""
    await asyncio.sleep(after)
    page, sentence = _INSIDE
    visitor, begun = Visitor(app.url, tally, sentence), time.perf_counter()
    await visitor.enter(page)
    await visitor.leave()
    if visitor.seen is None:
        tally.errors['the page "Look inside" shows no network'] += 1
    return begun, visitor.seen or time.perf_counter()


def counts(tally: Tally) -> Figures:
    """Return how many strokes, or photos, came to what."""
    strokes = {"sent": tally.sent, "answered": len(tally.answers), "overtaken": tally.overtaken}
    return {**strokes, "errors": tally.errors.total(), "failures": dict(tally.errors)}


def waits_ms(waited: Sequence[float]) -> Figures:
    """Return median, 95th percentile and maximum of seconds, in ms."""
    return {f"{name}_ms": None if s is None else round(1000 * s, 1) for name, s in summary(waited).items()}


def summary(waited: Sequence[float]) -> Figures:
    """Return median, 95th percentile and maximum; None where nothing was timed."""
    three = np.percentile(waited, [50, 95, 100]).round(4).tolist() if waited else [None] * 3
    return dict(zip(("p50", "p95", "max"), three, strict=True))


def growth(each_minute: Sequence[float]) -> float | None:
    """Return by how much the memory grows a minute, in MB: the slope of the line through all minutes but the first.

    None for less than three minutes.
    """
    settled = each_minute[1:]
    return round(float(np.polyfit(range(len(settled)), settled, 1)[0]), 2) if len(settled) > 1 else None
