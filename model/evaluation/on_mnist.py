"""How many of MNIST's test pictures a version reads right, where its own card tells of other pictures.

Knows classifiers, MNIST and where the figures of versions are kept. Does not know where versions come from.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.datasets.mnist import mnist_test
from model.inference.loaded import classifier_in
from model.versions import registry


def count(folder: Path) -> tuple[int, int]:
    """Return how many of MNIST's test pictures the classifier in a folder reads right, and how many there are.

    Raises:
        ClassifierError: it is missing or damaged.
        DataError: MNIST is.
    """
    pictures = mnist_test()
    read = classifier_in(folder).probabilities(pictures.images()).argmax(axis=1)
    return int(np.sum(read == pictures.y)), len(pictures)


def measure(number: int) -> None:
    """Count it, and keep it with the version's figures: some seconds.

    Args:
        number: of the version.

    Raises:
        VersionError: there is none.
        ClassifierError: it is damaged.
        DataError: MNIST is.
        DatabaseError: it cannot be kept.
    """
    registry.write_figures(number, {"mnist": [*count(registry.find(number).folder)]})
