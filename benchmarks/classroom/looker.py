"""Someone whose page looks again and again by itself, as that of a training or of the wall does.

Knows which parts of a page do so, as a browser is told. Does not know what they show.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.classroom.lesson import Figures, close_all
from benchmarks.classroom.session import Session, Tally
from benchmarks.classroom.watched import Watched
from tests.browser.app import App

_TRAINING = "train"  # the page's name in its address


class Looker(Session):
    """Someone who has a page open.

    Attributes:
        looks: how often a part of it was looked at.
    """

    def __init__(self, url: str, tally: Tally) -> None:
        """Look at nothing yet."""
        super().__init__(url, tally)
        self._hash = ""
        self._parts: dict[str, float] = {}  # of the page that look again, by their ids: every so many s
        self.looks = 0

    async def look(self) -> None:
        """Ask for each part of the page again and again, as a browser does."""
        await asyncio.gather(*(self._look(part, every) for part, every in self._parts.items()))

    async def _look(self, part: str, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            await self._ask(part)
            self.looks += 1

    async def _ask(self, part: str = "") -> None:
        """Ask for this page, or a part of it: at its start the server named the first page instead."""
        self.page = self._hash
        await self.request(fragment=part)

    def take_other(self, message: ForwardMsg) -> None:
        """Take which page this is, and which parts of it look again."""
        match message.WhichOneof("type"):
            case "navigation":
                self._hash = message.navigation.page_script_hash
            case "auto_rerun":
                self._parts[message.auto_rerun.fragment_id] = message.auto_rerun.interval


async def look_at_training(app: App, count: int, seconds: float) -> Figures:
    """Let so many look at the curves of the training that goes on, and return what that costs the server."""
    tally = Tally()
    lookers = [Looker(app.url, tally) for __ in range(count)]
    entered = await asyncio.gather(*(looker.enter(_TRAINING) for looker in lookers), return_exceptions=True)
    tally.add_failures(entered, "entering")
    server = Watched(*app.pids)
    looking = asyncio.gather(*(looker.look() for looker in lookers))
    await asyncio.sleep(seconds)
    cores, looks = server.cores(), sum(looker.looks for looker in lookers)
    looking.cancel()
    with suppress(asyncio.CancelledError):
        await looking
    await close_all(lookers, tally)
    each = round(1000 * cores * seconds / looks, 1) if looks else None
    figures = {"lookers": count, "looks": looks, "server_cores": cores, "ms_a_look": each, "server_mb": None}
    return {**figures, "errors": tally.errors.total(), "failures": dict(tally.errors)}
