"""A Slurm cluster does the runs, by its commands sbatch, squeue and scancel.

Knows jobs of Slurm. Does not know what a run is about. All servers and workers of an Inkling submit as the same user:
only this user's jobs are asked for. What else a cluster wants, such as its partition, its account or a time limit, is
said by Slurm's own variables: SBATCH_PARTITION, SBATCH_ACCOUNT, SBATCH_TIMELIMIT.
"""

from __future__ import annotations

import re
import shlex
import time
from contextlib import suppress
from pathlib import Path

from model.errors import ExecutorError
from model.executors.command import command, environment
from model.executors.job import Job, JobState
from model.executors.resources import resources
from model.executors.slurm_answers import Listed, Listing, NoAnswerError, Queue, said
from model.storage.paths import ROOT

KIND = "slurm"
_OLD = 1.0  # s after which the jobs are asked for again
_OLD_AT_AN_END = 0.2  # s, the same while one is being ended
_ENDS_WITHIN = 15.0  # s after it was killed, with what a cluster cleans up after it
# The states of a job that has not begun, as Slurm spells them. A job that is over is not listed.
_WAITING = {"PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "RESV_DEL_HOLD", "SPECIAL_EXIT"}
_NO_REASON = "None"


class SlurmExecutor:
    """Does each run as a job of a Slurm cluster, which begins it when there is room."""

    has_queue = True

    def __init__(self) -> None:
        """Ask nothing yet."""
        self._queue = Queue()
        self._heard: dict[str, float] = {}  # when each job was first heard of: an older answer says nothing of it

    def start(self, folder: Path, attempt: int) -> Job:
        """Submit the run in the folder, and return at once: it begins when there is room."""
        listing = self._listing(_OLD)
        number = _submit(folder, attempt)
        self._heard[number] = time.monotonic()
        listing.jobs[number] = Listed("PENDING", _NO_REASON)
        return Job(KIND, number)

    def stop(self, job: Job) -> None:
        """End the job at once, and wait until it is gone: it writes nothing afterwards."""
        if job.id not in self._listing(0).jobs:
            return
        # The first kills at once; the second, which asks softly, ends what the first does not reach.
        for how in (("--signal=KILL", "--batch"), ()):
            with suppress(NoAnswerError):  # Slurm calls it an error that a job is gone meanwhile
                said("scancel", *how, job.id)
        end = time.monotonic() + _ENDS_WITHIN
        while job.id in self._listing(_OLD_AT_AN_END).jobs:
            if time.monotonic() > end:
                raise ExecutorError(
                    "slurm-goes-on",
                    "Slurm has not ended job {job} within {seconds:g} s. Look at it with squeue, and try again.",
                    job=job.id,
                    seconds=_ENDS_WITHIN,
                )
            time.sleep(_OLD_AT_AN_END / 4)

    def state(self, job: Job) -> JobState:
        """Return what the job is doing; "unknown" where Slurm does not answer, and never twice a second anew."""
        heard = self._heard.setdefault(job.id, time.monotonic())
        listing = self._queue.listing(_OLD)
        if listing.fault:
            return "unknown"
        if listed := listing.jobs.get(job.id):
            return "waiting" if listed.state in _WAITING else "running"
        return "gone" if heard <= listing.asked else "unknown"

    def log(self, job: Job) -> str:
        """Return why the job waits, in Slurm's word; "" where it does not."""
        listed = self._queue.listing(_OLD).jobs.get(job.id)
        return listed.reason if listed and listed.state in _WAITING and listed.reason != _NO_REASON else ""

    def _listing(self, oldest: float) -> Listing:
        """Return the jobs that are not over.

        Raises:
            ExecutorError: there is no answer.
        """
        listing = self._queue.listing(oldest)
        if listing.fault:
            raise listing.fault.with_traceback(None)
        return listing


def _submit(folder: Path, attempt: int) -> str:
    """Return the number of a new job that does the run in a folder.

    Raises:
        ExecutorError: Slurm does not take it.
    """
    asked = resources()
    words = [
        "--parsable",
        f"--job-name=inkling-{folder.name}-{attempt}",
        f"--chdir={ROOT}",
        f"--output={str(folder.resolve() / 'log.txt').replace('%', '%%')}",  # % begins a pattern of Slurm's
        "--open-mode=append",
        "--export=ALL",
        "--no-requeue",  # Inkling goes on with a run itself, from its last epoch
        f"--cpus-per-task={asked.cores}",
        *([f"--gpus={asked.gpus}"] if asked.gpus else []),
    ]
    script = f"#!/bin/sh\nexec {shlex.join(command(folder, attempt))}\n"  # exec: what Slurm kills is the run itself
    try:
        answer = said("sbatch", *words, script=script, told={**environment(), **asked.environment()})
    except NoAnswerError as error:
        raise ExecutorError(
            "slurm-refuses",
            "Slurm does not take the run: {why}. Look at INKLING_RUN_CORES, INKLING_RUN_GPUS and the variables whose"
            " names begin with SBATCH_.",
            why=error.why,
        ) from error
    return re.findall(r"^(\d+)(?:;.*)?$", answer, re.MULTILINE)[-1]  # 12, or 12;cluster: a site may print more
