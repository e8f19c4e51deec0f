"""Samples as files, to take them elsewhere and bring them back: lines of JSON, or a zip with a picture of each.

    *.jsonl, *.jsonl.gz    a sample a line, see `lines`
    *.zip                  7/<id>.png, no-digit/<id>.png, ...: for people; samples.jsonl: the lines, for Inkling

Knows these files, which may be hostile: nothing is unpacked to the disk. Does not know where samples are kept.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO

from PIL import Image

from model.errors import InklingError, PictureError, SampleError
from model.images.picture_files import price, read_picture
from model.images.preprocessing import preprocess
from model.samples.lines import MOST_CHARACTERS, as_bytes, from_line, to_line, writer_named
from model.samples.sample import MOST, NO_DIGIT, Sample
from model.storage import archives, files

MOST_BYTES = 80_000_000  # of the lines of a file, unpacked: a sample takes 2,000 to 4,000
_LINES = "samples.jsonl"
_FOLDERS = {str(digit): digit for digit in range(10)} | {"no-digit": NO_DIGIT}
_MOST_PICTURE = 1_000_000  # bytes of a picture in a zip
_MOST_PIXELS = 1_000_000_000  # of all of them together
_MOST_ENTRIES = _MOST_LINES = 2 * MOST  # with folders, and with empty lines

_FAULTS = (OSError, *archives.ZIP_FAULTS)  # of what is packed


def to_lines(samples: Iterable[Sample]) -> bytes:
    """Return the content of a .jsonl.gz; the same samples are the same bytes."""
    return gzip.compress("".join(f"{to_line(sample)}\n" for sample in samples).encode(), mtime=0)


def to_zip(samples: Iterable[Sample]) -> bytes:
    """Return the content of a zip: each image as a PNG in the folder of its label, and the lines of all."""
    content, folders = io.BytesIO(), {label: name for name, label in _FOLDERS.items()}
    with zipfile.ZipFile(content, "w") as archive:
        lines = []
        for sample in samples:
            picture = io.BytesIO()
            Image.fromarray(sample.image).save(picture, "PNG")
            archive.writestr(zipfile.ZipInfo(f"{folders[sample.label]}/{sample.id}.png"), picture.getvalue())
            lines.append(f"{to_line(sample)}\n")
        archive.writestr(zipfile.ZipInfo(_LINES), "".join(lines), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def read(content: bytes, name: str) -> list[Sample]:
    """Return the samples of a file: lines of JSON, packed or not, or a zip.

    A zip without lines may hold pictures in folders 0 to 9: then the name of the zip is their writer's.

    Args:
        content: of the file.
        name: of the file, as it is said where something is wrong.

    Raises:
        SampleError: it holds no samples, more than are kept, or something else.
    """
    if content.startswith(b"PK"):
        samples = _in_zip(content, name)
    elif content.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            samples = _in_lines(file, name)
    else:
        samples = _in_lines(io.BytesIO(content), name)
    if not samples:
        raise SampleError("no-samples", "“{file}” holds no digits. Choose a file that was exported.", file=name)
    return samples


def _in_lines(file: IO[bytes] | gzip.GzipFile, name: str) -> list[Sample]:
    samples: list[Sample] = []
    for number, line in enumerate(_lines(file, name), start=1):
        if number > _MOST_LINES or len(samples) == MOST:
            raise _too_much(name)
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
                raise _too_much(name)
            yield line
    except _FAULTS as error:
        raise _damaged(name) from error


def _in_zip(content: bytes, name: str) -> list[Sample]:
    try:
        with archives.zip_archive(io.BytesIO(content), _MOST_ENTRIES) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 1 for entry in entries) or not all(map(archives.can_unpack, entries)):
                raise _damaged(name)
            for entry in entries:
                if PurePosixPath(entry.filename).name == _LINES:
                    with archive.open(entry) as file:
                        return _in_lines(file, name)
            return _pictures(archive, entries, name)
    except archives.TooLargeFileError as error:
        raise _too_much(name) from error
    except (files.DamagedFileError, *_FAULTS) as error:
        raise _damaged(name) from error


def _pictures(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> list[Sample]:
    """Return a sample of each picture in a folder that is called as its label."""
    writer = writer_named(PurePosixPath(name).stem)
    samples: list[Sample] = []
    left = _MOST_PIXELS
    for entry in entries:
        path = PurePosixPath(entry.filename)
        label = _FOLDERS.get(path.parent.name)
        if entry.is_dir() or label is None or path.name.startswith("."):
            continue
        if len(samples) == MOST or entry.file_size > _MOST_PICTURE:
            raise _too_much(name)
        with archive.open(entry) as packed:
            picture = io.BytesIO(packed.read(_MOST_PICTURE))
        try:
            if (left := left - price(picture)) < 0:
                raise _too_much(name)
            read = preprocess(read_picture(picture).picture)
        except PictureError as error:
            raise _bad_picture(name, path, error) from error
        if read.status == "empty":
            raise _bad_picture(name, path, SampleError("no-ink", "There is nothing to see in it."))
        samples.append(Sample(label, writer, as_bytes(read.image), source="import", is_approved=True))
    return samples


def _bad_picture(name: str, path: PurePosixPath, fault: InklingError) -> SampleError:
    return SampleError("bad-picture", "“{file}”, {path}: {fault}", file=name, path=path, fault=fault)


def _too_much(name: str) -> SampleError:
    return SampleError(
        "too-many-samples", "“{file}” holds more than {most:,} digits can take. Take fewer.", file=name, most=MOST
    )


def _damaged(name: str) -> SampleError:
    return SampleError(
        "damaged-samples", "“{file}” is damaged, or locked with a password. Export the digits anew.", file=name
    )
