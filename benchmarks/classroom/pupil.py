"""Someone who draws digits on the page "Draw" and presses Clear, as a browser does it.

Knows beforehand what each drawing has to be answered by: nobody else's answer passes.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from dataclasses import dataclass

from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetStates

from benchmarks.classroom.drawings import Hand, Step
from benchmarks.classroom.session import Session, Tally


@dataclass
class _Sent:
    """A stroke, or Clear, that was sent: when, in s of time.perf_counter."""

    step: Step
    is_stroke: bool
    at: float
    is_answered: bool = False


class Pupil(Session):
    """Someone who draws digits on the page "Draw"."""

    def __init__(self, url: str, tally: Tally, blank: Step) -> None:
        """Begin with blank paper."""
        super().__init__(url, tally)
        self._blank = self._shown = blank
        self._laid = 0  # the number of the drawing that the canvas was given to begin with
        self._is_new = False  # whether this run gave it another one
        self._canvas = self._clear = self._value = ""
        self._sent: deque[_Sent] = deque()  # not finished yet

    async def draw(self, digits: Hand, start: float, seconds: float, think: float) -> None:
        """Draw digits in turn from `start` on, for so many seconds: a stroke every `think` s, then Clear.

        Strokes are sent when they are due, answered or not.
        """
        due, number = start, 0
        while due < start + seconds:
            for step in digits[number % len(digits)]:
                await asyncio.sleep(due - time.perf_counter())
                await self.give(step)
                due += think
            await self.wait()
            await asyncio.sleep(due - think / 2 - time.perf_counter())
            await self.clear()
            await self.wait()
            due, number = max(due, time.perf_counter()), number + 1

    async def give(self, step: Step) -> None:
        """Send the drawing with one more stroke."""
        self._sent.append(_Sent(step, True, time.perf_counter()))
        self._value, self.tally.sent = step.value, self.tally.sent + 1
        await self.request(fragment=self.fragment)

    async def clear(self) -> None:
        """Press Clear."""
        self._sent.append(_Sent(self._blank, False, time.perf_counter()))
        await self.request(self._clear, fragment=self.fragment)

    def forget(self) -> int:
        """Forget the page, which is gone, to enter another one; return how many strokes it leaves unanswered.

        They count as never sent.
        """
        unanswered = sum(sent.is_stroke and not sent.is_answered for sent in self._sent)
        self.tally.sent -= unanswered
        self._sent.clear()
        self.chosen.clear()
        self.page = self.fragment = self._canvas = self._clear = self._value = ""
        self._shown, self._laid, self._is_new = self._blank, 0, False
        return unanswered

    def fill_in(self, states: WidgetStates) -> None:
        """Say what the widgets hold, the canvas among them."""
        super().fill_in(states)
        if self._value:
            states.widgets.add(id=self._canvas, json_value=self._value)

    def take(self, kind: str | None, element: Element, fragment: str, now: float) -> None:
        """Take the canvas, its Clear, and the answer."""
        super().take(kind, element, fragment, now)
        match kind:
            case "bidi_component" if "initialDrawing" in element.bidi_component.json:
                self._canvas, self.fragment = element.bidi_component.id, fragment
                number = json.loads(element.bidi_component.json)["initialDrawing"]["number"]
                self._is_new = self._is_new or 0 < self._laid < number
                self._laid = number
            case "button" if element.button.label == "Clear":
                self._clear = element.button.id
            case "html" if 'class="ink-reading"' in element.html.body:
                self._answer(element.html.body, now)

    def _answer(self, html: str, now: float) -> None:
        for at, sent in enumerate(self._sent):
            if not sent.is_answered and sent.step.is_answered_by(html):
                self.tally.overtaken += sum(not self._sent.popleft().is_answered for _ in range(at))
                sent.is_answered, self._shown = True, sent.step
                if sent.is_stroke:
                    self.tally.answers.append((sent.at, now - sent.at))
                return
        if not self._shown.is_answered_by(html):
            self.tally.errors["the answer to another drawing"] += 1

    async def finish(self, now: float) -> None:
        """Take that the fragment has run; after a Clear the canvas tells that it is blank now, as in a browser."""
        if self._sent and self._sent[0].is_answered:
            self._sent.popleft()
        if self._is_new:
            self._is_new, self._value = False, self._blank.value
            await self.request(fragment=self.fragment)
        elif not self._sent and self._canvas:
            self.idle.set()
