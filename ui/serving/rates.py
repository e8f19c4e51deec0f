"""How often something may be asked within a minute: from one address, and from all together.

Knows addresses and times, in memory alone. Does not know what is asked. For one thread: that of the server.
"""

from __future__ import annotations

import time
from collections import Counter, deque

_SPAN = 60.0  # s


class Rate:
    """Counts what was asked within the last minute."""

    def __init__(self, each: int, together: int) -> None:
        """Keep how often one address may ask within a minute, and how often all may."""
        self._each, self._together = each, together
        self._asked: deque[tuple[float, str]] = deque()
        self._by: Counter[str] = Counter()

    def take(self, address: str) -> int:
        """Count one more, and return 0; where it is too often, count nothing and return in how many s to come again."""
        now = time.monotonic()
        while self._asked and self._asked[0][0] <= now - _SPAN:
            self._forget(*self._asked[0])
        if len(self._asked) >= self._together:
            return self._left(self._asked[0][0], now)
        if self._by[address] >= self._each:
            return self._left(next(at for at, whose in self._asked if whose == address), now)
        self._asked.append((now, address))
        self._by[address] += 1
        return 0

    def give_back(self, address: str) -> None:
        """Let the last that an address asked not count."""
        latest = next((each for each in reversed(self._asked) if each[1] == address), None)
        if latest:
            self._forget(*latest)

    def _forget(self, at: float, address: str) -> None:
        self._asked.remove((at, address))
        self._by[address] -= 1
        if not self._by[address]:
            del self._by[address]

    def _left(self, at: float, now: float) -> int:
        return int(at + _SPAN - now) + 1
