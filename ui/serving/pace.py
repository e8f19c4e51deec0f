"""How often somebody may do something: so many at once after a pause, and so many a second from then on.

Knows clocks. Does not know what is done, nor what becomes of what comes too fast.
"""

from __future__ import annotations

import time

_MOST = 1000  # of whom somebody's pace is kept before those are forgotten that have paused for long


class Pace:
    """The pace of one of those who do something."""

    def __init__(self, a_second: float, at_once: float) -> None:
        """Begin as after a pause.

        Args:
            a_second: how often it may be done, in the long run.
            at_once: how often after a pause.
        """
        self._a_second, self._at_once = a_second, at_once
        self._left, self._at = at_once, time.monotonic()

    def take(self, price: float = 1.0) -> float:
        """Count that it is done once more, or as if it were so many times; return how many s it has to wait for that.

        Who comes faster all the same waits longer each time.
        """
        self._left = self._now() - price
        return max(0.0, -self._left / self._a_second)

    def may(self, price: float = 1.0) -> bool:
        """Whether it may be done now; it is counted if so, and is not if not."""
        if self._now() < price:
            return False
        self._left -= price
        return True

    def wait(self) -> float:
        """Return how many s it has to wait now, not counted."""
        return max(0.0, -self._now() / self._a_second)

    def is_rested(self) -> bool:
        """Whether the pause is over: nothing is known of this one that a new one would not know."""
        return self._now() >= self._at_once

    def _now(self) -> float:
        """Return what is left now: less than 0 for who has to wait."""
        now = time.monotonic()
        self._left, self._at = min(self._at_once, self._left + (now - self._at) * self._a_second), now
        return self._left


class Paces:
    """The pace of each of those who do something."""

    def __init__(self, a_second: float, at_once: float) -> None:
        """Keep the pace that each may have; see `Pace`."""
        self._a_second, self._at_once = a_second, at_once
        self._paces: dict[str, Pace] = {}
        self._most = _MOST

    def of(self, who: str) -> Pace:
        """Return the pace of one."""
        if len(self._paces) > self._most:
            self._paces = {each: pace for each, pace in self._paces.items() if not pace.is_rested()}
            self._most = max(_MOST, 2 * len(self._paces))  # else a crowd would be looked through at each one who comes
        return self._paces.setdefault(who, Pace(self._a_second, self._at_once))
