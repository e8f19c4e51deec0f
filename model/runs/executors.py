"""Who does the runs: this machine, in processes of their own. A cluster needs no more than `Executor` asks.

Knows processes. Does not know what a run is about, the queue, or pages.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

import psutil

from model.storage.paths import ROOT


class Job(NamedTuple):
    """What does a run.

    Attributes:
        number: of the process (or of a cluster's job); 0 is nobody.
        started: when it began, by a clock that nobody sets; tells it from a later one that got its number.
    """

    number: int
    started: float


NOBODY = Job(0, 0.0)
_DIES_WITHIN = 5.0  # s after it was killed


class Executor(Protocol):
    """Who does the runs."""

    def start(self, folder: Path) -> Job:
        """Begin the run in the folder, and return at once; `NOBODY` when it ended at once."""

    def stop(self, job: Job) -> None:
        """End the job at once."""

    def state(self, job: Job) -> Literal["running", "gone"]:
        """Return whether the job is still there."""


class LocalExecutor:
    """Does a run in a process of its own on this machine; the process outlives the app."""

    def start(self, folder: Path) -> Job:
        """Begin the run in the folder, and return at once; `NOBODY` when it ended at once."""
        with (folder / "log.txt").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "model", "train", "--queued", "--run", str(folder.resolve())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in the app's terminal is not meant for the run
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # the same on Windows
            )
        with suppress(psutil.Error, OSError):
            psutil.Process(process.pid).nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if psutil.WINDOWS else 10)
        return job_of(process.pid)

    def stop(self, job: Job) -> None:
        """End the job at once, and wait until it is gone: it writes nothing afterwards."""
        if self.state(job) == "running":
            with suppress(psutil.Error):
                psutil.Process(job.number).kill()
            end = time.monotonic() + _DIES_WITHIN
            while self.state(job) == "running" and time.monotonic() < end:
                time.sleep(0.01)

    def state(self, job: Job) -> Literal["running", "gone"]:
        """Return whether the job is still there."""
        if not job.number:
            return "gone"
        with suppress(psutil.Error):
            process = psutil.Process(job.number)
            if _started(process) == job.started and process.status() != psutil.STATUS_ZOMBIE:
                return "running"
        return "gone"


EXECUTOR: Executor = LocalExecutor()


def this_process() -> Job:
    """Return the job that this process is."""
    return job_of(os.getpid())


def job_of(number: int) -> Job:
    """Return the job that a process is; `NOBODY` where it is gone."""
    with suppress(psutil.Error):
        return Job(number, _started(psutil.Process(number)))
    return NOBODY


def _started(process: psutil.Process) -> float:
    """Return when a process began: on Linux in clock ticks since the computer started, elsewhere in s since 1970.

    Linux works the time of day out of the ticks, so that it moves when the computer's clock is set.
    """
    if not psutil.LINUX:
        return float(process.create_time())
    try:
        stat = Path(f"/proc/{process.pid}/stat").read_text()
    except OSError as error:
        raise psutil.NoSuchProcess(process.pid) from error
    return float(stat.rpartition(")")[2].split()[19])  # field 22; the name before may hold blanks
