"""What Slurm's commands answer: each within a time, and squeue not more often than is needed.

Knows sbatch, squeue and scancel as programs. Does not know which job is what.
"""

from __future__ import annotations

import math
import os
import subprocess
import time
from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple

from model.errors import ExecutorError, Words
from model.languages.translation import N_

_ASK_WITHIN = 3.0  # s for an answer of squeue: a page waits for it
_DO_WITHIN = 10.0  # s for the others, which give a controller up themselves after 9 s
_SPARED = 10.0  # s without asking, after there was no answer
# Of squeue and scancel there are variables, too, that would leave jobs out or ask back.
_NOT_TOLD = ("SQUEUE_", "SCANCEL_")


class NoAnswerError(Exception):
    """A command failed, or took too long.

    Attributes:
        why: its last line, or that it took too long.
    """

    def __init__(self, why: str | Words) -> None:
        """Keep why."""
        super().__init__(str(why))
        self.why = why


class Listed(NamedTuple):
    """What squeue says of a job that is not over: its state, as Slurm spells it, and why it waits ("None" if not)."""

    state: str
    reason: str


class Listing(NamedTuple):
    """All of this user's jobs that are not over, by their numbers; when they were asked for, in s (monotonic).

    A fault is why there was no answer.
    """

    asked: float
    jobs: dict[str, Listed]
    fault: ExecutorError | None = None


class Queue:
    """What squeue said last, for all who want to know: one asks, the others wait for its answer.

    After there was no answer they wait no more: a class's pages do not stand still while one asks again.
    """

    def __init__(self) -> None:
        """Ask nothing yet."""
        self._asking = Lock()
        self.last = Listing(-math.inf, {})

    def listing(self, oldest: float) -> Listing:
        """Return what squeue said at most so many s ago; after there was no answer it is left alone for a while."""
        if not self._asking.acquire(blocking=self.last.fault is None):
            return self.last
        try:
            kept = _SPARED if self.last.fault else oldest
            if time.monotonic() - self.last.asked >= kept:
                self.last = _listing()
            return self.last
        finally:
            self._asking.release()


def said(command: str, *words: str, script: str = "", told: Mapping[str, str] | None = None) -> str:
    """Return what a command prints.

    Args:
        command: sbatch, squeue or scancel.
        *words: that follow it.
        script: for its standard input.
        told: variables of its environment, beside those of this process.

    Raises:
        NoAnswerError: it failed, or took too long.
        ExecutorError: it is not installed.
    """
    within = _ASK_WITHIN if command == "squeue" else _DO_WITHIN
    own = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_TOLD)}
    try:
        done = subprocess.run(
            [command, *words],
            input=script,
            env={**own, **(told or {})},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=within,
        )
    except subprocess.TimeoutExpired as error:
        raise NoAnswerError(Words(N_("no answer within {seconds:g} s"), seconds=within)) from error
    except OSError as error:
        raise ExecutorError(
            "no-slurm",
            "{command} of Slurm cannot be run on this computer: {fault}. Install Slurm's commands (on Debian: apt-get"
            " install slurm-client), or choose another INKLING_EXECUTOR.",
            command=command,
            fault=error.strerror or str(error),
        ) from error
    if done.returncode:
        last = (done.stderr.strip() or command).splitlines()[-1]
        raise NoAnswerError(last.removeprefix(f"{command}: error: ").rstrip("."))
    return done.stdout


def _listing() -> Listing:
    """Ask for all jobs of this user at once."""
    asked = time.monotonic()
    try:
        lines = said("squeue", "--me", "--noheader", "--format=%i %T %r").splitlines()
    except NoAnswerError as error:
        return Listing(
            asked,
            {},
            ExecutorError(
                "slurm-silent",
                "Slurm cannot be reached: {why}. What it does already goes on. Look whether its controller runs.",
                why=error.why,
            ),
        )
    except ExecutorError as error:
        return Listing(asked, {}, error)
    words = (line.split(maxsplit=2) for line in lines)
    return Listing(asked, {each[0]: Listed(each[1], each[2]) for each in words if len(each) == 3})
