"""What every executor promises, whichever engine is behind it.

Knows jobs. Does not know engines.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple, Protocol

# "unknown": nobody can tell from here, as the job is another machine's, or the engine cannot be reached.
JobState = Literal["waiting", "running", "gone", "unknown"]


class Job(NamedTuple):
    """What does a run.

    Attributes:
        kind: of its executor: "local", "ray" or "slurm"; "" is nobody's.
        id: what that executor calls it.
    """

    kind: str
    id: str


NOBODY = Job("", "")


class Executor(Protocol):
    """Who does the runs."""

    has_queue: bool  # whether what is started may wait there for its turn; else Inkling's own queue holds it back

    def start(self, folder: Path, attempt: int) -> Job:
        """Begin the run in a folder, and return at once; `NOBODY` where it ended at once.

        Args:
            folder: of the run; what is printed is added to its `log.txt`.
            attempt: which one this is of the run, from 1; the command is told it, and gives up where there is a later.

        Raises:
            ExecutorError: it cannot be started, or the engine cannot be reached.
        """

    def stop(self, job: Job) -> None:
        """End the job at once, and wait until it is gone: it writes nothing afterwards.

        Harmless for a job that is gone, or another machine's. Raises ExecutorError: the engine cannot be reached.
        """

    def state(self, job: Job) -> JobState:
        """Return what the job is doing; may be as old as a second."""

    def log(self, job: Job) -> str:
        """Return what the engine itself says of the job, such as why it did not start; "" where it says nothing."""
