"""Commands that need Keras run in a process of their own: the pages' process never loads it and stays small and quick.

Knows processes. Does not know what the commands of `python -m model` do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from threading import Lock

from model.errors import WorkerError, from_json
from model.storage.paths import ROOT, environment

ASKS = "INKLING_ASKS"  # a variable of the environment: errors are printed as values, since others read them
_ONE_AT_A_TIME = Lock()  # each command takes a processor and half a gigabyte


def run_command(*arguments: str, seconds: float | None = None) -> None:
    """Run `python -m model` with these arguments, and wait until it ends.

    Args:
        *arguments: of the command line.
        seconds: s that it may take; then it is ended. None: as long as it wants.

    Raises:
        WorkerError: it failed; the sentence is the one that it would have printed. Or it took too long.
    """
    command = [sys.executable, "-m", "model", *arguments]
    with _ONE_AT_A_TIME:
        try:
            done = subprocess.run(
                command, cwd=ROOT, env={**os.environ, **environment(), ASKS: "1"}, stdin=subprocess.DEVNULL,
                capture_output=True, text=True, check=False, timeout=seconds,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise WorkerError(
                "command-too-slow",
                "What was asked of another process took more than {seconds:.0f} s, and was ended. Try again later.",
                seconds=seconds,
            ) from error
    if not done.returncode:
        return
    with suppress(ValueError, LookupError, TypeError, AttributeError):  # it died without a word of its own
        fault = from_json(json.loads("{" + done.stderr.strip().rpartition("\n")[2].partition("{")[2]))
        raise WorkerError("command-failed", "{fault}", fault=fault)
    raise WorkerError("command-died", "What was asked of another process failed. Try again.")
