"""The files of exports: what was taught from, line by line, as it was then.

    exports/<id>.jsonl.gz    16 hexadecimal digits, of what is learned from: each sample's id, label and image

The samples that are learned from come first, then an empty line, then those that are kept apart: so nobody else changes
sides when somebody is deleted. Earlier versions wrote no such line: there it is decided when they are read.
Knows files of lines in the store. Does not know what may be learned from (see `exports`).
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from model.errors import SampleError
from model.samples.apart import Parts, parts
from model.samples.lines import from_line, to_line
from model.samples.sample import Sample
from model.storage import files
from model.storage.database import store_owner
from model.storage.database.file_changes import changing_files
from model.storage.folder_store import STORE

_ENDING = ".jsonl.gz"
_BETWEEN = "\n"  # those that are learned from, and those that are kept apart
_DAMAGED = (gzip.BadGzipFile, EOFError, zlib.error, ValueError, SampleError)
_FAULTS = (OSError, *_DAMAGED)  # of a file that is missing, cannot be read now, or is damaged
_CHANGES = 7146  # see `one_at_a_time`


@contextmanager
def changing() -> Iterator[None]:
    """Let nobody else change exports meanwhile: what is written was not deleted since it was read.

    Raises:
        DatabaseError: the database cannot be reached, or others change them for longer than one can wait.
        DiskError: nothing can be written.
    """
    with files.writing(), changing_files("exports", _CHANGES):
        yield


def write(samples: Sequence[Sample]) -> str:
    """Write an export, unless all of it is there, and return its id; raises DiskError."""
    export_id = id_of(samples)
    if not _holds(export_id, len(samples)):
        _write(export_id, parts(sorted(samples, key=lambda sample: sample.id)))
    return export_id


def is_short(export_id: str, samples: int) -> bool:
    """Tell whether an export of so many samples is there, but not all of it: somebody was taken out since."""
    return path_of(export_id).exists() and not _holds(export_id, samples)


def _holds(export_id: str, samples: int) -> bool:
    """Tell whether an export is there with so many samples: nobody was taken out of it since (see `forget`)."""
    try:
        return sum(line != _BETWEEN for line in _lines(path_of(export_id))) == samples
    except _FAULTS:
        return False


def read(export_id: str) -> Parts:
    """Return the samples of an export, those that are learned from and those that are kept apart, by their ids.

    Raises:
        SampleError: there is no such export, or it is damaged.
    """
    if not re.fullmatch("[0-9a-f]{16}", export_id):
        raise _gone()
    try:
        return _parts_of(export_id)
    except FileNotFoundError as error:
        raise _gone() from error
    except _FAULTS as error:
        raise SampleError(
            "damaged-export", "The set of digits that this was taught with is damaged. Teach a new one."
        ) from error


def _parts_of(export_id: str) -> Parts:
    lines = _lines(path_of(export_id))
    if _BETWEEN not in lines:
        return parts([from_line(line) for line in lines])
    at = lines.index(_BETWEEN)
    return Parts([from_line(line) for line in lines[:at]], [from_line(line) for line in lines[at + 1 :]])


@files.again_where_replaced
def _lines(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(file)


def forget(writer: str | None = None) -> None:
    """Take a writer's samples, or everybody's, out of all exports: what a network learned from keeps its id.

    Only within `changing`: of two who forget at once, one would write back what the other took out.

    Raises:
        DiskError: a file cannot be read or written now, or the store is away.
    """
    with files.writing():
        store_owner.look()  # of a store that is away no export would be found
        for name in sorted(STORE.names("exports")):
            export_id, __, ending = name.partition(".")
            if f".{ending}" == _ENDING:
                _take_out(writer, export_id)


def _take_out(writer: str | None, export_id: str) -> None:
    try:
        shared = _parts_of(export_id)
    except FileNotFoundError:
        return
    except _DAMAGED:  # nobody can say whose samples are in it, now or later
        path_of(export_id).unlink(missing_ok=True)
        return
    kept = Parts(*([each for each in part if writer not in (None, each.writer)] for part in shared))
    if sum(map(len, kept)) < sum(map(len, shared)):
        _write(export_id, kept)


def _write(export_id: str, shared: Parts) -> None:
    lines = _BETWEEN.join("".join(f"{to_line(sample)}\n" for sample in part) for part in shared)
    with files.writing():
        path_of(export_id).parent.mkdir(parents=True, exist_ok=True)
        content = gzip.compress(lines.encode(), mtime=0)
        files.replace(path_of(export_id), lambda part: part.write_bytes(content))


def id_of(samples: Sequence[Sample]) -> str:
    """Return the id of the export of these samples, in whatever order."""
    return id_of_images((sample.id, sample.label, sample.image.tobytes()) for sample in samples)


def id_of_images(labelled: Iterable[tuple[str, int, bytes]]) -> str:
    """Return the id of the export of samples of these ids, labels and images, in whatever order."""
    learned = hashlib.sha256()
    for sample_id, label, image in sorted(labelled):
        learned.update(f"{sample_id} {label} ".encode() + image)
    return learned.hexdigest()[:16]


def path_of(export_id: str) -> Path:
    """Return the file of an export."""
    return STORE.place("exports", export_id + _ENDING)


def _gone() -> SampleError:
    return SampleError("no-export", "The set of digits that this was taught with is gone. Teach a new one.")
