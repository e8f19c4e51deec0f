"""The user's own pictures, brought in: a zip or a folder with one sub-folder a class, checked and made small.

The convention is that of `keras.utils.image_dataset_from_directory`: sub-folders name the classes, sorted; pictures lie
in them at any depth, and are stretched to a square.
Knows zips and folders, which may be hostile: nothing of a zip is ever unpacked to the disk. Does not know where sets of
pictures are kept (see `uploads`), networks or pages.
"""

from __future__ import annotations

import dataclasses
import io
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from itertools import compress, islice
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple, TypeVar

import numpy as np

from model.datasets.uploads import LONGEST_NAME, MOST_CLASSES, MOST_MEMORY, LeftOut, PictureSet, shown
from model.datasets.zip_names import names_of
from model.errors import DataError, PictureError
from model.images.picture_files import MOST_FILE_BYTES, price, read_picture, resized
from model.storage import archives, files

Made = TypeVar("Made")

SIDES = (16, 128)  # px: the smallest and the largest side that a network is trained on here
LEAST_OF_CLASS = 5  # training, validation and test parts must each hold every class
MOST_ENTRIES = 100_000  # files and folders in a zip
MOST_BYTES = 2_000_000_000  # unpacked, all files together
MOST_PIXELS = 10_000_000_000  # all pictures together, as they are before they are made small
PIXELS_A_BYTE = 200  # of what is given, together: a photo has 3 to 10, a blank page 300 and more ...
PIXELS_AT_LEAST = 200_000_000  # ... of which a few are no harm
MOST_FOLDERS_AROUND = 5  # that lie around the folders of the classes: a zip usually has one
LONGEST_PATH = 1000  # characters

_PARTS = {"train", "training", "test", "testing", "val", "valid", "validation"}  # folders of data that are shared out
_PART = re.compile(  # a word in their names: training_set, seg_test, 训练集
    r"(?:^|[\W\d_])(?:train(?:ing)?|test(?:ing)?|val(?:id(?:ation)?)?|dev|eval|pred)(?:$|[\W\d_])|训练|测试|验证", re.I
)
_TABLES = {".csv", ".tsv", ".xls", ".xlsx", ".parquet", ".arff", ".json", ".jsonl", ".npy", ".npz", ".idx", ".gz"}

_CANNOT_UNPACK = (OSError, files.DamagedFileError, *archives.ZIP_FAULTS)


class _File(NamedTuple):
    path: str  # with slashes; that of a folder ends with one
    size: int  # bytes that it is said to have
    open: Callable[[], AbstractContextManager[Any]]  # of IO[bytes]


_Inside = tuple[tuple[str, ...], _File]  # the parts of a path below what all have in common, and the file


class _Placed(NamedTuple):
    label: str
    path: str  # below the folders that all have in common
    file: _File


def import_zip(file: Path | IO[bytes], name: str, side: int = 64) -> PictureSet:
    """Return the pictures in a zip, each stretched to `side` x `side` px, transparency on white.

    Raises:
        DataError: it is no zip that can be read, too large, has paths that lead out of it, too few pictures or classes.
    """
    try:
        with archives.zip_archive(file, MOST_ENTRIES) as archive:
            infos = archive.infolist()
            if any(info.flag_bits & 1 for info in infos):
                raise DataError(
                    "locked-zip", "This zip is locked with a password. Pack the folder anew without a password."
                )
            if not all(map(archives.can_unpack, infos)):
                raise DataError(
                    "other-zip-method",
                    "This zip is packed by a method that is not read here. Pack it anew as a usual zip (deflate).",
                )
            names, guessed = names_of(infos, archive.metadata_encoding is not None)  # type: ignore[attr-defined]
            found = [
                _File(path, info.file_size, partial(archive.open, info))
                for path, info in zip(names, infos, strict=True)
            ]
            made = _import(found, name, side, file.stat().st_size if isinstance(file, Path) else _size(file))
            return dataclasses.replace(made, guessed=guessed)
    except archives.TooLargeFileError as error:
        raise _too_many_files() from error
    except (OSError, files.DamagedFileError) as error:
        raise DataError(
            "no-zip",
            "This file is no zip that can be read: it is damaged or of another kind. Pack the folder as a .zip anew.",
        ) from error


