"""The user's own pictures: a zip or a folder with one sub-folder a class, checked, made small, and kept.

The convention is that of `keras.utils.image_dataset_from_directory`: sub-folders name the classes, sorted; pictures lie
in them at any depth, and are stretched to a square.
Knows zips, folders and names of classes. Does not know networks, how the pictures are split, or who looks at them:
names of classes are free text, which a page escapes. Nothing of a zip is ever unpacked to the disk.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model import files
from model.config import home
from model.errors import DataError, PictureError
from model.pictures import read_picture

SIDES = (16, 128)  # px: the smallest and the largest side that a network is trained on here
LEAST_OF_CLASS = 5  # training, validation and test parts must each hold every class
MOST_CLASSES = 100
MOST_ENTRIES = 100_000  # files and folders in a zip
MOST_BYTES = 2_000_000_000  # unpacked, all files together
MOST_FILE_BYTES = 50_000_000  # more than a camera's largest photo
MOST_MEMORY = 512_000_000  # bytes that the small pictures take: they are trained on from memory
MOST_FOLDERS_AROUND = 5  # that lie around the folders of the classes: a zip usually has one
LONGEST_PATH = 1000  # characters
LONGEST_NAME = 40  # characters of a class: it is shown beside bars and in tables

_CONVENTION = "Put the pictures of each class into a folder of its own, named as the class: cats/1.png, dogs/1.png."
_DUST = {"__macosx", "thumbs.db", "desktop.ini"}  # what systems leave in folders; so are all names with a dot in front
_JOINERS = "\u200c\u200d"  # cannot be seen, but Persian, Hindi and many an emoji are written with them
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-[0-9a-f]{8}")


@dataclass(frozen=True)
class PictureSet:
    """Pictures of two classes or more.

    Attributes:
        name: what the set is called.
        classes: names of the classes, sorted, 2 to `MOST_CLASSES`.
        x: uint8 of shape (n, side, side, 3), RGB, sorted by class and path.
        y: int64 of shape (n,), indices into `classes`.
        left_out: a phrase for each file that was left out: "cats/broken.png: no picture that can be read".
    """

    name: str
    classes: tuple[str, ...]
    x: NDArray[np.uint8]
    y: NDArray[np.int64]
    left_out: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Pictures of each class."""
        return dict(zip(self.classes, np.bincount(self.y, minlength=len(self.classes)).tolist(), strict=True))


class _File(NamedTuple):
    path: str  # with slashes; that of a folder ends with one
    size: int  # bytes that it is said to have; 0 where nothing is said
    open: Callable[[], AbstractContextManager[Any]]  # of IO[bytes]


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
        try:
            archive = zipfile.ZipFile(file, metadata_encoding="utf-8")  # as macOS writes names, without saying so
        except UnicodeDecodeError:
            archive = zipfile.ZipFile(file)
    except (*files.NPZ_FAULTS, NotImplementedError) as error:
        raise DataError(
            "This file is no zip that can be read: it is damaged or of another kind. Pack the folder as a .zip anew."
        ) from error
    with archive:
        infos = archive.infolist()
        if any(info.flag_bits & 1 for info in infos):
            raise DataError("This zip is locked with a password. Pack the folder anew without a password.")
        # The other methods cannot be unpacked piece by piece: a small file could fill the memory.
        if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
            raise DataError(
                "This zip is packed by a method that is not read here. Pack it anew as a usual zip (deflate)."
            )
        found = [_File(info.filename, info.file_size, partial(archive.open, info)) for info in infos]
        return _import(found, name, side)


def import_folder(folder: Path, side: int = 64) -> PictureSet:
    """Return the pictures in a folder, as `import_zip` does.

    Raises:
        DataError: there is no such folder, or as `import_zip` says.
    """
    if not folder.is_dir():
        raise DataError(f"There is no folder {folder}. Name a folder that holds one sub-folder a class.")
    found = []
    for path in islice(folder.rglob("*"), MOST_ENTRIES + 1):
        inner = path.relative_to(folder).as_posix()
        if path.is_dir():
            found.append(_File(f"{inner}/", 0, partial(path.open, "rb")))
        elif path.is_file():  # and no pipe or device
            found.append(_File(inner, path.stat().st_size, partial(path.open, "rb")))
    return _import(found, folder.resolve().name, side)


