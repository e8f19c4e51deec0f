"""A network from elsewhere is built here, and measured: in a process of its own, with an end to its memory.

Knows Keras, and the folder of a classifier that was checked. Does not know files from elsewhere.
"""

from __future__ import annotations

import dataclasses
from contextlib import suppress
from pathlib import Path

import numpy as np

from model.datasets.mnist import mnist_test
from model.errors import VersionError
from model.evaluation.metrics import measure
from model.evaluation.predictions import keep, predict
from model.inference.card import LITERT, Figures, read_card, write_card
from model.inference.classifier import Classifier
from model.inference.litert import Graph
from model.networks.layers import Layer
from model.training.export import export, network_of

_MOST_MEMORY = 4 * 2**30  # bytes: TensorFlow itself takes half a gigabyte


def rebuild(folder: Path) -> None:
    """Make the LiteRT file of a classifier from its card and weights, and write what it reads right onto the card.

    Args:
        folder: holds `weights.npz` and a card that describes the network, which reads digits.

    Raises:
        ClassifierError: the network cannot be built.
        DataError: the test pictures of MNIST are missing.
        VersionError: its answers are no probabilities.
        OSError: the disk is full.
    """
    _bound_memory()
    card = read_card(folder)
    layers = [Layer.from_dict(each) for each in card.layers]
    card = dataclasses.replace(card, **export(network_of(folder), layers, folder))
    pictures = mnist_test()
    probabilities = predict(Classifier(Graph((folder / LITERT).read_bytes()), card), pictures.images())
    if not np.isfinite(probabilities).all():
        raise VersionError(
            "no-answers", "The answers of this network are no probabilities: its weights are too large. Choose another."
        )
    result = measure(probabilities, pictures.y)
    figures = Figures(len(pictures), result.accuracy, result.loss, card.figures.training_seconds)
    card = dataclasses.replace(card, figures=figures)
    keep(card, pictures, probabilities)
    write_card(folder, card)  # last: from here on there is a classifier


def _bound_memory() -> None:
    with suppress(ImportError, OSError, ValueError):  # where the system knows no such end
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))