def import_folder(folder: Path, side: int = 64) -> PictureSet:
    """Return the pictures in a folder, as `import_zip` does.

    Raises:
        DataError: there is no such folder, or as `import_zip` says.
    """
    if not folder.is_dir():
        raise DataError(
            "no-folder", "There is no folder {folder}. Name a folder that holds one sub-folder a class.", folder=folder
        )
    found = []
    for path in islice(folder.rglob("*"), MOST_ENTRIES + 1):
        inner = path.relative_to(folder).as_posix()
        if path.is_dir():
            found.append(_File(f"{inner}/", 0, partial(path.open, "rb")))
        elif path.is_file():  # and no pipe or device
            found.append(_File(inner, path.stat().st_size, partial(path.open, "rb")))
    return _import(found, folder.resolve().name, side, sum(file.size for file in found))


def import_files(uploaded: Iterable[tuple[str, IO[bytes]]], name: str, side: int = 64) -> PictureSet:
    """Return the pictures in (path, file) pairs, as a browser sends a folder: ("animals/cats/1.png", file).

    Raises:
        DataError: as `import_zip` says.
    """
    found = [_File(path, _size(file), partial(nullcontext, file)) for path, file in uploaded]
    return _import(found, name, side, sum(file.size for file in found))


def _size(file: IO[bytes]) -> int:
    return file.seek(0, os.SEEK_END)


def _import(found: list[_File], name: str, side: int, given: int) -> PictureSet:
    """Return the set: what can be known without unpacking a picture is checked first.

    Args:
        found: files and folders.
        name: of the set.
        side: px.
        given: bytes, packed as they came.
    """
    if not SIDES[0] <= side <= SIDES[1]:
        raise DataError(
            "no-such-side",
            "Pictures can be made {least} to {most} px wide and high. Received: {side} px.",
            least=SIDES[0],
            most=SIDES[1],
            side=side,
        )
    if len(found) > MOST_ENTRIES:
        raise _too_many_files()
    _check_tables(found)
    placed, loose = _by_class(found)
    classes = _checked_classes(placed)
    pictures = sorted((one for one in placed if not one.path.endswith("/")), key=lambda one: (one.label, one.path))
    _check_memory(len(pictures), side)
    if sum(one.file.size for one in pictures) > MOST_BYTES:
        raise DataError(
            "too-large-together",
            "All files together are larger than {most} GB unpacked. Take fewer pictures, or make them smaller.",
            most=MOST_BYTES // 1_000_000_000,
        )
    left_out = list(loose)
    affordable = _affordable(pictures, given, left_out)
    made = _without_strays(_read(affordable, shown(name), classes, side, left_out), pictures)
    _check_counts(made.counts)
    _check_left_out(made)
    return made


def _too_many_files() -> DataError:
    return DataError(
        "too-many-files",
        "More than {most:,} files and folders are too many. Take fewer pictures.",
        most=MOST_ENTRIES,
    )


def _affordable(pictures: list[_Placed], given: int, left_out: list[LeftOut]) -> list[_Placed]:
    """Return the pictures that can be read, as far as it can be known without unpacking one; the others are left out.

    Raises:
        DataError: together they have too many pixels.
    """
    most, pixels, found = min(MOST_PIXELS, max(PIXELS_AT_LEAST, given * PIXELS_A_BYTE)), 0, []
    for one in pictures:
        if cost := _tried(one, price, left_out):
            pixels += cost
            found.append(one)
        if pixels > most:
            raise DataError(
                "too-many-pixels-together",
                "All pictures together have more than {most:,} megapixels, too many for what is in them. Take fewer"
                " pictures, or make them smaller.",
                most=most // 1_000_000,
            )
    return found


def _read(
    pictures: list[_Placed], name: str, classes: tuple[str, ...], side: int, left_out: list[LeftOut]
) -> PictureSet:
    """Return the set of the pictures that can be read; the others join those that are left out already."""
    x = np.empty((len(pictures), side, side, 3), np.uint8)
    labels: list[int] = []
    for one in pictures:
        if read := _tried(one, read_picture, left_out):
            x[len(labels)] = resized(read.picture, side)
            labels.append(classes.index(one.label))
    return PictureSet(name, classes, x[: len(labels)], np.array(labels, np.int64), tuple(sorted(left_out)))


