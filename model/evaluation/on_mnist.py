"""How many of MNIST's test pictures a version reads right, where its own card tells of other pictures.

Knows classifiers and MNIST. Does not know where versions come from.
"""

from __future__ import annotations

import numpy as np

from model.datasets.mnist import mnist_test
from model.inference.loaded import classifier_in
from model.versions import registry


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
    pictures = mnist_test()
    predicted = classifier_in(registry.find(number).folder).probabilities(pictures.images()).argmax(axis=1)
    right = int(np.sum(predicted == pictures.y))
    registry.write_figures(number, {"mnist": [right, len(pictures.y)]})
