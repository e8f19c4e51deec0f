"""CIFAR-10: 60,000 small colour pictures of ten kinds, as Keras fetches them.

Knows Keras's archive and our copy of it. What Keras has to fetch is fetched by a process of its own, unless this one
holds Keras anyway.
"""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np

from model.datasets.data_set import DataSet
from model.datasets.pictures import Pictures
from model.errors import DataError, WorkerError
from model.inference.card import Source
from model.languages.translation import N_
from model.runtime.worker import run_command
from model.storage import archives, files
from model.storage.paths import home

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

_ARCHIVE = "cifar-10-batches-py-target_archive"  # as Keras calls it
_SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"  # as its makers give it


def _part(part: str) -> Pictures:
    """Return a part of CIFAR-10, kept as .npz once Keras has it: unpacking its archive takes seconds each time."""
    kept = _kept()
    with suppress(OSError, files.DamagedFileError):  # it is not kept yet, or has to be kept anew
        return _kept_part(kept, part)
    kept.parent.mkdir(parents=True, exist_ok=True)
    if "keras" in sys.modules:
        fetch_cifar10(kept)
    else:
        try:
            run_command("fetch-cifar10", str(kept.resolve()))
        except WorkerError as error:
            raise DataError("cifar10-not-fetched", "{fault}", fault=error) from error
    return _kept_part(kept, part)


def _kept() -> Path:
    """Return where our copy of it is kept."""
    return home() / "cache" / "cifar10.npz"


def _archive() -> Path:
    """Return where Keras keeps it."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras", "datasets", _ARCHIVE)


def is_here() -> bool:
    """Whether CIFAR-10 is on this computer, so that nothing has to be fetched; whether it is whole shows later."""
    return _kept().exists() or _archive().exists()


def _kept_part(path: Path, part: str) -> Pictures:
    return Pictures(*archives.arrays(path, f"x_{part}", f"y_{part}"))


CIFAR10 = DataSet(
    id="cifar10",
    title=N_("CIFAR-10: ten kinds of things"),
    shape=(32, 32, 3),
    classes=CLASSES,
    training=50_000,
    testing=10_000,
    sources=(
        Source(
            "CIFAR-10, A. Krizhevsky, V. Nair and G. Hinton", "not stated by its makers", "keras.datasets.cifar10"
        ),
    ),
    train=partial(_part, "train"),
    test=partial(_part, "test"),
    is_here=is_here,
    loader=(
        "(x, y), (x_test, y_test) = keras.datasets.cifar10.load_data()\n"
        "y, y_test = y[:, 0], y_test[:, 0]"
    ),
)  # fmt: skip


def fetch_cifar10(path: Path) -> None:
    """Write CIFAR-10 to `path` from Keras's cache; Keras downloads it into there when it can, and checks its SHA-256.

    Raises:
        DataError: it is not there, and the download failed; or what is there is damaged, and stays as it is.
    """
    from model.runtime.backend import keras

    place = _archive()
    if place.is_file() and not _is_whole(place):  # Keras would delete what somebody has put there
        raise DataError(
            "cifar10-damaged",
            "The file of CIFAR-10 on this computer is damaged or not whole: {place}. Get cifar-10-python.tar.gz (from"
            " www.cs.toronto.edu/~kriz/cifar.html) once more and put it there under this name; or delete it, and it is"
            " downloaded where there is internet.",
            place=place,
        )
    try:
        train, test = keras.datasets.cifar10.load_data()
    except Exception as error:  # Keras raises a bare Exception when the address does not answer
        raise DataError(
            "cifar10-missing",
            "CIFAR-10 is not on this computer, and could not be downloaded. Get the file cifar-10-python.tar.gz (from"
            " www.cs.toronto.edu/~kriz/cifar.html) on another one, and put it here as {place}",
            place=place,
        ) from error
    train, test = (Pictures(x, y[:, 0].astype(np.int64)) for x, y in (train, test))  # labels (n, 1) -> (n,)
    files.replace(path, lambda part: np.savez(part, x_train=train.x, y_train=train.y, x_test=test.x, y_test=test.y))


def _is_whole(archive: Path) -> bool:
    with archive.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == _SHA256
