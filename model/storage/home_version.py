"""The version of what lies in home and store: an older one is taken over, a newer one is left alone.

Knows what earlier versions of Inkling left that nobody reads any more. Does not know what they hold besides.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from model.errors import HomeError
from model.storage import files
from model.storage.paths import home, store

VERSION = 1  # goes up when what was written before would be misread; up to 0.5 nothing said it, which counts as 0

# What was worked out and can be worked out again: no run, no picture and no network is among it.
_LEFT_OVER = ("cache/answers", "cache/damage", "cache/*-excitement.npz", "runs/*/*-excitement.npz", "runs/*/test.npz")


def open_home() -> None:
    """Make sure that this version may read and write in home and store: to be called before anything else does.

    Where nothing can be written, what is older is left as it is: all that it holds can be read all the same.

    Raises:
        HomeError: a newer Inkling wrote to one of them.
    """
    if _version(home()) > VERSION:
        raise HomeError(
            "newer-home",
            "A newer Inkling has written to {folder}. Start that one, or set INKLING_HOME to another folder.",
            folder=home(),
        )
    if _version(store()) > VERSION:
        raise HomeError(
            "newer-store",
            "A newer Inkling has written to {folder}. Start that one, or set INKLING_STORE to another folder.",
            folder=store(),
        )
    for folder in (home(), store()):
        if _version(folder) < VERSION:
            with suppress(OSError):
                _take_over(folder)


def _version(folder: Path) -> int:
    try:
        return int((folder / "version").read_text())
    except (OSError, ValueError):
        return 0


def _take_over(folder: Path) -> None:
    for pattern in _LEFT_OVER:
        for path in folder.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    files.write_text(folder / "version", f"{VERSION}\n")
