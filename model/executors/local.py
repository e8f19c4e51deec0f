"""What this machine does itself: each run in a process of its own that outlives the app.

Knows processes. Does not know engines of clusters.
"""

from __future__ import annotations

import os
import platform
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil

from model.executors.command import command, environment
from model.executors.job import NOBODY, Job, JobState
from model.storage.paths import ROOT

KIND = "local"
_DIES_WITHIN = 5.0  # s after it was killed


class LocalExecutor:
    """Does a run in a process of its own on this machine."""

    has_queue = False

    def start(self, folder: Path, attempt: int) -> Job:
        """Begin the run in the folder, and return at once; `NOBODY` when it ended at once."""
        with (folder / "log.txt").open("a") as log:
            process = subprocess.Popen(
                command(folder, attempt),
                cwd=ROOT,
                env={**os.environ, **environment()},
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
                psutil.Process(_number(job)).kill()
            end = time.monotonic() + _DIES_WITHIN
            while self.state(job) == "running" and time.monotonic() < end:
                time.sleep(0.01)

    def state(self, job: Job) -> JobState:
        """Return whether the job is still there; "unknown" of one that another machine does."""
        if job == NOBODY:
            return "gone"
        where, number, started = job.id.rsplit("/", 2)
        if where != machine():
            return "unknown"
        with suppress(psutil.Error):
            process = psutil.Process(int(number))
            if _started(process) == started and process.status() != psutil.STATUS_ZOMBIE:
                return "running"
        return "gone"

    def log(self, job: Job) -> str:
        """Return nothing: what the process prints is in the run's log."""
        return ""


def machine() -> str:
    """Return what tells this machine from others (`INKLING_MACHINE`, else its name in the network)."""
    return os.environ.get("INKLING_MACHINE") or platform.node() or "this"


def this_process() -> Job:
    """Return the job that this process is."""
    return job_of(os.getpid())


def job_of(number: int) -> Job:
    """Return the job that a process is; `NOBODY` where it is gone."""
    with suppress(psutil.Error):
        return Job(KIND, f"{machine()}/{number}/{_started(psutil.Process(number))}")
    return NOBODY


def _number(job: Job) -> int:
    return int(job.id.rsplit("/", 2)[1])


def _started(process: psutil.Process) -> str:
    """Return when a process began: on Linux in clock ticks since the computer started, elsewhere in s since 1970.

    Linux works the time of day out of the ticks, so that it moves when the computer's clock is set. It tells the
    process from a later one that got its number.
    """
    if not psutil.LINUX:
        return f"{process.create_time()}"
    try:
        stat = Path(f"/proc/{process.pid}/stat").read_text()
    except OSError as error:
        raise psutil.NoSuchProcess(process.pid) from error
    return stat.rpartition(")")[2].split()[19]  # field 22; the name before may hold blanks
