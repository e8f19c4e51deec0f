"""Zips and arrays that may be hostile: what one costs is known before it is unpacked.

Knows zips and .npz files. Does not know what the arrays or the other files in them mean.
"""

from __future__ import annotations

import struct
import tokenize
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from model.storage.files import DamagedFileError, again_where_replaced

MOST_ARRAYS = 200_000_000  # bytes of arrays that are read at once: half of CIFAR-10 takes 154 MB
_MOST_ARRAYS_IN_FILE = 1000
_MOST_READ = 50_000_000  # bytes of the directory of a zip
_MOST_EXTRA = 2000  # bytes beside the name of an entry: `zipfile` takes the square of their number to read them
_OF_SYSTEMS = {"__macosx", "thumbs.db", "desktop.ini"}  # what they leave in folders; so are names that begin with a dot
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others cannot be unpacked piece by piece

# What `zipfile` was seen to raise for files that are damaged or no zip at all.
ZIP_FAULTS = (
    EOFError, LookupError, MemoryError, NotImplementedError, OverflowError, RuntimeError, ValueError, struct.error,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_ARRAY_FAULTS = (*ZIP_FAULTS, SyntaxError, TypeError, tokenize.TokenError)  # and NumPy, by the header of an array


class TooLargeFileError(DamagedFileError):
    """A file would take more memory or time than its reader gives it."""


@again_where_replaced
def arrays(path: Path, *names: str, most: int = MOST_ARRAYS) -> list[NDArray[Any]]:
    """Return the arrays of these names in an .npz file; without names, those that were saved without: arr_0, arr_1, ...

    Args:
        path: of the file.
        *names: of the arrays.
        most: bytes that they may take together.

    Raises:
        OSError: the file is missing or cannot be read.
        DamagedFileError: it is no .npz file, is damaged, or lacks one of the arrays.
        TooLargeFileError: they take more.
    """
    try:
        with zip_archive(path, _MOST_ARRAYS_IN_FILE) as archive:
            wanted = names or [f"arr_{number}" for number in range(len(archive.infolist()))]
            entries = [archive.getinfo(f"{name}.npy") for name in wanted]
            if sum(entry.file_size for entry in entries) > most:
                raise TooLargeFileError(path)
            return [_array(archive, entry) for entry in entries]
    except _ARRAY_FAULTS as error:
        raise DamagedFileError(path) from error


def _array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> NDArray[Any]:
    """Return one array; a file that lies about its size is read no further than it says."""
    if not can_unpack(entry):
        raise DamagedFileError(entry.filename)
    with archive.open(entry) as file:
        made: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
    return made


@again_where_replaced
def array_header(path: Path, name: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Return the shape and the kind of an array in an .npz file, as the file says; the array is not read.

    Raises:
        OSError: the file is missing or cannot be read.
        DamagedFileError: it is no .npz file, is damaged, or lacks the array.
    """
    try:
        with zip_archive(path, _MOST_ARRAYS_IN_FILE) as archive, archive.open(f"{name}.npy") as file:
            of_version = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
            shape, _, kind = of_version[np.lib.format.read_magic(file)](file)
    except _ARRAY_FAULTS as error:
        raise DamagedFileError(path) from error
    return shape, kind


@contextmanager
def zip_archive(file: Path | IO[bytes], most: int) -> Iterator[zipfile.ZipFile]:
    """Open a zip that may be hostile.

    Args:
        file: the zip; one that is open already stays open.
        most: entries that it may have.

    Raises:
        DamagedFileError: it is no zip that can be read.
        TooLargeFileError: it has more entries.
    """
    with file.open("rb") if isinstance(file, Path) else nullcontext(file) as opened:
        try:
            try:
                archive = zipfile.ZipFile(_Guarded(opened, most), metadata_encoding="utf-8")  # as macOS writes names
            except UnicodeDecodeError:
                archive = zipfile.ZipFile(_Guarded(opened, most))
        except (OSError, *ZIP_FAULTS) as error:
            raise DamagedFileError("no zip") from error
        archive.fp = opened  # the directory is read; entries are read as they are
        with archive:
            yield archive


def is_of_a_system(parts: Iterable[str]) -> bool:
    """Whether a file with these parts of a path was left there by a system, and by nobody."""
    return any(part.startswith(".") or part.lower() in _OF_SYSTEMS for part in parts)


def can_unpack(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry of a zip can be unpacked piece by piece; others could fill the memory."""
    return entry.compress_type in _PACKED


class _Guarded:
    """A zip as `zipfile` reads it: its directory, read in one go, is refused before it is taken apart.

    What the zip says of its directory does not matter: what is there is counted.
    """

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file, self._most = file, most
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        if size > _MOST_READ:
            raise TooLargeFileError("directory")
        content = self._file.read(_MOST_READ if size < 0 else size)
        at = entries = 0
        while content[at : at + 4] == b"PK\x01\x02" and at + 46 <= len(content):
            name, extra, comment = struct.unpack_from("<HHH", content, at + 28)
            at, entries = at + 46 + name + extra + comment, entries + 1
            if extra > _MOST_EXTRA:
                raise DamagedFileError("directory")
            if entries > self._most:
                raise TooLargeFileError("entries")
        return content
