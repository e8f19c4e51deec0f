"""The user's own pictures, kept: a set of pictures in classes is stored under an id, and is a data set.

    pictures/<id>.npz    name, classes, x, y, for each picture the first one that equals it, the files that were left
                         out, whether mirrored ones are alike, and whose they are: a pupil's id, "" of the teacher

Knows sets of pictures and where they are kept. Does not know zips and folders (see `picture_import`), networks, or who
looks at the pictures: names of classes and files are free text, which a page escapes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.datasets.data_set import DataSet
from model.datasets.pictures import Pictures
from model.datasets.splitting import Alike, drawn
from model.errors import DataError, DeletionError
from model.inference.card import Source
from model.languages.translation import N_, _, ngettext, translated
from model.storage import archives, budget, files, recycle_bin
from model.storage.folder_store import STORE

MOST_CLASSES = 100
MOST_MEMORY = 512_000_000  # bytes that the pictures of a set take: they are trained on from memory
LONGEST_NAME = 40  # characters of a class: it is shown beside bars and in tables
_MOST_BESIDE = 50_000_000  # bytes of the labels and names beside the pictures
_TEST = 0.2  # share of the pictures that is kept for the test, whatever the seed of the training
_LEAST_DIFFERENT = 3  # pictures of a class: one for the test, one to train on, one to validate
_JOINERS = "\u200c\u200d"  # cannot be seen, but Persian, Hindi and many an emoji are written with them
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-[0-9a-f]{8}")

# Why a file was left out; all but the first two are reasons of a `PictureError`.
PHRASES = {
    "in-no-class": N_("lies in no folder of a class"),
    "cannot-unpack": N_("cannot be opened or unpacked"),
    "no-picture": N_("no picture that can be read"),
    "heic-picture": N_("a HEIC picture; save it as JPEG"),
    "avif-picture": N_("an AVIF picture; save it as JPEG"),
    "damaged-picture": N_("damaged or broken off"),
    "too-many-pixels": N_("has too many megapixels"),
    "far-too-many-pixels": N_("has too many megapixels"),
    "too-long-picture": N_("is too long"),
    "too-large-picture": N_("larger than any picture"),
    "too-small-file": N_("too small a file for its megapixels"),
    "too-many-parts": N_("no picture as cameras and programs write them"),
    "too-many-scans": N_("no picture as cameras and programs write them"),
    "no-memory-for-picture": N_("needs more memory than is left"),
}


class LeftOut(NamedTuple):
    """A file that is not in the set.

    `str(left_out)` says so in words: "cats/broken.png: no picture that can be read".

    Attributes:
        path: of the file, as it can be shown.
        reason: a key of `PHRASES`; of sets that versions before 0.5 stored, perhaps another phrase.
    """

    path: str
    reason: str

    def __str__(self) -> str:
        """Return the path and the phrase for the reason, in the reader's language."""
        return _("{path}: {reason}").format(path=self.path, reason=self.phrase)

    @property
    def phrase(self) -> str:
        """Why it was left out, in the reader's language."""
        return translated(PHRASES.get(self.reason, self.reason))


@dataclass(frozen=True)
class PictureSet:
    """Pictures of two classes or more.

    Attributes:
        name: what the set is called.
        classes: names of the classes, sorted, 2 to `MOST_CLASSES`.
        x: uint8 of shape (n, side, side, 3), RGB, sorted by class and path.
        y: int64 of shape (n,), indices into `classes`.
        left_out: the files that were left out.
        guessed: whose way to write names was guessed when they were imported, such as "Japanese"; "" for none, and of
            a set that was stored.
        mirrored: whether a picture in the mirror is still of its class: one of an arrow to the left is not.
    """

    name: str
    classes: tuple[str, ...]
    x: NDArray[np.uint8]
    y: NDArray[np.int64]
    left_out: tuple[LeftOut, ...] = ()
    guessed: str = ""
    mirrored: bool = True

    @property
    def remark(self) -> str:
        """One sentence where names were guessed, else ""."""
        if not self.guessed:
            return ""
        return _(
            "The zip does not say how its names are written; they were read as {language}: {names}. If they are wrong,"
            " pack the folder anew on a newer computer."
        ).format(language=translated(self.guessed), names=", ".join(self.classes))

    @property
    def omission(self) -> str:
        """One sentence where files were left out, else ""."""
        if not self.left_out:
            return ""
        first, count = self.left_out[0], len(self.left_out)
        sentence = ngettext(
            "“{path}” was left out: {reason}.", "{count:,} files were left out, such as “{path}”: {reason}.", count
        )
        return sentence.format(count=count, path=first.path, reason=first.phrase)

    @property
    def counts(self) -> dict[str, int]:
        """Pictures of each class."""
        return dict(zip(self.classes, np.bincount(self.y, minlength=len(self.classes)).tolist(), strict=True))


