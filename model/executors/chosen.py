"""Which executor does the runs: `INKLING_EXECUTOR` says it.

    local      this machine, in processes of their own (the default)
    workers    machines on which somebody started `python -m model work`: this one starts none
    ray        a Ray cluster, by its Jobs API
    slurm      a Slurm cluster, by sbatch, squeue and scancel

Knows the names of executors. Does not know how one works.
"""

from __future__ import annotations

import os
from functools import cache

from model.errors import ExecutorError
from model.executors.job import Executor, Job
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


def executor_of(job: Job) -> Executor:
    """Return the executor that does a job, whichever is chosen now; of nobody's, this machine."""
    return named(job.kind if job.kind in KINDS else "local")


@cache
def named(name: str) -> Executor:
    """Return the executor of a name, ready: each is made once, and what it needs is imported then.

    Raises:
        ExecutorError: what it needs is not installed.
    """
    match name:
        case "ray":
            from model.executors.ray import RayExecutor

            return RayExecutor()
        case "slurm":
            from model.executors.slurm import SlurmExecutor

            return SlurmExecutor()
    return LocalExecutor()
