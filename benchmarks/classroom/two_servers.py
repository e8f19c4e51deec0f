"""A class that draws on one server, once more on two behind nginx, and once more while one of the two is killed.

PostgreSQL, nginx and both servers are as `deploy/` describes them. All of them, and the class, share the processors of
this machine. Knows how a class is measured. Does not know nginx.
"""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from benchmarks.classroom.drawings import Hand, Step
from benchmarks.classroom.keeper import Keeper
from benchmarks.classroom.lesson import (
    Figures,
    Lesson,
    close_all,
    counts,
    draw_together,
    first_answer,
    open_all,
    summary,
    waits_ms,
)
from benchmarks.classroom.session import Tally
from model.config import PRESETS
from model.runs import store as runs
from model.runs.state import State
from model.samples import store as samples
from tests.browser.app import App
from tests.deployed import Deployed, deployed
from tests.postgresql import server


async def draw_on_one_and_two(app: App, class_: list[Hand], blank: Step, lesson: Lesson) -> Figures:
    """Let a class draw on one server, then on two, then while one of them is killed; return what it met each time.

    Raises:
        SystemExit: nginx or PostgreSQL is not there, and could not be installed.
    """
    one = await draw_together(app, class_, blank, lesson)
    with (
        server() as postgresql,
        postgresql.database() as url,
        tempfile.TemporaryDirectory() as place,
        deployed(Path(place), url) as both,
        patch.dict(os.environ, {**both.environment, "INKLING_HOME": str(both.servers[0].home)}),
    ):
        for each in both.servers:
            await first_answer(each, class_[0], blank)  # the classifier is loaded then
        two = await draw_together(both, class_, blank, lesson)
        killed = await draw_while_one_is_killed(both, class_, blank, lesson)
    times = round(two["p95_ms"] / one["p95_ms"], 2) if one["p95_ms"] and two["p95_ms"] else None
    return {**one, "two_servers": {**two, "p95_times": times}, "one_killed": killed}


async def draw_while_one_is_killed(both: Deployed, class_: list[Hand], blank: Step, lesson: Lesson) -> Figures:
    """Let a class draw, and keep what is read right; kill the first server after half of the time.

    Where something is lost that a page had said to be kept, that is among the failures. What this process keeps itself
    is to lie where both servers keep theirs.
    """
    tally, dice = Tally(), random.Random(3)
    made = [runs.create(PRESETS["two-conv"]) for __ in range(3)]
    for run in made:
        run.write_state(State("paused"))
    before = len(samples.select())
    pupils = [Keeper(both.url, tally, blank) for __ in class_]
    await open_all(pupils, tally)
    start = time.perf_counter() + 0.5
    middle = start + lesson.seconds / 2
    drawing = [
        pupil.draw(hand, start + dice.uniform(0, lesson.think), lesson.seconds, lesson.think)
        for pupil, hand in zip(pupils, class_, strict=True)
    ]
    done = await asyncio.gather(*drawing, _kill(both.servers[0], middle), return_exceptions=True)
    tally.add_failures(done, "drawing")
    await close_all(pupils, tally)
    tally.add_lost()
    kept, given = len(samples.select()) - before, sum(len(pupil.given) for pupil in pupils)
    if kept < given:
        tally.errors["a drawing that was kept is lost"] += given - kept
    tally.errors.update("a run is lost" for run in made if run.state().status != "paused")
    reloaded = [pupil.reloaded for pupil in pupils if pupil.reloaded is not None]
    return {
        **waits_ms([waited for __, waited in tally.answers]),
        **counts(tally),
        "later_ms": waits_ms([waited for at, waited in tally.answers if at > middle]),
        "reloaded": len(reloaded),
        "reload_s": summary(reloaded),
        "died": sum(pupil.died for pupil in pupils),
        "given": given,
        "kept": kept,
    }


async def _kill(app: App, at: float) -> None:
    await asyncio.sleep(at - time.perf_counter())
    app.stop()
