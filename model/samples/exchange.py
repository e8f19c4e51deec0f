"""Samples as files, to take them elsewhere and bring them back: lines of JSON, or a zip with a picture of each.

    *.jsonl, *.jsonl.gz    a sample a line, see `lines`
    *.zip                  7/<id>.png, no-digit/<id>.png, ...: for people; samples.jsonl: the lines, for Inkling;
                           without those, the pictures are read, see `pictures`

Knows these files, which may be hostile: nothing is unpacked to the disk. Does not know where samples are kept.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO, NamedTuple

from PIL import Image

from model.errors import SampleError
from model.samples.lines import MOST_CHARACTERS, from_line, to_line
from model.samples.pictures import FOLDERS, LeftOut, samples_in, too_many
from model.samples.sample import MOST, Sample
from model.storage import archives, files

MOST_BYTES = 80_000_000  # of the lines of a file, unpacked: a sample takes 2,000 to 4,000
_LINES = "samples.jsonl"
_MOST_ENTRIES = _MOST_LINES = 2 * MOST  # with folders, and with empty lines

_FAULTS = (OSError, *archives.ZIP_FAULTS)  # of what is packed


class Found(NamedTuple):
    """The samples of a file, and the files in it that are not taken in."""

    samples: list[Sample]
    left_out: list[LeftOut]


def to_lines(samples: Iterable[Sample]) -> bytes:
    """Return the content of a .jsonl.gz; the same samples are the same bytes."""
    return gzip.compress("".join(f"{to_line(sample)}\n" for sample in samples).encode(), mtime=0)


def to_zip(samples: Iterable[Sample]) -> bytes:
    """Return the content of a zip: each image as a PNG in the folder of its label, and the lines of all."""
    content, folders = io.BytesIO(), {label: name for name, label in FOLDERS.items()}
    with zipfile.ZipFile(content, "w") as archive:
        lines = []
        for sample in samples:
            picture = io.BytesIO()
            Image.fromarray(sample.image).save(picture, "PNG")
            archive.writestr(zipfile.ZipInfo(f"{folders[sample.label]}/{sample.id}.png"), picture.getvalue())
            lines.append(f"{to_line(sample)}\n")
        archive.writestr(zipfile.ZipInfo(_LINES), "".join(lines), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def read(content: bytes, name: str) -> Found:
    """Return the samples of a file: lines of JSON, packed or not, or a zip.

    A zip without lines may hold pictures in folders 0 to 9: then the name of the zip is their writer's, and what is no
    picture of a digit is left out.

    Args:
        content: of the file.
        name: of the file, as it is said where something is wrong.

    Raises:
        SampleError: it holds no samples, more than are kept, or something else.
    """
    left_out: list[LeftOut] = []
    if content.startswith(b"PK"):
        samples = _in_zip(content, name, left_out)
    elif content.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            samples = _in_lines(file, name)
    else:
        samples = _in_lines(io.BytesIO(content), name)
    if left_out and not samples:
        path, fault = left_out[0]
        raise SampleError("bad-picture", "“{file}”, {path}: {fault}", file=name, path=path, fault=fault)
    if not samples:
        raise SampleError("no-samples", "“{file}” holds no digits. Choose a file that was exported.", file=name)
    return Found(samples, left_out)


def _in_lines(file: IO[bytes] | gzip.GzipFile, name: str) -> list[Sample]:
    samples: list[Sample] = []
    for number, line in enumerate(_lines(file, name), start=1):
        if number > _MOST_LINES or len(samples) == MOST:
            raise too_many(name)
        if not line.strip():
            continue
        try:
            samples.append(from_line(line))
        except SampleError as error:
            raise SampleError(
                "bad-line", "“{file}”, line {line}: {fault}", file=name, line=number, fault=error
            ) from error
    return samples


def _lines(file: IO[bytes] | gzip.GzipFile, name: str) -> Iterator[bytes]:
    """Yield the lines of a file, unpacking no more than what is read."""
    read = 0
    try:
        while line := file.readline(MOST_CHARACTERS + 1):
            if (read := read + len(line)) > MOST_BYTES:
                raise too_many(name)
            yield line
    except _FAULTS as error:
        raise _damaged(name) from error


def _in_zip(content: bytes, name: str, left_out: list[LeftOut]) -> list[Sample]:
    try:
        with archives.zip_archive(io.BytesIO(content), _MOST_ENTRIES) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 1 for entry in entries) or not all(map(archives.can_unpack, entries)):
                raise _damaged(name)
            for entry in entries:
                if PurePosixPath(entry.filename).name == _LINES:
                    with archive.open(entry) as file:
                        return _in_lines(file, name)
            return samples_in(archive, name, left_out)
    except archives.TooLargeFileError as error:
        raise too_many(name) from error
    except (files.DamagedFileError, *_FAULTS) as error:
        raise _damaged(name) from error


def _damaged(name: str) -> SampleError:
    return SampleError(
        "damaged-samples", "“{file}” is damaged, or locked with a password. Export the digits anew.", file=name
    )
