"""The teacher's page "Our class" beside a class that draws: the wall is on, and looked at all the time.

Knows the page as a browser does. Does not know what the class meets meanwhile.
"""

from __future__ import annotations

import asyncio
import math
from contextlib import suppress

from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetStates

from benchmarks.classroom.drawings import Hand, Step
from benchmarks.classroom.lesson import Figures, Lesson, draw_together
from benchmarks.classroom.looker import Looker
from benchmarks.classroom.session import Tally
from tests.browser.app import App

_PAGE = "class"  # its name in its address
_SWITCH = "Show what the class draws"


async def draw_before_wall(app: App, class_: list[Hand], blank: Step, lesson: Lesson) -> Figures:
    """Let a class draw before, while and after the wall is on and open; return what it met each time.

    The wall is held against the mean of before and after: what else the machine does changes meanwhile.
    """
    before = await draw_together(app, class_, blank, lesson)
    teacher = _Teacher(app.url, Tally())
    await teacher.enter(_PAGE)
    await teacher.turn_wall(True)
    looking = asyncio.create_task(teacher.look())
    walled = await draw_together(app, class_, blank, lesson)
    looking.cancel()
    with suppress(asyncio.CancelledError):
        await looking
    await teacher.turn_wall(False)
    await teacher.leave()
    after = await draw_together(app, class_, blank, lesson)
    walled |= {"tiles": teacher.tiles, "looks": teacher.looks}
    walled["failures"] |= dict(teacher.tally.errors)
    if not teacher.tiles:
        walled["failures"]["the wall shows nothing"] = 1
    walled["failures"] |= after["failures"]
    p95 = [each["p95_ms"] or math.nan for each in (before, walled, after)]
    times = round(2 * p95[1] / (p95[0] + p95[2]), 2)
    return {**before, "walled": {**walled, "p95_times": times}, "unwalled": after}


class _Teacher(Looker):
    """Someone at the computer itself, who turns the wall on, and whose page then looks again and again.

    Attributes:
        tiles: how many were on the wall when it was looked at last.
    """

    def __init__(self, url: str, tally: Tally) -> None:
        """Begin with a wall that is off."""
        super().__init__(url, tally)
        self._switch = ""
        self._is_on = False
        self.tiles = 0

    async def turn_wall(self, on: bool) -> None:
        """Press the switch, and wait for the page."""
        self._is_on = on
        await self._ask()
        await self.wait()

    def fill_in(self, states: WidgetStates) -> None:
        """Say what the widgets hold, the switch among them."""
        super().fill_in(states)
        if self._switch:
            states.widgets.add(id=self._switch, bool_value=self._is_on)

    def take(self, kind: str | None, element: Element, fragment: str, now: float) -> None:
        """Take the switch, and the wall."""
        super().take(kind, element, fragment, now)
        if kind == "checkbox" and element.checkbox.label == _SWITCH:
            self._switch = element.checkbox.id
        elif kind == "html" and 'class="ink-class-wall"' in element.html.body:
            self.tiles = element.html.body.count("<li ")
