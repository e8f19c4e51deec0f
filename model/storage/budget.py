"""How much Inkling may hold, in its home and its store: where it holds more, what is oldest and unused goes, for good.

First what lies in the bin, then what was worked out and can be worked out again, then what others offer: `model.runs`
offers old runs. What nobody offers stays: pictures, collections, what was fetched, what was given.
Knows folders and their sizes. Does not know what lies in them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from model.errors import DiskError, SettingError
from model.storage import recycle_bin
from model.storage.paths import folders, home

_NAME = "INKLING_BUDGET_GB"
_USUAL = 5.0  # GB of 10**9 bytes
_FETCHED = ("cifar10.npz",)  # files of the cache that are not made anew without the internet


class Spare(NamedTuple):
    """What may go.

    Attributes:
        path: of the file or the folder.
        let_go: deletes it, whole or not at all; returns whether it is gone.
    """

    path: Path
    let_go: Callable[[], bool]


def gigabytes() -> float:
    """Return how much the home may hold, in GB of 10**9 bytes (`INKLING_BUDGET_GB`, else 5).

    Raises:
        SettingError: the setting is no number above 0: after a guess, runs that somebody needs would go for good.
    """
    if not (said := os.environ.get(_NAME)):
        return _USUAL
    with suppress(ValueError):
        if (number := float(said)) > 0:
            return number
    raise SettingError(
        "no-budget", "{name} must be a number of GB above 0, such as 20. Received: {value!r}.", name=_NAME, value=said
    )


def offer(spare: Callable[[], Iterable[Spare]]) -> None:
    """Let `spare` say, from now on, what may go, the oldest first, once the bin and the cache are empty."""
    if spare not in _offered:
        _offered.append(spare)


def make_room(*, offered: bool = True) -> None:
    """Let go of what may go, until the home holds no more than it may; called before anything large is written.

    Args:
        offered: whether what others offer may go, too.

    Raises:
        DiskError: it holds more still, and nothing else may go.
    """
    too_much = used() - gigabytes() * 1e9
    if too_much <= 0:
        return
    for spare in chain(_unneeded(), _all_offered() if offered else ()):
        size = size_of(spare.path)
        if spare.let_go():
            too_much -= size
        if too_much <= 0:
            return
    raise used_up()


def used_up() -> DiskError:
    """Return that the home holds as much as it may."""
    held = f"{gigabytes():g}"
    return DiskError(
        "budget-used-up",
        "The disk budget of {gb} GB is used up. Delete runs and pictures that you need no more.",
        gb=held,
    )


def is_used_up() -> bool:
    """Whether `make_room` would find that nothing else may go."""
    too_much = used() - gigabytes() * 1e9
    spare = chain(_unneeded(), _all_offered())
    while too_much > 0:
        if (each := next(spare, None)) is None:
            return True
        too_much -= size_of(each.path)
    return False


def used() -> int:
    """Return the bytes that home and store hold: the second time quickly, as unchanged folders are not looked into."""
    return sum(map(_size_of_all, folders()))


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of a folder and all below it; 0 where it is gone."""
    try:
        return path.stat().st_size if path.is_file() else _size_of_folder(str(path))
    except OSError:
        return 0


# By folder: when it was changed, its files' bytes, its folders. A file that grows in place (a log) is counted at the
# next change of its folder.
_looked_into: dict[str, tuple[int, int, list[str]]] = {}
_offered: list[Callable[[], Iterable[Spare]]] = []


def _size_of_all(folder: Path) -> int:
    try:
        size, below = _content(str(folder))  # always looked into: its own files are few, and one may grow in place
    except OSError:  # it is not there yet
        return 0
    return size + sum(map(_size_of_folder, below))


def _size_of_folder(folder: str) -> int:
    try:
        changed = os.stat(folder).st_mtime_ns
        known = _looked_into.get(folder)
        if known is None or known[0] != changed:
            known = _looked_into[folder] = changed, *_content(folder)
    except OSError:  # it is gone
        _looked_into.pop(folder, None)
        return 0
    return known[1] + sum(map(_size_of_folder, known[2]))


def _content(folder: str) -> tuple[int, list[str]]:
    """Return the bytes of the files in a folder, and its folders; raises OSError."""
    size, folders = 0, []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            else:
                with suppress(FileNotFoundError):
                    size += entry.stat(follow_symlinks=False).st_size
    return size, folders


def _unneeded() -> Iterator[Spare]:
    """Yield what lies in the bin, then what was worked out and can be worked out again."""
    for deleted in reversed(recycle_bin.everything()):
        yield Spare(deleted.path, partial(recycle_bin.destroy, deleted.path))
    kept = [path for path in (home() / "cache").rglob("[!.]*") if path.is_file() and path.name not in _FETCHED]
    for path in sorted(kept, key=_changed):
        yield Spare(path, partial(_unlink, path))


def _all_offered() -> Iterator[Spare]:
    for offered in _offered:
        yield from offered()


def _unlink(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _changed(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0
