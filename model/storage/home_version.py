"""The version of what lies below `home()`: an older one is taken over, a newer one is left alone.

Knows what earlier versions of Inkling left that nobody reads any more. Does not know what a home holds besides.
"""

from __future__ import annotations

import shutil
from contextlib import suppress

from model.errors import HomeError
from model.storage import files
from model.storage.paths import home

VERSION = 1  # goes up when what was written before would be misread; up to 0.5 a home said none, which counts as 0

# What was worked out and can be worked out again: no run, no picture and no network is among it.
_LEFT_OVER = ("cache/answers", "cache/damage", "cache/*-excitement.npz", "runs/*/*-excitement.npz", "runs/*/test.npz")


def open_home() -> None:
    """Make sure that this version may read and write below `home()`: to be called before anything else does.

    Where nothing can be written, an older home is left as it is: all that it holds can be read all the same.

    Raises:
        HomeError: a newer Inkling wrote it.
    """
    found = _version()
    if found > VERSION:
        raise HomeError(
            "newer-home",
            "A newer Inkling has written to {folder}. Start that one, or set INKLING_HOME to another folder.",
            folder=home(),
        )
    if found < VERSION:
        with suppress(OSError):
            _take_over()


def _version() -> int:
    try:
        return int((home() / "version").read_text())
    except (OSError, ValueError):
        return 0


def _take_over() -> None:
    for pattern in _LEFT_OVER:
        for path in home().glob(pattern):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    home().mkdir(parents=True, exist_ok=True)
    files.write_text(home() / "version", f"{VERSION}\n")
