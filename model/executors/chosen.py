"""Which executor does the runs: `INKLING_EXECUTOR` says it.

    local      this machine, in processes of their own (the default)
    workers    machines on which somebody started `python -m model work`: this one starts none
    ray        a Ray cluster, by its Jobs API
    slurm      a Slurm cluster, by sbatch, squeue and scancel

Knows the names of executors. Does not know how one works.
"""

from __future__ import annotations

import os
from contextlib import suppress

from model.errors import ExecutorError
from model.executors.job import Executor, Job, JobState
from model.executors.local import LocalExecutor

KINDS = ("local", "workers", "ray", "slurm")


def kind() -> str:
    """Return which one was chosen.

    Raises:
        ExecutorError: there is none of that name.
    """
    said = os.environ.get("INKLING_EXECUTOR") or "local"
    if said not in KINDS:
        raise ExecutorError(
            "no-executor",
            "INKLING_EXECUTOR names no executor: {name}. Choose of: {choices}.",
            name=said,
            choices=", ".join(KINDS),
        )
    return said


def executor() -> Executor | None:
    """Return the executor that was chosen, None where this machine starts nothing; raises ExecutorError."""
    return None if kind() == "workers" else named(kind())


def state_of(job: Job) -> JobState:
    """Return what a job is doing; "unknown", too, where what does it is not installed here any more."""
    try:
        return named(job.kind).state(job)
    except ExecutorError:
        return "unknown"


def stop(job: Job) -> None:
    """End a job at once, as far as that can be done from here: whoever is told an older attempt writes nothing."""
    with suppress(ExecutorError):
        named(job.kind).stop(job)


def log_of(job: Job) -> str:
    """Return what its engine says of a job, "" where that cannot be asked."""
    with suppress(ExecutorError):
        return named(job.kind).log(job)
    return ""


def named(kind: str) -> Executor:
    """Return the executor of a kind; that of nobody is this machine. Each is made once, when it is asked for.

    Raises:
        ExecutorError: what it needs is not installed.
    """
    if kind not in READY:
        READY[kind] = _made(kind)
    return READY[kind]


def _made(kind: str) -> Executor:
    match kind:
        case "ray":
            from model.executors.ray import RayExecutor

            return RayExecutor()
        case "slurm":
            from model.executors.slurm import SlurmExecutor

            return SlurmExecutor()
    return LocalExecutor()


READY: dict[str, Executor] = {}
