"""Commands that need Keras run in a process of their own: the pages' process never loads it and stays small and quick.

Knows processes. Does not know what the commands of `python -m model` do.
"""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Lock

from model.errors import WorkerError
from model.storage.paths import ROOT, home

_ONE_AT_A_TIME = Lock()  # each command takes a processor and half a gigabyte


def run_command(*arguments: str) -> None:
    """Run `python -m model` with these arguments, and wait until it ends.

    Raises:
        WorkerError: it failed; the sentence is the one that it printed.
    """
    command = [sys.executable, "-m", "model", *arguments]
    environment = {**os.environ, "INKLING_HOME": str(home().resolve())}
    with _ONE_AT_A_TIME:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    if not done.returncode:
        return
    _, marked, printed = done.stderr.strip().rpartition("\n")[2].partition("Error: ")
    if marked:
        raise WorkerError("command-failed", "{printed}", printed=printed)
    raise WorkerError("command-died", "What was asked of another process failed. Try again.")
