"""Someone who keeps what they draw, and goes on where the server of their page is gone.

Knows the page as a browser does. Does not know how many servers there are.
"""

from __future__ import annotations

import time

from streamlit.proto.Element_pb2 import Element
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, ConnectionClosedError

from benchmarks.classroom.drawings import Hand, Step
from benchmarks.classroom.pupil import Pupil
from benchmarks.classroom.session import Tally


class Keeper(Pupil):
    """A pupil who presses "Right" before each Clear, and reloads the page where its server is gone.

    Attributes:
        given: the drawings of which the page has said that they are kept, each once, as the page keeps it.
        reloaded: s until the page was there again, None where it was never gone.
        died: strokes whose server was killed before it answered; they are counted here alone.
    """

    def __init__(self, url: str, tally: Tally, blank: Step) -> None:
        """Begin with blank paper."""
        super().__init__(url, tally, blank)
        self.given: set[str] = set()
        self.died = 0
        self.reloaded: float | None = None
        self._right = ""
        self._is_gone = False

    async def draw(self, digits: Hand, start: float, seconds: float, think: float) -> None:
        """Draw as everybody; where the server is gone, reload, and draw on."""
        try:
            await super().draw(digits, start, seconds, think)
        except ConnectionClosed:
            began = time.perf_counter()
            await self.leave()  # its end is noticed once
            self.died = self.forget()
            self._is_gone = False
            await self.enter()
            now = time.perf_counter()
            self.reloaded = now - began
            await super().draw(digits, now, start + seconds - now, think)

    async def wait(self, patience: float = 0.0) -> None:
        """Wait until nothing is waited for; raises TimeoutError, and ConnectionClosed: the server is gone."""
        await super().wait(patience)
        if self._is_gone:
            raise ConnectionClosedError(None, None)

    async def give(self, step: Step) -> None:
        """Send the drawing with one more stroke; whether "Right" is offered is yet to be seen."""
        self._right = ""
        await super().give(step)

    async def clear(self) -> None:
        """Press "Right", where it is offered, then Clear."""
        if self._right:
            await self.request(self._right, fragment=self.fragment)
            await self.wait()
            self.given.add(self._value)
        await super().clear()

    def take(self, kind: str | None, element: Element, fragment: str, now: float) -> None:
        """Take "Right", too."""
        super().take(kind, element, fragment, now)
        if kind == "button" and element.button.label == "Right":
            self._right = element.button.id

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            await super()._listen(socket)
        except ConnectionClosedError:
            self._is_gone = True
            self.idle.set()
