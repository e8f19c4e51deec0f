"""What was deleted stays for a day, in which whoever may delete can bring it back.

    deleted-runs/<s since 1970>~<name>    what was runs/<name>; likewise of each folder in Inkling's home

Knows folders and clocks. Does not know what lies in a folder, or what may be deleted.
"""

from __future__ import annotations

import secrets
import shutil
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from model.errors import DeletionError
from model.storage import files
from model.storage.paths import home

KEPT = 24 * 60 * 60  # s
_PREFIX, _MARK = "deleted-", "~"
_put_away: dict[Path, float] = {}  # by this process: when, by a clock that nobody sets


class Deleted(NamedTuple):
    """A file or a folder that was deleted.

    Attributes:
        kind: the folder of Inkling's home in which it lay, such as "runs".
        name: its own.
        path: where it lies now.
        at: when it was deleted, in s since 1970.
    """

    kind: str
    name: str
    path: Path
    at: float

    @property
    def moment(self) -> datetime:
        """When it was deleted."""
        return datetime.fromtimestamp(self.at)


def put(path: Path) -> None:
    """Put away a file or a folder that lies in a folder of Inkling's home.

    Raises:
        DeletionError: it is not there.
        DiskError: it cannot be moved.
    """
    place = home() / f"{_PREFIX}{path.parent.name}" / f"{time.time():.0f}{_MARK}{path.name}"
    with files.writing():
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.replace(place)
        except FileNotFoundError as error:
            raise DeletionError("deleted-already", "It was deleted already. Choose another one.") from error
    _put_away[place] = time.monotonic()


def name_of(path: Path) -> str:
    """Return the name that had what lies at a path of the bin; "" where that is no path of the bin."""
    return path.name.rpartition(_MARK)[2] if path.parent.name.startswith(_PREFIX) else ""


def everything() -> list[Deleted]:
    """Return what can be brought back, newest first."""
    found = []
    for path in home().glob(f"{_PREFIX}*/[!.]*"):
        with suppress(OSError):  # it was brought back a moment ago
            found.append(_described(path))
    return sorted(found, key=lambda each: each.at, reverse=True)


def _described(path: Path) -> Deleted:
    """Return what lies at a path of the bin; raises OSError."""
    stamp, _, name = path.name.rpartition(_MARK)
    # The later of two: what was moved between disks, or put away when the clock was wrong, is rather kept too long.
    at = max(float(stamp) if stamp.isdecimal() else 0.0, path.stat().st_ctime)
    return Deleted(path.parent.name.removeprefix(_PREFIX), name, path, at)


def bring_back(deleted: Deleted) -> None:
    """Put it where it lay.

    Raises:
        DeletionError: it is there no more.
        DiskError: it cannot be moved.
    """
    place = home() / deleted.kind / deleted.name
    with files.writing():
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            deleted.path.replace(place)
        except FileNotFoundError as error:
            raise DeletionError(
                "not-in-bin",
                "It was brought back already, or its day is over and it is deleted for good. Look into the lists.",
            ) from error
    _put_away.pop(deleted.path, None)


def destroy(path: Path) -> bool:
    """Delete for good a file or a folder below Inkling's home, and return whether it is gone.

    It is out of sight in one step: whoever reads sees it whole or not at all. What a crash leaves, `sweep` deletes.
    """
    hidden = home() / f"{_PREFIX}{path.parent.name.removeprefix(_PREFIX)}" / f".{secrets.token_hex(8)}"
    try:
        hidden.parent.mkdir(parents=True, exist_ok=True)
        path.replace(hidden)
    except OSError:
        return False
    _put_away.pop(path, None)
    _delete(hidden)
    return True


def sweep() -> None:
    """Delete for good what was deleted more than a day ago, whichever clock is asked; what cannot be, stays."""
    for deleted in everything():
        away = time.monotonic() - _put_away.get(deleted.path, float("-inf"))
        if min(time.time() - deleted.at, away) > KEPT:
            destroy(deleted.path)
    for path in home().glob(f"{_PREFIX}*/.*"):
        _delete(path)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
