"""Classifiers for tests: networks of any layers, exported as a training exports them or left as version 0.3 did."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from model.config import TrainingConfig
from model.datasets.mixing import sources
from model.datasets.registry import data_set
from model.errors import ConfigError
from model.explanation.inspector import NetworkInspector
from model.inference.card import LITERT, WEIGHTS, read_card, write_card
from model.inference.classifier import Classifier
from model.networks.build import build
from model.networks.layers import ADDABLE, MOST_LAYERS, Layer, Shape
from model.networks.summary import rows
from model.networks.zoo import complete, output_layer
from model.runtime.backend import keras
from model.training.export import export, network_of
from model.versions.published import SHIPPED
from tests.cards import FIGURES, card

OUTPUT = output_layer(10, "sparse_categorical_crossentropy")


def any_layer(rng: Generator, kind: str) -> Layer:
    """Return a layer of a kind with settings drawn at random."""
    return Layer(
        kind,
        filters=int(rng.integers(1, 9)),
        kernel=int(rng.integers(1, 6)),
        strides=int(rng.integers(1, 4)),
        padding=str(rng.choice(["valid", "same"])),
        pool=int(rng.integers(2, 4)),
        units=int(rng.integers(1, 30)),
        activation=str(rng.choice(["relu", "sigmoid", "tanh", "none"])),
        rate=round(float(rng.uniform(0, 0.9)), 2),
    )


def any_network(seed: int) -> tuple[list[Layer], Shape, dict[str, Any]]:
    """Return the layers of a network that works, the shape of its pictures, and remedies, all drawn at random."""
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(20, 40)), int(rng.integers(20, 40)), int(rng.choice([1, 3])))
    changes = {
        "width": float(rng.choice([0.25, 0.6, 1.0])),
        "batch_norm": bool(rng.integers(2)),
        "dropout_rate": float(rng.choice([0, 0.5])),
    }
    body: list[Layer] = []
    for kind in rng.choice(ADDABLE, 30):
        longer = [*body, any_layer(rng, str(kind))]
        try:
            rows(complete(longer, OUTPUT, **changes), shape)
        except ConfigError:
            continue
        body = longer[:MOST_LAYERS]
    return body, shape, changes


def network_with_any_weights(layers: Sequence[Layer], shape: Shape, seed: int = 3) -> keras.Sequential:
    """Return the network of all these layers, its weights drawn at random, so that numbers neither grow nor vanish."""
    network, rng = build(layers, shape), np.random.default_rng(seed)
    network.set_weights([_any_weights(rng, each.name, each.shape) for each in network.weights])
    return network


def _any_weights(rng: Generator, name: str, shape: Shape) -> NDArray[np.float32]:
    if name == "kernel":
        return (rng.normal(0.0, 1.0, shape) * np.sqrt(2 / np.prod(shape[:-1]))).astype(np.float32)
    least, most = (0.6, 1.4) if name in ("gamma", "moving_variance") else (-0.2, 0.6)
    return rng.uniform(least, most, shape).astype(np.float32)


def write_classifier(folder: Path, network: keras.Sequential, layers: Sequence[Layer], **fields: Any) -> None:
    """Write a classifier's files and its card into a folder; the names of the classes are numbers where none are given.

    Args:
        folder: is made where it is not there yet.
        network: that of the layers.
        layers: all of them, the last one included.
        **fields: of the card, where it says something else than `cards.card` does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    classes = tuple(str(number) for number in range(max(2, network.output_shape[1])))
    write_card(folder, card(**{"classes": classes, **fields, **export(network, layers, folder)}))


def opened_in(folder: Path) -> NetworkInspector:
    """Return the network of the classifier in a folder, opened."""
    return NetworkInspector.of(Classifier.load(folder), folder)


def lend_shipped(folder: Path) -> None:
    """Copy the shipped classifier into a folder."""
    for name in (LITERT, WEIGHTS, "card.json"):
        shutil.copyfile(SHIPPED / name, folder / name)


def shipped_right() -> int:
    """Return how many of MNIST's 10,000 test digits the shipped classifier reads right, as its card says."""
    figures = read_card(SHIPPED).figures
    return round(figures.test_accuracy * figures.test_pictures)


def shipped_network() -> keras.Sequential:
    """Return the shipped classifier as a network of Keras."""
    return network_of(SHIPPED)


def as_version_0_3(folder: Path, config: TrainingConfig, network: keras.Sequential) -> None:
    """Write what a run of version 0.3 left: its settings, `classifier.keras`, and a card that names no layers."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {**config.to_dict(), "pictures": ""}
    del settings["mixed"]
    (folder / "config.json").write_text(json.dumps(settings))
    network.save(folder / "classifier.keras")
    said = {
        "name": config.title,
        "created": "2026-01-31 12:00",
        "data": [source._asdict() for source in sources(config)],
        "classes": data_set(config.data).classes,
        "best_epoch": 1,
        "config": settings,
        "figures": FIGURES._asdict(),
    }
    (folder / "card.json").write_text(json.dumps(said))
