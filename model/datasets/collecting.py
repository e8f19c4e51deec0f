"""Classes of one's own while their pictures are drawn and photographed: named, counted, kept, one picture at a time.

    collections/<id>.npz    classes, x, y

Knows collections and where they are kept. Does not know how a picture is given, nor what is trained on a collection:
that is a set of pictures like any other (see `uploads`), which `as_set` makes of it.
"""

from __future__ import annotations

import dataclasses
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.datasets.uploads import LONGEST_NAME, PictureSet, shown
from model.errors import DataError
from model.storage import archives, budget, files
from model.storage.database.file_changes import changing_files
from model.storage.folder_store import STORE

SIDE = 48  # px of a picture, which is square
CLASSES = (2, 6)  # least and most of a collection
ENOUGH = 10  # pictures of a class that it takes to train
MOST_OF_CLASS = 50  # pictures
MOST_COLLECTIONS = 2000  # that are kept: a school's of some days; then an old one makes room for a new one ...
_KEPT_EMPTY = 60 * 60  # ... one without pictures first, but not before so many s after its last change ...
_KEPT = 24 * 60 * 60  # ... and else the oldest, but not before so many s
_MOST_EMPTY = 2000  # bytes of the file of one without pictures, at most; one with pictures may be as small
_MOST_BYTES = 10_000_000  # of one that is read: the largest takes two thirds
_CHANGES = 7144  # see `one_at_a_time`
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Collection:
    """Named classes, and the pictures of each so far.

    Attributes:
        classes: their names, no two alike.
        x: uint8 of shape (n, `SIDE`, `SIDE`, 3), RGB, in the order in which they came.
        y: int64 of shape (n,), indices into `classes`.
    """

    classes: tuple[str, ...]
    x: NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, SIDE, SIDE, 3), np.uint8))
    y: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def counts(self) -> list[int]:
        """Pictures of each class, in the order of the classes."""
        return np.bincount(self.y, minlength=len(self.classes)).tolist()

    @property
    def is_enough(self) -> bool:
        """Whether there are pictures enough of each class to train on them."""
        return min(self.counts) >= ENOUGH

    def places(self, label: int) -> list[int]:
        """Return the indices of the pictures of a class, oldest first."""
        return np.flatnonzero(self.y == label).tolist()

    def label_of(self, name: str) -> int:
        """Return the index of the class that was shown by a name; raises DataError: none is called so any more."""
        if name not in self.classes:
            raise DataError(
                "class-changed",
                "This class was changed meanwhile: none is called “{name}” any more. Choose one that is shown, and try"
                " again.",
                name=name,
            )
        return self.classes.index(name)

    def renamed(self, label: int, name: str) -> Collection:
        """Return it with another name for a class; raises DataError: the name cannot be."""
        others = (*self.classes[:label], *self.classes[label + 1 :])
        named = _checked(name, others)
        return dataclasses.replace(self, classes=(*self.classes[:label], named, *self.classes[label + 1 :]))

    def with_class(self, name: str) -> Collection:
        """Return it with one class more; raises DataError: the name cannot be, or there are enough of them."""
        if len(self.classes) >= CLASSES[1]:
            raise DataError(
                "most-own-classes", "At most {most} classes can be collected here. Remove one first.", most=CLASSES[1]
            )
        return dataclasses.replace(self, classes=(*self.classes, _checked(name, self.classes)))

    def without_class(self, label: int) -> Collection:
        """Return it without a class and its pictures; raises DataError: too few would be left."""
        if len(self.classes) <= CLASSES[0]:
            raise DataError(
                "least-own-classes", "At least {least} classes are needed. Rename this one instead.", least=CLASSES[0]
            )
        stay = self.y != label
        classes = (*self.classes[:label], *self.classes[label + 1 :])
        return Collection(classes, self.x[stay], self.y[stay] - (self.y[stay] > label))

    def with_picture(self, picture: NDArray[np.uint8], label: int) -> Collection:
        """Return it with one picture more, the last one.

        Args:
            picture: uint8 of shape (`SIDE`, `SIDE`, 3).
            label: of its class.

        Raises:
            DataError: the class is full.
        """
        if self.counts[label] >= MOST_OF_CLASS:
            raise DataError(
                "class-is-full",
                "“{name}” has {most} pictures, and that is plenty. Train, or take some back first.",
                name=self.classes[label],
                most=MOST_OF_CLASS,
            )
        return dataclasses.replace(self, x=np.concatenate([self.x, picture[None]]), y=np.append(self.y, label))

    def without_picture(self, index: int) -> Collection:
        """Return it without one of its pictures."""
        return dataclasses.replace(self, x=np.delete(self.x, index, 0), y=np.delete(self.y, index))

    def as_set(self) -> PictureSet:
        """Return the pictures as a set that can be stored and trained on: classes sorted, pictures sorted by class.

        Raises:
            DataError: a class has too few pictures.
        """
        label = int(np.argmin(self.counts))
        if not self.is_enough:
            raise DataError(
                "class-not-full",
                "“{name}” has {count} of {least} pictures. Add some more.",
                name=self.classes[label],
                count=self.counts[label],
                least=ENOUGH,
            )
        classes = tuple(sorted(self.classes))
        labels = np.array([classes.index(name) for name in self.classes])[self.y]
        order = np.argsort(labels, kind="stable")
        return PictureSet(", ".join(self.classes), classes, self.x[order], labels[order], mirrored=False)


