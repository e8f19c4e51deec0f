"""The app as `make run` starts it, for tests and benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from model.storage.paths import ROOT


class Served(Protocol):
    """Where pages are served, by one server or by several.

    Attributes:
        url: the address.
    """

    url: str

    @property
    def pids(self) -> list[int]:
        """The processes of the servers."""


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class App:
    """The app on a free port and an INKLING_HOME of its own.

    Attributes:
        home: its INKLING_HOME; what the server prints goes to `server.log` there.
        url: its address.
        process: the server.
        started: when it was started, in s of time.perf_counter.
    """

    def __init__(
        self,
        home: Path,
        module: Sequence[str] = ("streamlit", "run", "app.py"),
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Choose a free port and start.

        Args:
            home: its INKLING_HOME.
            module: what Python runs, with its arguments.
            environment: what it is told beside that.
        """
        self._port = free_port()
        self.home = home
        self._module, self._environment = module, environment
        self.url = f"http://127.0.0.1:{self._port}"
        self.start()

    @property
    def pids(self) -> list[int]:
        """The process of the server."""
        return [self.process.pid]

    def start(self) -> None:
        """Start the app, and wait until it answers.

        Raises:
            TimeoutError: it does not answer within a minute.
        """
        settings = {
            "INKLING_HOME": str(self.home),
            "STREAMLIT_SERVER_PORT": str(self._port),
            "STREAMLIT_SERVER_HEADLESS": "true",
        }
        with (self.home / "server.log").open("ab") as log:
            self.started = time.perf_counter()
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self._module],
                cwd=ROOT,
                env={**os.environ, **self._environment, **settings},
                stdout=log,
                stderr=log,
            )
        while not self._answers():
            if self._ends_within(0.02) or time.perf_counter() - self.started > 60:
                raise TimeoutError(f"The app did not start:\n{(self.home / 'server.log').read_text()[-2000:]}")

    def stop(self) -> None:
        """End the app at once, as a closed laptop would."""
        self.process.kill()
        self.process.wait()

    def _ends_within(self, seconds: float) -> bool:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5).close()
        except OSError:
            return False
        return True