def import_files(uploaded: Iterable[tuple[str, IO[bytes]]], name: str, side: int = 64) -> PictureSet:
    """Return the pictures in (path, file) pairs, as a browser sends a folder: ("animals/cats/1.png", file).

    Raises:
        DataError: as `import_zip` says.
    """
    return _import([_File(path, 0, partial(_from_start, file)) for path, file in uploaded], name, side)


def save(pictures: PictureSet) -> str:
    """Store the set below Inkling's home and return its id; the same pictures of the same name are stored once.

    Raises:
        DataError: the disk is full or cannot be written to.
    """
    path = _path(_id(pictures))
    arrays = {
        "name": np.array(pictures.name),
        "classes": np.array(pictures.classes),
        "x": pictures.x,
        "y": pictures.y,
        "left_out": np.array(pictures.left_out, np.str_),
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.replace(path, lambda part: np.savez_compressed(part, allow_pickle=False, **arrays))
    except OSError as error:
        raise DataError(f"The pictures cannot be stored: {error.strerror or error}. Make room on the disk.") from error
    return path.stem


def load(set_id: str) -> PictureSet:
    """Return the set that `save` stored under this id.

    Raises:
        DataError: there is no such set, or its file is damaged.
    """
    if not _ID.fullmatch(set_id) or not _path(set_id).is_file():  # a name, never a path that leads elsewhere
        raise DataError(f"There are no pictures named “{_shown(set_id)}” here. Import them, or choose others.")
    try:
        with np.load(_path(set_id), allow_pickle=False) as stored:
            classes, left_out = (tuple(stored[key].tolist()) for key in ("classes", "left_out"))
            pictures = PictureSet(str(stored["name"]), classes, stored["x"], stored["y"], left_out)
        if _id(pictures) == set_id:
            return pictures
        raise ValueError("other content than its id says")
    except (*files.NPZ_FAULTS, TypeError) as error:
        raise DataError(f"The stored pictures “{set_id}” are damaged. Import them once more.") from error


def all_sets() -> list[str]:
    """Return the ids of all sets that are stored, newest first."""
    stored = [path for path in (home() / "pictures").glob("*.npz") if _ID.fullmatch(path.stem)]
    return [path.stem for path in sorted(stored, key=lambda path: (-path.stat().st_mtime_ns, path.stem))]


def _id(pictures: PictureSet) -> str:
    content = hashlib.sha256("\n".join(pictures.classes).encode())
    for array in (pictures.x, pictures.y):
        content.update(f"{array.dtype}{array.shape}".encode())
        content.update(np.ascontiguousarray(array).data)
    plain = unicodedata.normalize("NFKD", pictures.name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_NAME].strip("-") or "pictures"
    return f"{slug}-{content.hexdigest()[:8]}"


def _path(set_id: str) -> Path:
    return home() / "pictures" / f"{set_id}.npz"


def _from_start(file: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    file.seek(0)  # a page may have looked into it before
    return nullcontext(file)


def _import(found: list[_File], name: str, side: int) -> PictureSet:
    """Return the set: what can be known without opening a picture is checked first."""
    if not SIDES[0] <= side <= SIDES[1]:
        raise DataError(f"Pictures can be made {SIDES[0]} to {SIDES[1]} px wide and high. Received: {side} px.")
    if len(found) > MOST_ENTRIES:
        raise DataError(f"More than {MOST_ENTRIES:,} files and folders are too many. Take fewer pictures.")
    placed, left_out = _by_class(found)
    classes = _checked_classes(placed)
    pictures = sorted((one for one in placed if not one.path.endswith("/")), key=lambda one: (one.label, one.path))
    most = MOST_MEMORY // (side * side * 3)
    if len(pictures) > most:
        raise DataError(
            f"{len(pictures):,} pictures of {side} x {side} px need more memory than is given to them: at most {most:,}"
            " have room. Take fewer pictures, or make them smaller."
        )
    total = 0
    for one in pictures:
        total += one.file.size
        _weigh(one.path, one.file.size, total)

    x = np.empty((len(pictures), side, side, 3), np.uint8)
    labels: list[int] = []
    total = 0  # once more, of what is really there
    for one in pictures:
        try:
            with one.file.open() as file:
                content = file.read(MOST_FILE_BYTES + 1)
            total += len(content)
            _weigh(one.path, len(content), total)
            x[len(labels)] = resized(read_picture(io.BytesIO(content)).picture, side)
            labels.append(classes.index(one.label))
        except PictureError as error:
            reason = re.split(r"[.:] ", str(error))[0]
            left_out.append(f"{_shown(one.path)}: {re.sub('^This (file|picture) (is )?', '', reason)}")
        except (*files.NPZ_FAULTS, NotImplementedError):
            left_out.append(f"{_shown(one.path)}: cannot be opened or unpacked")
    y = np.array(labels, np.int64)
    pictures_read = PictureSet(_shown(name), classes, x[: len(y)], y, tuple(left_out))
    _check_counts(pictures_read.counts)
    return pictures_read


def _by_class(found: list[_File]) -> tuple[list[_Placed], list[str]]:
    """Return files and folders with the class that each belongs to, and phrases for files that lie in no class."""
    inside: list[tuple[tuple[str, ...], _File]] = []  # the last part of a folder's path is ""
    for file in found:
        path = unicodedata.normalize("NFC", file.path)  # macOS writes ä as two characters
        parts = PurePosixPath(path).parts
        if path.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:|.*\\", path) or len(path) > LONGEST_PATH:
            raise DataError(
                f"The path “{_shown(path)}” leads out of the folder, has a drive or backslashes, or is too long. Pack"
                " the folder anew, with paths such as cats/1.png."
            )
        if not any(part.startswith(".") or part.lower() in _DUST for part in parts):
            inside.append(((*parts, "") if path.endswith("/") else parts, file))

    for _ in range(MOST_FOLDERS_AROUND):
        tops = {parts[0] for parts, _ in inside if len(parts) > 1}
        if len(tops) == 1 and max(len(parts) for parts, _ in inside) > 2:
            inside = [(parts[1:] if len(parts) > 1 else parts, file) for parts, file in inside]
    placed = [_Placed(parts[0].strip(), "/".join(parts), file) for parts, file in inside if len(parts) > 1]
    loose = [parts[0] for parts, _ in inside if len(parts) == 1 and parts[0]]
    if not placed:
        what = "All files lie outside of any sub-folder" if loose else "There are no pictures in it"
        raise DataError(f"{what}. {_CONVENTION}")
    return placed, [f"{_shown(path)}: lies in no folder of a class" for path in loose]


def _checked_classes(placed: list[_Placed]) -> tuple[str, ...]:
    classes = tuple(sorted({one.label for one in placed}))
    for label in classes:
        if not label or len(label) > LONGEST_NAME or _shown(label) != label:
            raise DataError(
                f"The folder “{_shown(label)}” cannot name a class: a name has 1 to {LONGEST_NAME} characters that can"
                " be shown. Rename the folder."
            )
    if len(classes) == 1:
        raise DataError(f"There is only one class, “{classes[0]}”, but at least two are needed. {_CONVENTION}")
    if len(classes) > MOST_CLASSES:
        raise DataError(f"There are {len(classes)} classes, but at most {MOST_CLASSES} can be told apart. Take fewer.")
    return classes


def _check_counts(counts: dict[str, int]) -> None:
    label = min(counts, key=lambda label: counts[label])
    if counts[label] == 0:
        raise DataError(
            f"The class “{label}” has no picture that can be read. Put PNG, JPEG or WebP pictures into its folder, or"
            " take the folder away."
        )
    if counts[label] < LEAST_OF_CLASS:
        raise DataError(
            f"The class “{label}” has {counts[label]} of {sum(counts.values())} pictures, but each class needs at"
            f" least {LEAST_OF_CLASS}, since training, validation and test must each hold every class. Add pictures."
        )


def _weigh(path: str, size: int, total: int) -> None:
    if size > MOST_FILE_BYTES:
        most = f"{MOST_FILE_BYTES // 1_000_000} MB, far more than a picture takes"
        raise DataError(f"The file “{_shown(path)}” is larger than {most}. Take it out, or make it smaller.")
    if total > MOST_BYTES:
        most = f"{MOST_BYTES // 1_000_000_000} GB unpacked"
        raise DataError(f"All files together are larger than {most}. Take fewer pictures, or make them smaller.")


def resized(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return a picture stretched to uint8 of shape (side, side, 3), transparency on white.

    Args:
        picture: uint8 of shape (height, width), (height, width, 3) or (height, width, 4).
        side: px.
    """
    image = Image.fromarray(picture)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("RGB").resize((side, side), Image.Resampling.BILINEAR, reducing_gap=3.0))


def _shown(text: str) -> str:
    """Return the text without characters that cannot be shown, and of a long one the end."""
    plain = "".join(sign if sign.isprintable() or sign in _JOINERS else "?" for sign in text)
    return plain if len(plain) <= 2 * LONGEST_NAME else f"…{plain[-2 * LONGEST_NAME :]}"