def _without_strays(made: PictureSet, files: list[_Placed]) -> PictureSet:
    """Return the set without the classes whose folder holds one file, which is no picture: notes/readme.txt."""
    alone = Counter(one.label for one in files)
    stay = [count > 0 or alone[label] != 1 for label, count in made.counts.items()]
    if sum(stay) < 2:
        return made
    classes = tuple(compress(made.classes, stay))
    return dataclasses.replace(made, classes=classes, y=np.cumsum(stay)[made.y] - 1)


def _tried(one: _Placed, read: Callable[[IO[bytes]], Made], left_out: list[LeftOut]) -> Made | None:
    """Return what `read` makes of a file; None where it cannot be read, and so is left out."""
    try:
        with one.file.open() as file:
            file.seek(0)  # a page may have read from it before
            content = io.BytesIO(file.read(MOST_FILE_BYTES + 1))
    except _CANNOT_UNPACK:
        left_out.append(LeftOut(shown(one.path), "cannot-unpack"))
        return None
    try:
        return read(content)
    except PictureError as error:
        left_out.append(LeftOut(shown(one.path), error.reason))
        return None


def _by_class(found: list[_File]) -> tuple[list[_Placed], list[LeftOut]]:
    """Return files and folders with the class that each belongs to, and the files that lie in no class."""
    inside: list[_Inside] = []  # the last part of a folder's path is ""
    for file in found:
        path = unicodedata.normalize("NFC", file.path)  # macOS writes ä as two characters
        parts = PurePosixPath(path).parts
        if path.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:|.*\\", path) or len(path) > LONGEST_PATH:
            raise DataError(
                "no-such-path",
                "The path “{path}” leads out of the folder, has a drive or backslashes, or is too long. Pack the folder"
                " anew, with paths such as cats/1.png.",
                path=shown(path),
            )
        if not archives.is_of_a_system(parts):
            inside.append(((*parts, "") if path.endswith("/") else parts, file))

    for _ in range(MOST_FOLDERS_AROUND):
        tops = {parts[0] for parts, _ in inside if len(parts) > 1}
        if len(tops) == 1 and max(len(parts) for parts, _ in inside) > 2:
            inside = [(parts[1:] if len(parts) > 1 else parts, file) for parts, file in inside]
    inside = _parts_joined(inside)
    placed = [_Placed(parts[0].strip(), "/".join(parts), file) for parts, file in inside if len(parts) > 1]
    loose = [parts[0] for parts, _ in inside if len(parts) == 1 and parts[0]]
    if placed:
        return placed, [LeftOut(shown(path), "in-no-class") for path in loose]
    if loose:
        raise DataError(
            "no-sub-folders",
            "All files lie outside of any sub-folder. Put the pictures of each class into a folder of its own, named as"
            " the class: cats/1.png, dogs/1.png.",
        )
    raise DataError(
        "no-pictures",
        "There are no pictures in it. Put the pictures of each class into a folder of its own, named as the class:"
        " cats/1.png, dogs/1.png.",
    )


def _parts_joined(inside: list[_Inside]) -> list[_Inside]:
    """Return files and folders without train/ and test/ around the folders of the classes: the test is drawn anew.

    A file that lies in no class there is one beside all folders.

    Raises:
        DataError: there are such folders, but no folders of classes in them.
    """
    tops = {parts[0] for parts, _ in inside if len(parts) > 1}
    if len(tops) < 2 or not all(map(_PART.search, tops)):
        return inside
    within = {top: _unwrapped([one for one in inside if one[0][0] == top and len(one[0]) > 1]) for top in tops}
    counts = Counter(label for own in within.values() for label in {parts[1] for parts, _ in own if len(parts) > 2})
    if {top.lower() for top in tops} <= _PARTS:
        if not counts:
            raise DataError(
                "parts-without-classes",
                "The folders “{folders}” hold pictures, but no folders of classes. Put the pictures of each class into"
                " a folder of its own, named as the class: cats/1.png, dogs/1.png.",
                folders="”, “".join(sorted(tops)),
            )
    elif max(counts.values(), default=0) < 2:  # they have no class in common: they are classes themselves
        return inside
    files = [one for own in within.values() for one in own if one[0][-1]]
    joined = [((*parts[1:-1], f"{parts[0]}-{parts[-1]}"), file) for parts, file in files if len(parts) > 2]
    in_no_class = [(("/".join(parts),), file) for parts, file in files if len(parts) == 2]
    return joined + in_no_class + [one for one in inside if len(one[0]) == 1]


