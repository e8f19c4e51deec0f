"""Digits as pictures in folders that are called as their labels: 7/anna.png, no-digit/photo.jpg.

A clean picture, such as one that was exported, is read as a drawing is; in a photo the ink is found first. No network
is asked whether it is one digit: it is to learn from what it cannot read yet, too.
Knows zips, which may be hostile, and what pictures show. Does not know where samples are kept.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.errors import InklingError, PictureError, SampleError
from model.images.picture_files import MOST_FILE_BYTES, price, read_picture
from model.images.preprocessing import Preprocessed, ink_of, is_clean, preprocess
from model.images.segmentation import only_part
from model.languages.translation import _
from model.languages.typed import one_line
from model.samples.lines import as_bytes, writer_named
from model.samples.sample import MOST, NO_DIGIT, Sample
from model.storage import archives

FOLDERS = {str(digit): digit for digit in range(10)} | {"no-digit": NO_DIGIT}
_MOST_BYTES = 2_000_000_000  # of all files together, unpacked
_MOST_PIXELS = 5_000_000_000  # likewise, of the pictures: 400 photos
_TINY = 64  # px: no photo is as small, and what was exported is
_LONGEST_PATH = 200  # characters that are shown


class LeftOut(NamedTuple):
    """A file that is not taken in.

    Attributes:
        path: of the file, as it can be shown.
        fault: why.
    """

    path: str
    fault: InklingError

    def in_words(self) -> str:
        """Return the path and why, in the reader's language."""
        return _("{path}: {reason}").format(path=self.path, reason=self.fault.in_words())


def samples_in(archive: zipfile.ZipFile, name: str, left_out: list[LeftOut]) -> list[Sample]:
    """Return a sample of each picture in a folder that is called as its label.

    Args:
        archive: the zip.
        name: of its file; without its ending it is the writer's.
        left_out: where the files go that are no such pictures.

    Raises:
        SampleError: there are more than are kept, or unpacking them takes too much.
    """
    writer = writer_named(PurePosixPath(name).stem)
    samples: list[Sample] = []
    left = _MOST_PIXELS
    for entry in _files(archive):
        try:
            label, content = _label(entry), _content(archive, entry)
            if (left := left - price(content)) < 0:
                raise _too_many_pixels()
            image = _image(read_picture(content).picture, label)
        except PictureError as error:
            left_out.append(LeftOut(one_line(entry.filename, _LONGEST_PATH), error))
            continue
        if len(samples) == MOST:
            raise too_many(name)
        samples.append(Sample(label, writer, as_bytes(image), source="import", is_approved=True))
    return samples


def too_many(name: str) -> SampleError:
    """Return that a file holds more than can be taken."""
    return SampleError(
        "too-many-samples", "“{file}” holds more than {most:,} digits can take. Take fewer.", file=name, most=MOST
    )


def _files(archive: zipfile.ZipFile) -> Iterable[zipfile.ZipInfo]:
    """Return what people put into a zip, as far as unpacking it takes no more than it may."""
    found = [
        entry
        for entry in archive.infolist()
        if not (entry.is_dir() or archives.is_of_a_system(PurePosixPath(entry.filename).parts))
    ]
    if sum(entry.file_size for entry in found) > _MOST_BYTES:
        raise SampleError(
            "too-large-together",
            "All files together are larger than {most} GB unpacked. Take fewer pictures, or make them smaller.",
            most=_MOST_BYTES // 1_000_000_000,
        )
    return found


def _label(entry: zipfile.ZipInfo) -> int:
    label = FOLDERS.get(PurePosixPath(entry.filename).parent.name)
    if label is None:
        raise PictureError("in-no-folder", "It lies in no folder that is called 0 to 9, as the digit that it shows.")
    return label


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> io.BytesIO:
    try:
        with archive.open(entry) as packed:
            return io.BytesIO(packed.read(MOST_FILE_BYTES + 1))
    except (OSError, *archives.ZIP_FAULTS) as error:
        raise PictureError(
            "damaged-picture",
            "This picture is damaged or broken off: a part of the file is missing. Save it or send it once more.",
        ) from error


def _image(picture: NDArray[np.uint8], label: int) -> NDArray[np.float32]:
    """Return the image of a digit, float32 (28, 28) from 0.0 to 1.0, ink 1.0; raises PictureError where it is none."""
    read, ink = preprocess(picture), ink_of(picture)
    if max(ink.shape) > _TINY:
        is_as_said = read.status == "digit" or label == NO_DIGIT
        if not (is_as_said and is_clean(ink)):
            read = _found(picture, label)
        elif label != NO_DIGIT and only_part(ink) is None:
            raise _not_one_digit()
    if read.status == "empty":
        raise PictureError("no-ink", "There is nothing to see in it.")
    return read.image


def _found(picture: NDArray[np.uint8], label: int) -> Preprocessed:
    """Return what is read where the ink of a photo is found first."""
    from model.images.photos import find_ink  # half a second's import, which clean pictures need not wait for

    photo = find_ink(picture)
    if label == NO_DIGIT or not photo.ink.any():
        return preprocess(photo.ink)
    part = only_part(photo.ink)
    if part is None or photo.cut_off[part.box.top : part.box.bottom, part.box.left : part.box.right].any():
        raise _not_one_digit()
    return preprocess(part.picture)


def _not_one_digit() -> PictureError:
    return PictureError(
        "not-one-digit",
        "It does not show one whole digit by itself, with paper all around. Take one photo of each digit.",
    )


def _too_many_pixels() -> SampleError:
    return SampleError(
        "too-many-pixels-together",
        "All pictures together have more than {most:,} megapixels, too many for what is in them. Take fewer"
        " pictures, or make them smaller.",
        most=_MOST_PIXELS // 1_000_000,
    )