class Outline(NamedTuple):
    """All of a set but its pictures.

    As `PictureSet`; `side`, in px, of the pictures; and `first`, int64 of shape (n,): for each picture the index of the
    first one that equals it, which may be its own.
    """

    name: str
    classes: tuple[str, ...]
    side: int
    y: NDArray[np.int64]
    first: NDArray[np.int64]
    left_out: tuple[LeftOut, ...]
    mirrored: bool


def save(pictures: PictureSet, owner: str = "") -> str:
    """Store the set and return its id; the same pictures of the same name are stored once.

    For those of the teacher old runs may go, for those of a pupil none does.

    Args:
        pictures: the set.
        owner: whose it is, a pupil's id; "" of the teacher. One that is stored already stays whose it is, and that of
            somebody else as it is: its id holds no more of a name than letters from a to z, so the name may differ.

    Raises:
        DiskError: the disk is full or cannot be written to, or Inkling's home holds as much as it may.
    """
    path = _path(id_of(pictures))
    is_whole = path.exists() and _is_whole(path.stem)
    if is_whole and owner_in(path) != owner:
        return path.stem
    budget.make_room(offered=not owner)
    arrays = {
        "name": np.array(pictures.name),
        "classes": np.array(pictures.classes),
        "x": pictures.x,
        "y": pictures.y,
        "first": outline(path.stem).first if is_whole else _first(pictures.x),  # what learned from its parts is tested
        "left_out": np.array(pictures.left_out, np.str_).reshape(-1, 2),  # (files, 2): path and reason
        "mirrored": np.array(pictures.mirrored),
        "owner": np.array(owner_in(path) if path.exists() else owner),
    }
    with files.writing():
        path.parent.mkdir(parents=True, exist_ok=True)
        files.replace(path, lambda part: np.savez_compressed(part, allow_pickle=False, **arrays))
    return path.stem


def _is_whole(set_id: str) -> bool:
    with suppress(DataError):
        load(set_id)
        return True
    return False


def load(set_id: str) -> PictureSet:
    """Return the set that `save` stored under this id.

    Raises:
        DataError: there is no such set, or its file is damaged.
    """
    said = outline(set_id)
    try:
        (x,) = archives.arrays(_path(set_id), "x", most=MOST_MEMORY)
    except (OSError, files.DamagedFileError) as error:
        raise _damaged(set_id) from error
    pictures = PictureSet(said.name, said.classes, x, said.y, said.left_out, mirrored=said.mirrored)
    if id_of(pictures) != set_id:
        raise _damaged(set_id)
    return pictures


def outline(set_id: str) -> Outline:
    """Return all of a set but its pictures, which are not read; so a page can name and count what it does not show.

    Raises:
        DataError: there is no such set, or what is read of its file is damaged.
    """
    if not is_id(set_id) or not (path := _path(set_id)).is_file():  # a name, never a path that leads elsewhere
        raise _missing(set_id)
    try:
        stat = path.stat()
        return _outline(path, (stat.st_mtime_ns, stat.st_size, stat.st_ino))
    except (OSError, ValueError, files.DamagedFileError) as error:
        raise _damaged(set_id) from error


@lru_cache(maxsize=64)
def _outline(path: Path, mark: tuple[int, int, int]) -> Outline:
    """Return the outline of a set in a file, read again when that has changed.

    Raises:
        ValueError: its arrays do not fit one another.
    """
    name, classes, y, left_out = archives.arrays(path, "name", "classes", "y", "left_out", most=_MOST_BESIDE)
    shape, kind = archives.array_header(path, "x")
    if kind != np.uint8 or len(shape) != 4 or shape[1] != shape[2] or shape[3] != 3:
        raise ValueError("x")
    if y.dtype != np.int64 or y.shape != shape[:1] or not 2 <= classes.size <= MOST_CLASSES:
        raise ValueError("y")
    if y.min() < 0 or y.max() >= classes.size:
        raise ValueError("y")
    named, first = tuple(map(str, classes.flat)), _written_first(path, len(y))
    return Outline(str(name), named, shape[1], y, first, _left_out(left_out), _mirrored(path))


