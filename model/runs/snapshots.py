"""A run's network after each epoch, kept small, so that one can see how it learned.

    runs/<id>/snapshots/0003.npz            the weights after an epoch as float16; epoch 0 is before the training
    model/pretrained/snapshots/0004.npz     likewise: a few of the run that the shipped classifier came from

Knows run folders and weights. Does not know training or pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.inference.card import WEIGHTS
from model.storage import archives, files

_MOST = 50  # snapshots of a run
_MOST_BYTES = 50_000_000  # of a run


def keep(folder: Path, epoch: int, weights: Sequence[NDArray[np.float32]], epochs: int) -> None:
    """Keep the weights after an epoch; of a long training, or a large network, every second, third, ... one.

    Args:
        folder: of the run.
        epoch: from 1; 0 before the training.
        weights: as they are then, in the order of Keras's `get_weights`.
        epochs: how many the training will have.

    Raises:
        OSError: the disk is full.
    """
    most = min(_MOST, max(2, _MOST_BYTES // (2 * max(1, sum(value.size for value in weights)))))
    if epoch % -(-epochs // most) and epoch != epochs:
        return
    _write(path_of(folder, epoch), weights)


def ship(run: Path, folder: Path, best: int) -> None:
    """Put beside a classifier a few snapshots of the run that it came from: epochs 0, 1, 2, 4, 8, ... and the best one.

    The best one is the classifier itself, which may have been calibrated after its training. A snapshot that cannot be
    read is left out.

    Args:
        run: folder of the run.
        folder: of the classifier; snapshots that lie there already go.
        best: the epoch of which the classifier is.

    Raises:
        OSError: the disk is full, or the classifier has no weights.
        DamagedFileError: its weights are damaged.
    """
    shipped = {best: archives.arrays(folder / WEIGHTS)}
    for epoch in {0, *(2**power for power in range(best.bit_length()))} & set(epochs(run)) - {best}:
        with suppress(OSError, files.DamagedFileError):
            shipped[epoch] = archives.arrays(path_of(run, epoch))
    for old in epochs(folder):
        path_of(folder, old).unlink()
    for epoch, weights in shipped.items():
        _write(path_of(folder, epoch), weights)


def _write(path: Path, weights: Sequence[NDArray[np.floating]]) -> None:
    """Write weights as float16."""
    largest = np.finfo(np.float16).max
    small = [np.clip(value, -largest, largest).astype(np.float16) for value in weights]
    path.parent.mkdir(exist_ok=True)
    files.replace(path, lambda part: np.savez(part, *small))


def epochs(folder: Path) -> list[int]:
    """Return the epochs of a run that were kept, in order."""
    return sorted(int(path.stem) for path in (folder / "snapshots").glob("[0-9]*.npz") if path.stem.isdecimal())


def path_of(folder: Path, epoch: int) -> Path:
    """Return where the weights after an epoch are kept."""
    return folder / "snapshots" / f"{epoch:04}.npz"
