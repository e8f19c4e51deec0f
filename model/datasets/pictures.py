"""Pictures with their labels, in memory.

Knows arrays. Does not know where pictures come from, or who learns from them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

NO_CLASS = -1  # the label of a picture that is of no class


@dataclass(frozen=True)
class Pictures:
    """Pictures with their labels.

    Attributes:
        x: uint8 of shape (n, height, width, channels), 0 to 255.
        y: int64 of shape (n,), the classes from 0; -1 is a picture of no class.
    """

    x: NDArray[np.uint8]
    y: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self.y)

    def __getitem__(self, chosen: NDArray[np.int64]) -> Pictures:
        """Return some of the pictures."""
        return Pictures(self.x[chosen], self.y[chosen])

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The pictures as they are shown: uint8 (n, height, width), or (n, height, width, 3) in colour."""
        return self.x[..., 0] if self.x.shape[3] == 1 else self.x

    @cached_property
    def fingerprint(self) -> str:
        """What tells these pictures and labels from all others: 16 hexadecimal digits of their SHA-256."""
        content = hashlib.sha256(self.x.tobytes())
        content.update(self.y.tobytes())
        return content.hexdigest()[:16]

    def images(self) -> NDArray[np.float32]:
        """Return the pictures as a network reads them, 0 to 1: float32 (n, height, width), or (n, height, width, 3)."""
        return self.pixels.astype(np.float32) / np.float32(255)


@dataclass(frozen=True)
class Split:
    """The three parts of a data set. `validation` may hold no picture; `test` is never trained on."""

    train: Pictures
    validation: Pictures
    test: Pictures


def joined(parts: Sequence[Pictures]) -> Pictures:
    """Return the pictures of all parts, one part after the other."""
    return Pictures(np.concatenate([part.x for part in parts]), np.concatenate([part.y for part in parts]))
