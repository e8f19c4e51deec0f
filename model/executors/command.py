"""The command that does a run, as every engine starts it.

Knows the command line. Does not know engines.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from model.storage import paths

# What a machine of the cluster is told; each that is not set here keeps what it has there.
TOLD = ("INKLING_DATABASE_URL", "INKLING_BUDGET_GB", "LANGUAGE")


def command(folder: Path, attempt: int) -> list[str]:
    """Return the words of the command, to be run in the folder of the repository (`storage.paths.ROOT`)."""
    return [sys.executable, "-m", "model", "train", "--run", str(folder.resolve()), "--attempt", str(attempt)]


def environment() -> dict[str, str]:
    """Return what the command is told beside what its machine tells it."""
    return {**paths.environment(), **{name: os.environ[name] for name in TOLD if name in os.environ}}
