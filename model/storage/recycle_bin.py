"""What was deleted stays for a day, in which whoever may delete can bring it back.

    deleted-runs/<s since 1970>~<name>    what was runs/<name>; likewise of each kind in the store

How long it lies there is told by the store's own clock: machines that share it need not agree on the time.
Knows the store and clocks. Does not know what lies in a folder, or what may be deleted.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from model.errors import DeletionError
from model.storage import files
from model.storage.folder_store import STORE

KEPT = 24 * 60 * 60  # s
_PREFIX, _MARK = "deleted-", "~"
_put_away: dict[Path, float] = {}  # by this process: when, by a clock that nobody sets
_told: list[Callable[[str, str], object]] = []  # see `tell`


class Deleted(NamedTuple):
    """A file or a folder that was deleted.

    Attributes:
        kind: of what it was, such as "runs".
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
    """Put away a file or a folder that lies in the store.

    Raises:
        DeletionError: it is not there.
        DiskError: it cannot be moved.
    """
    now = 0.0
    with suppress(OSError):  # a full disk keeps nobody from deleting: then the moment at which it is moved counts
        now = STORE.seconds()
    with files.writing():
        try:
            place = STORE.move(path, f"{_PREFIX}{path.parent.name}", f"{now:.0f}{_MARK}{path.name}")
        except FileNotFoundError as error:
            raise DeletionError("deleted-already", "It was deleted already. Choose another one.") from error
    _put_away[place] = time.monotonic()


def name_of(path: Path) -> str:
    """Return the name that had what lies at a path of the bin; "" where that is no path of the bin."""
    return path.name.rpartition(_MARK)[2] if path.parent.name.startswith(_PREFIX) else ""


def everything() -> list[Deleted]:
    """Return what can be brought back, newest first."""
    found = []
    for kind in _kinds():
        for name in STORE.names(kind):
            with suppress(OSError):  # it was brought back a moment ago
                found.append(_described(STORE.place(kind, name)))
    return sorted(found, key=lambda each: each.at, reverse=True)


def _kinds() -> list[str]:
    return [kind for kind in STORE.kinds() if kind.startswith(_PREFIX)]


def _described(path: Path) -> Deleted:
    """Return what lies at a path of the bin; raises OSError."""
    stamp, _, name = path.name.rpartition(_MARK)
    # The later of two: what was moved between disks, or put away when the clock was wrong, is rather kept too long.
    at = max(float(stamp) if stamp.isdecimal() else 0.0, path.stat().st_ctime)
    return Deleted(path.parent.name.removeprefix(_PREFIX), name, path, at)


def bring_back(deleted: Deleted) -> None:
    """Put it where it lay.

    Raises:
        DeletionError: it is there no more, or has its place again.
        DiskError: it cannot be moved.
    """
    with files.writing():
        if deleted.path.exists() and STORE.place(deleted.kind, deleted.name).exists():  # it was imported once more
            raise DeletionError("has-its-place", "It is there again already: nothing is to be brought back.")
        try:
            STORE.move(deleted.path, deleted.kind, deleted.name)
        except FileNotFoundError as error:
            raise DeletionError(
                "not-in-bin",
                "It was brought back already, or its day is over and it is deleted for good. Look into the lists.",
            ) from error
    _put_away.pop(deleted.path, None)


def tell(forget: Callable[[str, str], object]) -> None:
    """Let `forget` be given, from now on, the kind and the name of what is gone for good."""
    _told.append(forget)


def destroy(path: Path) -> bool:
    """Delete for good a file or a folder of the store, and return whether it is gone.

    It is out of sight in one step: whoever reads sees it whole or not at all. What a crash leaves, `sweep` deletes.
    """
    kind, name = path.parent.name.removeprefix(_PREFIX), name_of(path) or path.name
    try:
        hidden = STORE.move(path, f"{_PREFIX}{kind}", f".{secrets.token_hex(8)}")
    except OSError:
        return False
    _put_away.pop(path, None)
    STORE.delete(hidden)
    if not _is_left(kind, name):
        for forget in _told:
            forget(kind, name)
    return True


def _is_left(kind: str, name: str) -> bool:
    """Whether there is another one of that name: it was imported once more, and perhaps deleted once more."""
    in_bin = (STORE.place(f"{_PREFIX}{kind}", each) for each in STORE.names(f"{_PREFIX}{kind}"))
    return STORE.place(kind, name).exists() or name in map(name_of, in_bin)


def sweep() -> None:
    """Delete for good what was deleted more than a day ago, whichever clock is asked; what cannot be, stays."""
    found = everything()
    with suppress(OSError):  # where nobody can tell the time, nothing goes
        now = STORE.seconds() if found else 0.0
        for deleted in found:
            away = time.monotonic() - _put_away.get(deleted.path, float("-inf"))
            if min(now - deleted.at, away) > KEPT:
                destroy(deleted.path)
    for kind in _kinds():
        for path in STORE.on_its_way(kind):
            STORE.delete(path)