def begin(classes: tuple[str, ...]) -> str:
    """Store a new collection of these classes, without pictures, and return its id.

    Raises:
        DataError: there are too many collections that were changed a short time ago.
        DatabaseError: the database cannot be reached.
        DiskError: it cannot be written, or Inkling's home holds as much as it may.
    """
    budget.make_room()
    with files.writing(), _one_at_a_time():
        _make_room()
        name = secrets.token_hex(8)
        _write(name, Collection(classes))
    return name


def load(name: str) -> Collection:
    """Return the collection of that id; raises DataError: there is none, or its file is damaged."""
    if not _ID.fullmatch(name) or not (path := _path(name)).is_file():  # a name, never a path that leads elsewhere
        raise DataError("no-collection", "These classes are gone. Begin with new ones.")
    try:
        classes, x, y = archives.arrays(path, "classes", "x", "y", most=_MOST_BYTES)
    except (OSError, files.DamagedFileError) as error:
        raise _damaged() from error
    if x.dtype != np.uint8 or x.shape[1:] != (SIDE, SIDE, 3) or y.dtype != np.int64 or y.shape != x.shape[:1]:
        raise _damaged()
    if not CLASSES[0] <= classes.size <= CLASSES[1] or (y.size and not 0 <= y.min() <= y.max() < classes.size):
        raise _damaged()
    return Collection(tuple(map(str, classes.flat)), x, y)


def change(name: str, changed: Callable[[Collection], Collection]) -> Collection:
    """Replace the collection of that id by what `changed` makes of it, in one step, and return that.

    Raises:
        DataError: there is none, its file is damaged, or what `changed` raises.
        DatabaseError: the database cannot be reached.
        DiskError: it cannot be written; or more pictures are to be kept, and Inkling's home holds as much as it may.
    """
    with files.writing(), _one_at_a_time():
        before = load(name)
        made = changed(before)
        if len(made.x) > len(before.x):
            budget.make_room()
        _write(name, made)
    return made


def _write(name: str, collection: Collection) -> None:
    arrays = {"classes": np.array(collection.classes), "x": collection.x, "y": collection.y}
    files.replace(_path(name), lambda part: np.savez_compressed(part, allow_pickle=False, **arrays))


def _make_room() -> None:
    """Delete a collection, where there are too many: the oldest without pictures or, where there is none, the oldest.

    Raises:
        DataError: each was changed a short time ago.
    """
    if len(STORE.names("collections")) < MOST_COLLECTIONS:
        return
    now, kept = STORE.seconds(), sorted(_all())
    empty = (path for changed, path in kept if now - changed >= _KEPT_EMPTY and _is_empty(path))
    oldest = (path for changed, path in kept if now - changed >= _KEPT)
    if (path := next(empty, None) or next(oldest, None)) is None:
        raise DataError(
            "too-many-collections",
            "{most} collections of classes were made here within a day, and no more fit. Go on with one that is there.",
            most=MOST_COLLECTIONS,
        )
    with suppress(FileNotFoundError):
        path.unlink()


def _all() -> Iterator[tuple[float, Path]]:
    """Yield when each collection was changed, in s since 1970 by the store's clock, and its file."""
    for name in STORE.names("collections"):
        path = STORE.place("collections", name)
        if _ID.fullmatch(path.stem) and path.suffix == ".npz":
            with suppress(FileNotFoundError):  # another machine has just deleted it
                yield path.stat().st_mtime, path


def _is_empty(path: Path) -> bool:
    """Whether a collection has no pictures."""
    with suppress(OSError, files.DamagedFileError):
        return path.stat().st_size <= _MOST_EMPTY and not archives.arrays(path, "y", most=_MOST_BYTES)[0].size
    return False


def _checked(name: str, others: tuple[str, ...]) -> str:
    """Return a name without spaces around it.

    Raises:
        DataError: it is none that can be shown, or another class has it.
    """
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or shown(plain) != plain:
        raise DataError(
            "no-class-name", "A class needs a name of 1 to {most} characters. Type another one.", most=LONGEST_NAME
        )
    if plain.casefold() in {other.casefold() for other in others}:
        raise DataError("class-name-twice", "Another class is called “{name}” already. Type another name.", name=plain)
    return plain


def _damaged() -> DataError:
    return DataError("damaged-collection", "The stored classes are damaged. Begin with new ones.")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let one at a time change a collection, see `changing_files`, in a folder that is there."""
    _path("any").parent.mkdir(parents=True, exist_ok=True)
    with changing_files("collections", _CHANGES):
        yield


def _path(name: str) -> Path:
    return STORE.place("collections", f"{name}.npz")
