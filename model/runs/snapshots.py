"""A run's network after each epoch, kept small, so that one can see how it learned.

    runs/<id>/snapshots/0003.npz   the weights after an epoch as float16; epoch 0 is before the training

Knows run folders and weights. Does not know training or pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.storage import files

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
    largest = np.finfo(np.float16).max
    small = [np.clip(value, -largest, largest).astype(np.float16) for value in weights]
    path = path_of(folder, epoch)
    path.parent.mkdir(exist_ok=True)
    files.replace(path, lambda part: np.savez(part, *small))


def epochs(folder: Path) -> list[int]:
    """Return the epochs of a run that were kept, in order."""
    return sorted(int(path.stem) for path in (folder / "snapshots").glob("[0-9]*.npz") if path.stem.isdecimal())


def path_of(folder: Path, epoch: int) -> Path:
    """Return where the weights after an epoch are kept."""
    return folder / "snapshots" / f"{epoch:04}.npz"
