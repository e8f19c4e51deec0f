"""How many pages may be open, in all and of one browser or address, and how fast new ones may be opened.

What Streamlit keeps of a page whose connection is lost is bounded by itself: 128 pages, for two minutes.
Knows who connects and counts them. Does not know how they are told that there is no room.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from model.errors import SettingError
from model.languages.translation import N_
from ui.serving.callers import Caller
from ui.serving.pace import Paces

_NAME = "INKLING_SESSIONS"
_USUAL = 300
OF_BROWSER = 8  # pages that one browser has open
OF_ADDRESS = 200  # pages of one address: a school may have a single one
NEW_A_MINUTE = 120  # browsers that come for the first time, of one address
_A_SECOND, _AT_ONCE = 1.0, 20.0  # times that one browser opens a page, or connects anew; what is faster waits

FULL = N_("The class is full: as many pages are open as this computer can serve. Close some, then load this one again.")
BROWSER_FULL = N_("Too many pages of Inkling are open in this browser. Close some, then load this one again.")
TOO_FAST = N_("Too many come at once. Wait a minute, then load this page again.")


class Sessions:
    """The pages that are open: each has a connection of its own."""

    def __init__(self) -> None:
        """Begin with none."""
        self._open: Counter[tuple[str, str]] = Counter()  # by who has it open, and by their address
        self._count = 0
        self._new = Paces(NEW_A_MINUTE / 60, NEW_A_MINUTE)
        self._opening = Paces(_A_SECOND, _AT_ONCE)

    def refused(self, who: Caller, *, is_page: bool) -> str:
        """Return the sentence why one cannot come in now, "" where they can; who is new is counted.

        Args:
            who: comes.
            is_page: whether a page is asked for, whose connection will follow. Who has one open may be loading that
                one anew, and closes its connection only then.
        """
        if who.is_teacher:
            return ""
        if self._open["key", who.key] >= (OF_ADDRESS if who.is_new else OF_BROWSER):
            return BROWSER_FULL
        loads_anew = is_page and not who.is_new and self._open["key", who.key]
        if not loads_anew and (self._count >= most() or self._open["address", who.address] >= OF_ADDRESS):
            return FULL
        if who.is_new and not self._new.of(who.address).may():
            return TOO_FAST
        return ""

    @contextmanager
    def opened(self, who: Caller) -> Iterator[None]:
        """Count a connection as long as it is open."""
        places = ("key", who.key), ("address", who.address)
        self._count += 1
        self._open.update(places)
        try:
            yield
        finally:
            self._count -= 1
            self._open.subtract(places)
            self._open = +self._open  # those with none are forgotten

    async def wait(self, who: Caller) -> None:
        """Wait until one may open a page again: opening and closing without end holds up the others."""
        if not who.is_teacher and (wait := self._opening.of(who.key).take()):
            await asyncio.sleep(wait)


def most() -> int:
    """Return how many pages may be open in all (`INKLING_SESSIONS`, else 300).

    Raises:
        SettingError: the setting is no whole number above 0.
    """
    if not (said := os.environ.get(_NAME)):
        return _USUAL
    with suppress(ValueError):
        if (number := int(said)) > 0:
            return number
    raise SettingError(
        "no-number-of-pages", "{name} must be a whole number above 0, such as 300. Received: {value!r}.", name=_NAME,
        value=said,
    )  # fmt: skip
