"""What a training leaves behind: a LiteRT file that answers, and the weights as arrays beside it.

    classifier.tflite   the network; its outputs are those of all layers, so that it can be looked into
    weights.npz         arr_0, arr_1, ...: the weights, in the order of Keras's `get_weights`

Knows Keras networks and the folder of a classifier. Does not know training or pages.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict

import numpy as np

from model.errors import ClassifierError, ConfigError
from model.inference.card import LITERT, WEIGHTS, read_card, write_card
from model.inference.weights import damaged, weights_in
from model.networks.build import build
from model.networks.layers import Layer
from model.runtime.backend import keras
from model.storage import files
from model.training.version_0_3 import KERAS_FILE, read_old


class Exported(TypedDict):
    """What the card of a classifier says of its network."""

    input_shape: tuple[int, ...]
    layers: tuple[dict[str, Any], ...]
    litert_sha256: str


def export(network: keras.Sequential, layers: Sequence[Layer], folder: Path) -> Exported:
    """Write the network into the folder, and return what its card has to say of it.

    Args:
        network: trained; its layers are those of `layers`, one by one.
        layers: all its layers, as `zoo.complete` gives them.
        folder: of the classifier.

    Raises:
        OSError: the disk is full.
    """
    opened = keras.Model(network.inputs, [layer.output for layer in network.layers])
    files.replace(folder / LITERT, lambda path: opened.export(path, format="litert", verbose=False))
    weights = network.get_weights()
    files.replace(folder / WEIGHTS, lambda path: np.savez(path, *weights))
    return {
        "input_shape": tuple(network.input_shape[1:]),
        "layers": tuple(layer.to_dict() for layer in layers),
        "litert_sha256": hashlib.sha256((folder / LITERT).read_bytes()).hexdigest(),
    }


def network_of(folder: Path) -> keras.Sequential:
    """Return the Keras network of a classifier: built from its card and weights, or as an earlier version kept it.

    Raises:
        ClassifierError: the files are missing or damaged, or do not fit one another.
    """
    card = read_card(folder)
    if not card.litert_sha256 and (folder / KERAS_FILE).exists():
        return read_old(folder, card).network
    try:
        network = build([Layer.from_dict(each) for each in card.layers], card.input_shape)
    except ConfigError as error:
        raise damaged(folder) from error
    try:
        network.set_weights(weights_in(folder))
    except ValueError as error:  # they are those of another network
        raise damaged(folder) from error
    return network


def convert(folder: Path) -> None:
    """Write, for a classifier that an earlier version kept as `classifier.keras`, what `export` writes, and its card.

    Raises:
        ClassifierError: it is missing or damaged, or is not what its settings describe.
    """
    card = read_card(folder)
    if card.litert_sha256:
        return  # it answers as it is
    old = read_old(folder, card)
    try:
        write_card(folder, dataclasses.replace(card, **export(old.network, old.layers, folder)))
    except OSError as error:
        raise ClassifierError(
            "cannot-convert", "The classifier in {folder} cannot be converted. Choose another one.", folder=folder.name
        ) from error
