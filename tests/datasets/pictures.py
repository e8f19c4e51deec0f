"""Pictures for tests."""

from __future__ import annotations

import dataclasses

import numpy as np

from model.datasets.data_set import DataSet
from model.datasets.mnist import MNIST, mnist_train
from model.datasets.pictures import Pictures
from model.datasets.uploads import PictureSet


def spotted(count: int, classes: tuple[str, ...] = ("cats", "dogs", "fish"), side: int = 16) -> PictureSet:
    """Return a set of so many pictures, no two alike, of classes that are not of one size."""
    x = np.random.default_rng(count).integers(0, 256, (count, side, side, 3), np.uint8)
    y = np.sort(np.random.default_rng(count).integers(0, 2 * len(classes) - 1, count) % len(classes))
    return PictureSet("Pets", classes, x, y.astype(np.int64))


def in_shades(classes: int, different: int, each: int, seed: int = 0) -> PictureSet:
    """Return classes of pictures in some shades of their own, in a random order; each shade some times."""
    shades = np.repeat(np.arange(classes * different, dtype=np.uint8).reshape(classes, different), each, axis=1)
    shades = np.random.default_rng(seed).permuted(shades, axis=1).reshape(-1)
    x = np.broadcast_to(shades[:, None, None, None], (len(shades), 16, 16, 3)).copy()
    labels = np.repeat(np.arange(classes), different * each)
    return PictureSet("shades", tuple(f"{label:03}" for label in range(classes)), x, labels)


def more_digits(name: str) -> DataSet:
    """Return a data set of that id with as many digits as MNIST, of which no other data set holds any."""
    return dataclasses.replace(
        MNIST, id=name, sources=(), train=lambda: Pictures(255 - mnist_train().x, mnist_train().y)
    )


def as_bytes(pictures: Pictures) -> set[bytes]:
    """Return the pictures, to find out whether two sets meet."""
    return {picture.tobytes() for picture in pictures.x}
