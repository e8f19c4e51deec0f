"""Files: written so that a reader sees the old content or the new, never a half; read without trust.

Knows files and their kinds. Does not know what they hold.
"""

from __future__ import annotations

import secrets
import zipfile
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Made = TypeVar("Made")


class DamagedFileError(Exception):
    """A file is damaged, of another kind than it should be, or lacks something; a caller says so in a sentence."""


def write_text(path: Path, text: str) -> None:
    """Replace the file's content in one step; when the disk is full the old content stays.

    Raises:
        OSError: the file cannot be written.
    """
    replace(path, lambda part: part.write_text(text))


def replace(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` write a file beside `path`, and put it in its place in one step.

    The file keeps the ending of `path`, since Keras chooses its format by it.

    Raises:
        OSError: the file cannot be written.
    """
    part = path.with_name(f".{secrets.token_hex(8)}-{path.name}")  # nobody else's: not that of another thread either
    try:
        write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def arrays(path: Path, *names: str) -> list[NDArray[Any]]:
    """Return the arrays of these names in an .npz file; without names, those that were saved without: arr_0, arr_1, ...

    Raises:
        OSError: the file is missing or cannot be read.
        DamagedFileError: it is no .npz file, is damaged, or lacks one of the arrays.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:  # else a fault leaves it open
            return [archive[name] for name in names or [f"arr_{number}" for number in range(len(archive))]]
    # What NumPy and zipfile were seen to raise for damaged files; TypeError is for an .npy file of the wrong name.
    except (EOFError, KeyError, NotImplementedError, RuntimeError, TypeError, ValueError) as error:
        raise DamagedFileError(path) from error
    except (zipfile.BadZipFile, zlib.error) as error:
        raise DamagedFileError(path) from error


def parsed(path: Path, parse: Callable[[str], Made]) -> Made:
    """Return what `parse` makes of a file's text: again only when the file has changed, so nobody may change it.

    Raises:
        OSError: the file cannot be read.
        UnicodeDecodeError: it is no text. What `parse` raises, too.
    """
    stat = path.stat()
    made: Made = _parsed(path, parse, (stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return made


@lru_cache(maxsize=16_384)
def _parsed(path: Path, parse: Callable[[str], Made], mark: tuple[int, int, int]) -> Made:
    return parse(path.read_text())
