"""One test picture that a training reads anew after each epoch, so that one can see it learn.

    runs/<id>/watched.npz   the picture, its label, and how probable each class was after each epoch

Knows run folders. Does not know training or pages.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.storage import archives, files

_FILE = "watched.npz"
_MOST = 5_000_000  # bytes of its arrays


class Watched(NamedTuple):
    """A test picture and how it was read, epoch by epoch.

    Attributes:
        picture: uint8 of shape (height, width) or (height, width, 3).
        label: its class, from 0.
        epochs: int64 of shape (n,), after which it was read; 0 is before the training.
        probabilities: float32 of shape (n, classes), each row summing to 1.
    """

    picture: NDArray[np.uint8]
    label: int
    epochs: NDArray[np.int64]
    probabilities: NDArray[np.float32]

    def read_again(self, epoch: int, probabilities: NDArray[np.float32]) -> Watched:
        """Return it as it was read before an epoch, and after it: (classes,)."""
        before = self.epochs < epoch
        return self._replace(
            epochs=np.append(self.epochs[before], np.int64(epoch)),
            probabilities=np.concatenate([self.probabilities[before], probabilities[None]]),
        )


def unread(picture: NDArray[np.uint8], label: int, classes: int) -> Watched:
    """Return a picture that was not read yet."""
    return Watched(picture, label, np.empty(0, np.int64), np.empty((0, classes), np.float32))


def keep(folder: Path, watched: Watched) -> None:
    """Write it into the folder of a run, in one step.

    Raises:
        OSError: it cannot be written.
    """
    files.replace(folder / _FILE, lambda part: np.savez(part, **watched._asdict()))


def read(folder: Path) -> Watched | None:
    """Return what a run wrote; None where there is nothing yet, or a damaged file."""
    try:
        picture, label, epochs, probabilities = archives.arrays(folder / _FILE, *Watched._fields, most=_MOST)
    except (OSError, files.DamagedFileError):
        return None
    read = Watched(picture, int(label) if label.shape == () and label.dtype.kind == "i" else -1, epochs, probabilities)
    return read if _fits(read) else None


def _fits(read: Watched) -> bool:
    """Whether the arrays are what `keep` wrote."""
    rows = read.probabilities
    return bool(
        read.picture.dtype == np.uint8
        and read.picture.ndim in (2, 3)
        and read.picture.shape[2:] in ((), (3,))
        and read.picture.size
        and rows.ndim == 2
        and rows.dtype == np.float32
        and 0 <= read.label < rows.shape[1]
        and read.epochs.dtype == np.int64
        and read.epochs.shape == rows.shape[:1]
        and np.isfinite(rows).all()
    )