def _unwrapped(part: list[_Inside]) -> list[_Inside]:
    """Return what lies in train/ without one more folder around the classes: test/test/cats/1.png."""
    folders = {parts[1] for parts, _ in part if len(parts) > 2}
    if len(folders) != 1 or max(len(parts) for parts, _ in part) < 4:
        return part
    return [((parts[0], *parts[2:]), file) for parts, file in part if len(parts) > 2]


def _check_tables(found: list[_File]) -> None:
    """Refuse what holds tables and no pictures: data sets are often passed on as tables of pixels."""
    kinds = {PurePosixPath(file.path).suffix.lower(): file.path for file in found if not file.path.endswith("/")}
    tables = sorted(kinds[kind] for kind in _TABLES & set(kinds))
    if tables and not {".png", ".jpg", ".jpeg", ".webp"} & set(kinds):
        raise DataError(
            "table-of-pixels",
            "“{path}” is a table, and a table is no picture. Save each picture as a PNG, in a folder that is named as"
            " its class: cats/1.png, dogs/1.png.",
            path=shown(tables[0]),
        )


def _checked_classes(placed: list[_Placed]) -> tuple[str, ...]:
    """Return the names of the classes, sorted."""
    classes = tuple(sorted({one.label for one in placed}))
    for label in classes:
        if not label or len(label) > LONGEST_NAME or shown(label) != label:
            raise DataError(
                "no-name-of-a-class",
                "The folder “{label}” cannot name a class: a name has 1 to {most} characters that can be shown. Rename"
                " the folder.",
                label=shown(label),
                most=LONGEST_NAME,
            )
    if len(classes) == 1:
        raise DataError(
            "one-class",
            "There is only one class, “{label}”, but at least two are needed. Put the pictures of each class into a"
            " folder of its own, named as the class: cats/1.png, dogs/1.png.",
            label=classes[0],
        )
    if len(classes) > MOST_CLASSES:
        raise DataError(
            "too-many-classes",
            "There are {count} classes, but at most {most} can be told apart. Take fewer.",
            count=len(classes),
            most=MOST_CLASSES,
        )
    return classes


def _check_memory(count: int, side: int) -> None:
    """Refuse more pictures than the memory holds."""
    most = MOST_MEMORY // (side * side * 3)
    if count > most:
        raise DataError(
            "too-many-pictures",
            "{count:,} pictures of {side} x {side} px need more memory than is given to them: at most {most:,} have"
            " room. Take fewer pictures, or make them smaller.",
            count=count,
            side=side,
            most=most,
        )


def _check_left_out(made: PictureSet) -> None:
    """Refuse a set that is made of a few pictures among other files: it is not what somebody meant."""
    if len(made.left_out) > len(made.y):
        raise DataError(
            "mostly-no-pictures",
            "{count:,} of {total:,} files are no pictures that can be read, such as “{path}”. Save them as PNG, JPEG or"
            " WebP pictures, or take them away.",
            count=len(made.left_out),
            total=len(made.left_out) + len(made.y),
            path=made.left_out[0].path,
        )


def _check_counts(counts: dict[str, int]) -> None:
    """Refuse a set of which a class has too few pictures."""
    label = min(counts, key=lambda label: counts[label])
    if counts[label] == 0:
        raise DataError(
            "empty-class",
            "The class “{label}” has no picture that can be read. Put PNG, JPEG or WebP pictures into its folder, or"
            " take the folder away.",
            label=label,
        )
    if counts[label] < LEAST_OF_CLASS:
        raise DataError(
            "too-few-of-a-class",
            "The class “{label}” has {count} of {total} pictures, but each class needs at least {least}, since"
            " training, validation and test must each hold every class. Add pictures.",
            label=label,
            count=counts[label],
            total=sum(counts.values()),
            least=LEAST_OF_CLASS,
        )
