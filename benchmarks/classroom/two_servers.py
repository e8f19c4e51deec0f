"""A class that draws on one server, and once more on two behind nginx, with PostgreSQL, as `deploy/` describes them.

All of them, and the class, share the processors of this machine. Knows how a class is measured. Does not know nginx.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.classroom.drawings import Hand, Step
from benchmarks.classroom.lesson import Figures, Lesson, draw_together, first_answer
from tests.browser.app import App
from tests.deployed import deployed
from tests.postgresql import server


async def draw_on_one_and_two(app: App, class_: list[Hand], blank: Step, lesson: Lesson) -> Figures:
    """Let a class draw on one server, then on two; return what it met both times.

    Raises:
        SystemExit: nginx or PostgreSQL is not there, and could not be installed.
    """
    one = await draw_together(app, class_, blank, lesson)
    with (
        server() as postgresql,
        postgresql.database() as url,
        tempfile.TemporaryDirectory() as place,
        deployed(Path(place), url) as both,
    ):
        for each in both.servers:
            await first_answer(each, class_[0], blank)  # the classifier is loaded then
        two = await draw_together(both, class_, blank, lesson)
    times = round(two["p95_ms"] / one["p95_ms"], 2) if one["p95_ms"] and two["p95_ms"] else None
    return {**one, "two_servers": {**two, "p95_times": times}}
