"""Files: written so that a reader sees the old content or the new, never a half; texts and JSON read without trust.

Knows files. Does not know zips and arrays (see `archives`), or what a file says.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from model.errors import DiskError
from model.storage.paths import home, store

Made = TypeVar("Made")
Given = ParamSpec("Given")

_MOST_TEXT = 20_000_000  # bytes of a text file
MOST_JSON = 2_000_000  # characters: as lists they take 40 times as much
_MOST_DEPTH = 50  # of lists in lists
_SECOND = 1_000_000_000  # ns
_BUSY = (0.02, 0.1, 0.3, 0.6)  # s until a file is replaced again that somebody reads just now


class DamagedFileError(Exception):
    """A file is damaged, of another kind than it should be, or lacks something; a caller says so in a sentence."""


@contextmanager
def writing() -> Iterator[None]:
    """Make a sentence of a fault of the disk, for those who asked for what is written.

    Raises:
        DiskError: something in it raised an OSError.
    """
    try:
        yield
    except OSError as error:
        raise DiskError(
            "cannot-write",
            "{folder} cannot be written: {fault}. Free some disk, or allow writing there.",
            folder=_written_to(error),
            fault=error.strerror or error,
        ) from error


def _written_to(error: OSError) -> Path:
    """Return which folder of Inkling could not be written to; where nobody can tell, it is the store."""
    above = Path(os.fsdecode(error.filename)).parents if isinstance(error.filename, str | bytes) else ()
    return home() if home() in above and store() not in above else store()


def write_text(path: Path, text: str) -> None:
    """Replace the file's content in one step; when the disk is full the old content stays.

    Raises:
        OSError: the file cannot be written.
    """
    replace(path, lambda part: part.write_text(text))


def replace(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` write a file beside `path`, and put it in its place in one step.

    It is on the disk before it gets the name, so that a computer that loses its power keeps the old content or the new.
    The file keeps the ending of `path`, since Keras chooses its format by it.

    Raises:
        OSError: the file cannot be written.
    """
    part = path.with_name(f".{secrets.token_hex(8)}-{path.name}")  # nobody else's: not that of another thread either
    try:
        write(part)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        _put_in_place(part, path)
    finally:
        with suppress(OSError):  # where nothing can be written, that is what is said
            part.unlink(missing_ok=True)


def _put_in_place(part: Path, path: Path) -> None:
    """Give a file its name, in one step. Windows and its network drives refuse that while somebody reads the old one.

    Raises:
        OSError: it cannot be replaced.
    """
    for wait in _BUSY:
        try:
            part.replace(path)
            return
        except PermissionError:  # none of the folder: the file could be written there
            time.sleep(wait)
    part.replace(path)


def again_where_replaced(read: Callable[Given, Made]) -> Callable[Given, Made]:
    """Let something read a file again where another machine replaced it meanwhile: on NFS the old one is gone then."""

    @wraps(read)
    def reading(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        for __ in range(3):
            try:
                return read(*args, **kwargs)
            except OSError as error:
                if error.errno != errno.ESTALE:
                    raise
        return read(*args, **kwargs)

    return reading


def clock_of(folder: Path) -> float:
    """Return the time of day by the clock that files in a folder are dated by, in s since 1970.

    On a shared folder it is the server's, which a machine's own need not agree with. Raises OSError: nothing can be
    written there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f".{secrets.token_hex(8)}-clock"
    try:
        with probe.open("wb") as file:
            return os.fstat(file.fileno()).st_mtime
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)


def sweep(folder: Path, older_than: float) -> None:
    """Delete what a process that was killed while it wrote something left in a folder, or below it.

    Args:
        folder: where to look.
        older_than: time of day by the folder's own clock (see `clock_of`), s since 1970: what is younger may still be
            written to.
    """
    for part in list(folder.rglob(f".{'[0-9a-f]' * 16}-*")):
        with suppress(OSError):
            if part.stat().st_mtime >= older_than:
                continue
            if part.is_dir():
                shutil.rmtree(part)
            else:
                part.unlink()


def from_json(text: str | bytes) -> Any:
    """Return what a JSON text describes.

    Raises:
        ValueError: it is no JSON, no UTF-8, nested too deeply, or far too long.
    """
    if len(text) > MOST_JSON:
        raise ValueError(f"more than {MOST_JSON:,} characters")
    try:
        made = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    level = [made]
    for _ in range(_MOST_DEPTH):
        level = [inner for each in level for inner in _inner(each)]
        if not level:
            return made
    raise ValueError("nested too deeply")


def _inner(value: object) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


@again_where_replaced
def read_text(path: Path) -> str:
    """Return the text in a file.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no text (`UnicodeDecodeError`), or far too long.
    """
    with path.open("rb") as file:
        content = file.read(_MOST_TEXT + 1)
    if len(content) > _MOST_TEXT:
        raise ValueError(f"more than {_MOST_TEXT:,} bytes")
    return content.decode()


def parsed(path: Path, parse: Callable[[str], Made]) -> Made:
    """Return what `parse` makes of a file's text: again only when the file has changed, so nobody may change it.

    On a shared folder a change is seen as soon as this machine asks again, which is a matter of how it is mounted.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no text, or far too long. What `parse` raises, too.
    """
    stat = path.stat()
    if not (stat.st_mtime_ns % _SECOND or stat.st_ctime_ns % _SECOND):  # dated by whole seconds: too coarse to tell
        return parse(read_text(path))
    mark = stat.st_mtime_ns, stat.st_size, stat.st_ino
    last = _last(path, parse)
    for seen, known in last:
        if seen == mark:
            return known
    made = parse(read_text(path))
    last[:] = [(mark, made)]
    return made


@lru_cache(maxsize=16_384)
def _last(path: Path, parse: Callable[[str], Made]) -> list[tuple[tuple[int, int, int], Made]]:
    """Return what was made of a file last, and of which one: none, or one, so that what grows is held once."""
    return []
