"""What a process with its children needs: memory and processor time."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from statistics import fmean

import psutil

_SAMPLING = 0.25  # s from one look at the memory to the next


class Watched:
    """Servers with their children: memory (resident set size) in MB of 10**6 bytes, and share of one core."""

    def __init__(self, *pids: int) -> None:
        """Watch from now on."""
        self._processes = [psutil.Process(pid) for pid in pids]
        self._begun, self._cpu = time.perf_counter(), self._cpu_s()
        self.samples: list[tuple[float, float]] = [(self._begun, self.mb())]  # s of time.perf_counter, MB

    def mb(self) -> float:
        """Return the memory now."""
        total = 0
        for server in self._processes:
            for process in (server, *server.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    total += process.memory_info().rss
        return round(total / 1e6, 1)

    def peak(self) -> float:
        """Return the highest memory that was seen."""
        return max(mb for _, mb in self.samples)

    def cores(self) -> float:
        """Return how many cores the servers themselves were busy with, on average."""
        return round((self._cpu_s() - self._cpu) / (time.perf_counter() - self._begun), 3)

    def each_minute(self) -> list[float]:
        """Return the mean of each full minute."""
        minutes: dict[int, list[float]] = {}
        for at, mb in self.samples:
            minutes.setdefault(int((at - self._begun) // 60), []).append(mb)
        return [round(fmean(minutes[minute]), 1) for minute in sorted(minutes)[:-1]]

    async def watch(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(_SAMPLING)
            self.samples.append((time.perf_counter(), self.mb()))

    def _cpu_s(self) -> float:
        each = [process.cpu_times() for process in self._processes]
        return float(sum(times.user + times.system for times in each))
