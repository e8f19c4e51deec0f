"""A Slurm cluster does the runs, by sbatch, squeue and scancel. Knows Slurm. Does not know runs."""

from __future__ import annotations

from model.executors.local import LocalExecutor


class SlurmExecutor(LocalExecutor):
    """To be written."""
