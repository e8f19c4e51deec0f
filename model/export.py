"""What a training leaves behind: a LiteRT file that answers, and the weights as arrays beside it.

    classifier.tflite   the network; its outputs are those of all layers, so that it can be looked into
    weights.npz         arr_0, arr_1, ...: the weights, in the order of Keras's `get_weights`

Knows Keras networks and the folder of a classifier. Does not know training or pages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from model import files
from model.architecture import Layer
from model.backend import keras
from model.cards import LITERT, WEIGHTS, read_card, write_card
from model.config import TrainingConfig
from model.errors import ClassifierError, ConfigError
from model.networks import build


def export(network: keras.Sequential, layers: Sequence[Layer], folder: Path) -> dict[str, Any]:
    """Write the network into the folder, and return what its card has to say of it.

    Args:
        network: trained; its layers are those of `layers`, one by one.
        layers: all its layers, as `architecture.complete` gives them.
        folder: of the classifier.

    Raises:
        OSError: the disk is full.
    """
    opened = keras.Model(network.inputs, [layer.output for layer in network.layers])
    files.replace(folder / LITERT, lambda path: opened.export(path, format="litert", verbose=False))
    weights = network.get_weights()
    files.replace(folder / WEIGHTS, lambda path: np.savez(path, *weights))
    return {
        "input_shape": list(network.input_shape[1:]),
        "layers": [layer.to_dict() for layer in layers],
        "litert_sha256": hashlib.sha256((folder / LITERT).read_bytes()).hexdigest(),
    }


def network_of(folder: Path) -> keras.Sequential:
    """Return the Keras network of a classifier: built from its card and weights, or as an earlier version kept it.

    Raises:
        ClassifierError: the files are missing or damaged, or do not fit one another.
    """
    old = folder / "classifier.keras"
    try:
        card = read_card(folder) if (folder / "card.json").exists() else {}
        if old.exists() and "litert_sha256" not in card:  # else it is what a run was before it went on
            return keras.models.load_model(old, compile=False)
        network = build([Layer.from_dict(each) for each in card["layers"]], tuple(card["input_shape"]))
        with np.load(folder / WEIGHTS, allow_pickle=False) as archive:
            network.set_weights([archive[f"arr_{number}"] for number in range(len(archive))])
    except (*files.NPZ_FAULTS, TypeError, ConfigError) as error:
        raise ClassifierError(f"The classifier in {folder.name} is damaged. Choose another one.") from error
    return network


def convert(folder: Path) -> None:
    """Give a classifier that an earlier version kept as `classifier.keras` what `export` writes, and tell its card.

    Raises:
        ClassifierError: it is missing or damaged, or is not what its settings describe.
    """
    card, network = read_card(folder), network_of(folder)
    own = folder / "config.json"
    try:
        config = TrainingConfig.from_json(own.read_text() if own.exists() else json.dumps(card["config"]))
        layers = config.all_layers(max(2, network.output_shape[1]))
        if not fits(network, layers):
            raise ClassifierError(f"The network in {folder.name} is not what its settings describe. Choose another.")
        write_card(folder, {**card, **export(network, layers, folder)})
    except (OSError, KeyError, TypeError, ConfigError) as error:
        raise ClassifierError(f"The classifier in {folder.name} cannot be converted. Choose another one.") from error


def fits(network: keras.Sequential, layers: Sequence[Layer]) -> bool:
    """Tell whether these layers, given the network's weights, answer as the network does."""
    described, weights = build(layers, network.input_shape[1:]), network.get_weights()
    if [each.shape for each in described.get_weights()] != [each.shape for each in weights]:
        return False
    described.set_weights(weights)
    noise = np.random.default_rng(1).random((4, *network.input_shape[1:]), np.float32)
    return np.allclose(described.predict(noise, verbose=0), network.predict(noise, verbose=0), atol=1e-5)
