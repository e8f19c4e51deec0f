"""What needs Keras is done in a process of its own: the pages' process never loads it, so it stays small and quick.

Knows processes. Does not know what the commands of `python -m model` do.
"""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Lock

from model.config import ROOT, home
from model.errors import WorkerError

_ONE_AT_A_TIME = Lock()  # each takes a processor and half a gigabyte


def run_command(*arguments: str) -> None:
    """Run `python -m model` with these arguments, and wait for its end.

    Raises:
        WorkerError: it failed; the sentence is its own.
    """
    command = [sys.executable, "-m", "model", *arguments]
    own = {**os.environ, "INKLING_HOME": str(home().resolve())}
    with _ONE_AT_A_TIME:
        done = subprocess.run(
            command, cwd=ROOT, env=own, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    if done.returncode:
        _, marked, said = done.stderr.strip().rpartition("\n")[2].partition("Error: ")
        raise WorkerError(said if marked else "What was asked of another process failed. Try again.")
