"""A Ray cluster does the runs, by its Jobs API: each as a job that waits there for its turn.

Knows what a run is to Ray. Does not know what a run is about, nor how Ray is reached (see `ray_client`).
"""

from __future__ import annotations

import shlex
import time
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from model.errors import ExecutorError
from model.executors.command import command, environment
from model.executors.job import NOBODY, Job, JobState
from model.executors.ray_client import Client, Cluster, RefusedError
from model.executors.resources import resources
from model.storage.paths import ROOT

KIND = "ray"
_OLD = 1.0  # s after which a job is asked for again
_LOOKS_EVERY = 0.05  # s, at a job that is being ended
_ENDS_WITHIN = 10.0  # s after it was killed
_STATES: dict[str, JobState] = {"PENDING": "waiting", "RUNNING": "running"}  # of a job that is not over
_TELLING = ("PENDING", "FAILED")  # states in which Ray's message is worth reading
_TOLD = {
    # Ray asks a process softly to end, which a run takes for a wish, and kills it so many s later.
    "RAY_JOB_STOP_WAIT_TIME_S": "0",
    # When a run is over it looks what is next: what waits is for Ray to begin, not for the machine that it was done on.
    "INKLING_EXECUTOR": "workers",
}


class _Look(NamedTuple):
    """What Ray said of a job, and when (s, monotonic): its status, "" of a job that it does not know, and a message."""

    at: float
    status: str
    message: str = ""


class RayExecutor:
    """Does each run as a job of a Ray cluster, which begins it on any machine that has the cores for it."""

    has_queue = True

    def __init__(self) -> None:
        """Ask nothing yet."""
        self._cluster = Cluster()
        self._looks: dict[str, _Look] = {}
        self._given_up: set[str] = set()  # jobs that wait, and will be ended as soon as they begin
        self._looking = Lock()

    def start(self, folder: Path, attempt: int) -> Job:
        """Submit the run in the folder, and return at once: it begins when there is room."""
        asked = resources()
        job = Job(KIND, f"inkling-{folder.name}-{attempt}")
        words = shlex.join(command(folder, attempt))
        log = shlex.quote(str(folder.resolve() / "log.txt"))
        try:
            self._cluster.ask(
                lambda ray: ray.submit_job(
                    submission_id=job.id,
                    entrypoint=f"cd {shlex.quote(str(ROOT))} && exec {words} >> {log} 2>&1",
                    runtime_env={"env_vars": {**environment(), **asked.environment(), **_TOLD}},
                    entrypoint_num_cpus=asked.cores,
                    entrypoint_num_gpus=asked.gpus,
                )
            )
        except RefusedError as error:
            # Submitted before a crash or a silence: then it is started, once.
            if f"{job.id} already exists" not in error.why:
                raise _refused(error) from error
        return job

    def stop(self, job: Job) -> None:
        """End the job at once, and wait until it is gone: it writes nothing afterwards.

        One that waits is left to Ray, which ends it when its turn comes, before it can do anything.
        """
        if self._look(job, 0).status not in _STATES:
            return
        with suppress(RefusedError):  # gone meanwhile
            self._cluster.ask(lambda ray: ray.stop_job(job.id))
        end = time.monotonic() + _ENDS_WITHIN
        while (status := self._look(job, 0).status) == "RUNNING":
            if time.monotonic() > end:
                raise ExecutorError(
                    "ray-goes-on",
                    "Ray has not ended the job {job} within {seconds:g} s. Look at it with `ray job list`, try again.",
                    job=job.id,
                    seconds=_ENDS_WITHIN,
                )
            time.sleep(_LOOKS_EVERY)
        if status == "PENDING":
            self._given_up.add(job.id)

    def state(self, job: Job) -> JobState:
        """Return what the job is doing; "unknown" where Ray does not answer."""
        try:
            status = self._look(job, _OLD).status
        except ExecutorError:
            return "unknown"
        return "gone" if status == "PENDING" and job.id in self._given_up else _STATES.get(status, "gone")

    def log(self, job: Job) -> str:
        """Return why the job waits, or why it failed, with the last of what it printed elsewhere than in its log."""
        with suppress(ExecutorError):
            look = self._look(job, _OLD)
            return look.message if look.status in _TELLING else ""
        return ""

    def _look(self, job: Job, oldest: float) -> _Look:
        """Return what Ray said of a job at most so many s ago: one asks, the others wait for the answer.

        Raises:
            ExecutorError: there is no answer.
        """
        if job == NOBODY:
            return _Look(0, "")
        with self._looking:
            look = self._looks.get(job.id)
            if look is None or time.monotonic() - look.at >= oldest:
                look = self._looks[job.id] = self._cluster.ask(lambda ray: _looked(ray, job.id))
            return look


def _looked(ray: Client, job_id: str) -> _Look:
    """Return what Ray says of a job now; a cluster that was begun anew knows none of before."""
    try:
        info = ray.get_job_info(job_id)
    except RefusedError as error:
        if error.status == 404:
            return _Look(time.monotonic(), "")
        raise _refused(error) from error
    return _Look(time.monotonic(), info.status.value, info.message or "")


def _refused(error: RefusedError) -> ExecutorError:
    return ExecutorError(
        "ray-refuses", "Ray does not do what it was asked for: {why}", why=error.why.strip(" .\n").rpartition("\n")[2]
    )
