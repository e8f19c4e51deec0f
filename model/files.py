"""Files: written so that a reader sees the old content or the new, never a half; read without trust."""

from __future__ import annotations

import secrets
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

# All that NumPy raises for an .npz file that is missing, damaged, or no such file at all.
NPZ_FAULTS = (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error)


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