def _first(x: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return for each picture the index of the first one that equals it."""
    seen: dict[bytes, int] = {}
    return np.array([seen.setdefault(content, index) for index, content in enumerate(_contents(x))], np.int64)


def _contents(x: NDArray[np.uint8]) -> Iterator[bytes]:
    """Yield of each picture what only those that equal it have, too."""
    return (hashlib.sha256(picture.tobytes()).digest() for picture in x)


def _written_first(path: Path, count: int) -> NDArray[np.int64]:
    """Return the same as it is stored; sets that versions up to 0.6 stored do not say: there each is the first.

    Raises:
        ValueError: what is stored cannot be.
    """
    everything = np.arange(count)
    try:
        (first,) = archives.arrays(path, "first", most=_MOST_BESIDE)
    except files.DamagedFileError:
        return everything
    if first.dtype != np.int64 or first.shape != (count,) or not ((first >= 0) & (first <= everything)).all():
        raise ValueError("first")
    return first


def _mirrored(path: Path) -> bool:
    """Return whether a mirrored picture is of its class; sets that versions up to 0.6 stored do not say."""
    with suppress(files.DamagedFileError):
        (mirrored,) = archives.arrays(path, "mirrored", most=_MOST_BESIDE)
        return bool(mirrored.all())
    return True


def all_sets() -> list[str]:
    """Return the ids of all sets that are stored, newest first."""
    stored = []
    for name in STORE.names("pictures"):
        set_id, __, ending = name.rpartition(".")
        if ending == "npz" and is_id(set_id):
            with suppress(FileNotFoundError):  # deleted a moment ago
                stored.append((-_path(set_id).stat().st_mtime_ns, set_id))
    return [set_id for __, set_id in sorted(stored)]


def name_of(set_id: str) -> str | None:
    """Return what the set of that id is called, or was when it was deleted, its pictures unread.

    None where its file is damaged, or gone for good.
    """
    return name_in(_path(set_id)) or _name_in_bin(set_id) if is_id(set_id) else None


def name_in(path: Path) -> str | None:
    """Return likewise what the set in a file is called, wherever the file lies."""
    with suppress(OSError, files.DamagedFileError):
        (name,) = archives.arrays(path, "name")
        return str(name)
    return None


def owner_of(set_id: str) -> str:
    """Return whose the set of that id is: a pupil's id; "" of the teacher, also where that cannot be read."""
    return owner_in(_path(set_id)) if is_id(set_id) else ""


def owner_in(path: Path) -> str:
    """Return likewise whose the set in a file is; those that versions up to 0.6 stored are the teacher's."""
    with suppress(OSError, files.DamagedFileError):
        stat = path.stat()
        return _owner_in(path, (stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return ""


@lru_cache(maxsize=10_000)
def _owner_in(path: Path, mark: tuple[int, int, int]) -> str:
    """Return the same, read again when the file has changed."""
    (owner,) = archives.arrays(path, "owner", most=_MOST_BESIDE)
    return str(owner)


def bytes_of_pupils() -> int:
    """Return how many bytes the stored sets of all pupils take on the disk."""
    return sum(budget.size_of(_path(each)) for each in all_sets() if owner_of(each))


def delete(set_id: str) -> None:
    """Put a set into the bin, also a damaged one.

    Raises:
        DeletionError: it is not there.
        DiskError: it cannot be moved.
    """
    if not is_id(set_id):
        raise DeletionError("own-pictures-alone", "Only own pictures can be deleted. Choose some of those.")
    recycle_bin.put(_path(set_id))
    loaded.cache_clear()
    _test_apart.cache_clear()


def id_of(pictures: PictureSet) -> str:
    """Return the id under which a set is stored, or would be: it is made of the name and the content."""
    content = hashlib.sha256("\n".join(pictures.classes).encode())
    for array in (pictures.x, pictures.y):
        content.update(f"{array.dtype}{array.shape}".encode())
        content.update(np.ascontiguousarray(array).data)
    plain = unicodedata.normalize("NFKD", pictures.name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_NAME].strip("-") or "pictures"
    return f"{slug}-{content.hexdigest()[:8]}"


def is_id(name: str) -> bool:
    """Whether a name is that of a set, stored or not."""
    return bool(_ID.fullmatch(name))


@lru_cache(maxsize=2)
def loaded(set_id: str) -> PictureSet:
    """Return the set of that id, kept in memory for the next time; see `load`."""
    return load(set_id)


def data_set(set_id: str) -> DataSet:
    """Return the user's own pictures of that id as a data set: a fifth of each class is kept for the test.

    Pictures that equal one another are in the same part, else the test would hold what was learned from. Where they
    train, `alike` tells which they are.

    Raises:
        DataError: they are missing or damaged, or too few to be split.
    """
    own = outline(set_id)
    training, test, alike = _test_apart(own.y.tobytes(), own.first.tobytes())
    return DataSet(
        id=set_id,
        title=own.name,
        shape=(own.side, own.side, 3),
        classes=own.classes,
        training=len(training),
        testing=len(test),
        sources=(Source(f"Own pictures, {set_id}", "their owner's", "their owner"),),
        train=lambda: _pictures(set_id)[training],
        test=lambda: _pictures(set_id)[test],
        alike=alike,
        mirrored=own.mirrored,
    )


def share_pictures(one: str, other: str) -> bool:
    """Whether a picture is in both of two data sets, of which others than own pictures are not looked at.

    Raises:
        DataError: own pictures are missing or damaged.
    """
    return is_id(one) and is_id(other) and not _contents_of(one).isdisjoint(_contents_of(other))


@lru_cache(maxsize=16)
def _contents_of(set_id: str) -> frozenset[bytes]:
    return frozenset(_contents(load(set_id).x))


def shown(text: str) -> str:
    """Return the text without characters that cannot be shown, and of a long one the end."""
    plain = "".join(sign if sign.isprintable() or sign in _JOINERS else "?" for sign in text)
    return plain if len(plain) <= 2 * LONGEST_NAME else f"…{plain[-2 * LONGEST_NAME :]}"


def _pictures(set_id: str) -> Pictures:
    own = loaded(set_id)
    return Pictures(own.x, own.y)


@lru_cache(maxsize=64)
def _test_apart(labels: bytes, first: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64], Alike | None]:
    """Return the indices of own pictures that train, and of those that test: always the same for the same pictures.

    And which of those that train equal one another; None where none does.
    """
    y, same = np.frombuffer(labels, np.int64), np.frombuffer(first, np.int64)
    different, everything = np.unique(same), np.arange(len(y))
    if np.bincount(y[different], minlength=y.max() + 1).min() < _LEAST_DIFFERENT:
        different = same = everything  # too few to keep equal ones together
    count = max(round(len(different) * _TEST), len(np.unique(y)))
    repeated = len(different) < len(y)  # what repeats nothing is shared out as it always was
    test = drawn(different, y[different], count, seed=0, least=int(repeated))
    is_test = np.isin(same, test)
    training = np.flatnonzero(~is_test)
    __, at, which = np.unique(np.frombuffer(first, np.int64)[training], return_index=True, return_inverse=True)
    alike = Alike(y[training], at[which]) if len(at) < len(training) else None
    return training, np.flatnonzero(is_test), alike


def _left_out(stored: NDArray[np.str_]) -> tuple[LeftOut, ...]:
    """Return the files that were left out; versions before 0.5 stored each as one text, "path: phrase"."""
    if stored.ndim == 2:
        return tuple(LeftOut(str(path), str(reason)) for path, reason in stored)
    reasons: dict[str, str] = {phrase: reason for reason, phrase in reversed(PHRASES.items())}
    parts = (str(text).rpartition(": ") for text in stored.flat)
    return tuple(LeftOut(path, reasons.get(phrase, phrase)) for path, __, phrase in parts)


def _missing(set_id: str) -> DataError:
    if name := _name_in_bin(set_id):
        return DataError(
            "pictures-in-bin",
            "The pictures “{name}” were deleted. For a day they can be brought back: on the page Train, under Runs.",
            name=shown(name),
        )
    return DataError(
        "no-such-pictures",
        "There are no pictures named “{name}” here. Import them, or choose others.",
        name=shown(set_id),
    )


def _name_in_bin(set_id: str) -> str | None:
    """Return what the set of that id was called when it was deleted, None where it does not lie in the bin."""
    deleted = (each for each in recycle_bin.everything() if (each.kind, each.name) == ("pictures", f"{set_id}.npz"))
    return next((name for each in deleted if (name := name_in(each.path))), None)


def _damaged(set_id: str) -> DataError:
    return DataError(
        "damaged-pictures", "The stored pictures “{name}” are damaged. Import them once more.", name=set_id
    )


def _path(set_id: str) -> Path:
    return STORE.place("pictures", f"{set_id}.npz")
