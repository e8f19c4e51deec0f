"""Classifiers for tests: networks of any layers, exported as a training exports them or left as version 0.3 did."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from model.architecture import ADDABLE, MOST_LAYERS, Layer, Shape, complete, output_layer, rows
from model.backend import keras
from model.cards import LITERT, WEIGHTS, write_card
from model.classifier import Classifier
from model.config import TrainingConfig
from model.datasets import about, sources
from model.errors import ConfigError
from model.explanation import Anatomy
from model.export import export, network_of
from model.networks import build
from model.versions import SHIPPED

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
    network, dice = build(layers, shape), np.random.default_rng(seed)
    network.set_weights([_any_weights(dice, each.name, each.shape) for each in network.weights])
    return network


def _any_weights(dice: Generator, name: str, shape: Shape) -> NDArray[np.float32]:
    if name == "kernel":
        return (dice.normal(0.0, 1.0, shape) * np.sqrt(2 / np.prod(shape[:-1]))).astype(np.float32)
    least, most = (0.6, 1.4) if name in ("gamma", "moving_variance") else (-0.2, 0.6)
    return dice.uniform(least, most, shape).astype(np.float32)


def write_classifier(folder: Path, network: keras.Sequential, layers: Sequence[Layer], **card: Any) -> None:
    """Write a classifier's files and its card into a folder; the names of the classes are numbers where none are given.

    Args:
        folder: is made where it is not there yet.
        network: that of the layers.
        layers: all of them, the last one included.
        **card: what else the card says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    classes = [str(number) for number in range(max(2, network.output_shape[1]))]
    write_card(folder, {"name": "Of a test", "classes": classes, **card, **export(network, layers, folder)})


def opened_in(folder: Path) -> Anatomy:
    """Return the network of the classifier in a folder, opened."""
    return Anatomy.of(Classifier.load(folder), folder)


def lend_shipped(folder: Path) -> None:
    """Copy the shipped classifier into a folder."""
    for name in (LITERT, WEIGHTS, "card.json"):
        shutil.copyfile(SHIPPED / name, folder / name)


def weights_in(folder: Path) -> list[NDArray[np.float32]]:
    """Return the weights of the classifier in a folder, in the order of Keras's `get_weights`."""
    with np.load(folder / WEIGHTS) as archive:
        return [archive[f"arr_{number}"] for number in range(len(archive))]


def shipped_network() -> keras.Sequential:
    """Return the shipped classifier as a network of Keras."""
    return network_of(SHIPPED)


def as_version_0_3(folder: Path, config: TrainingConfig, network: keras.Sequential) -> None:
    """Write what a run of version 0.3 left: its settings, `classifier.keras`, and a card that names no layers."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(config.to_json())
    network.save(folder / "classifier.keras")
    write_card(
        folder,
        {
            "name": config.title,
            "created": "2026-01-31 12:00",
            "data": sources(config),
            "classes": list(about(config).classes),
            "best_epoch": 1,
            "config": config.to_dict(),
            "figures": {"test_pictures": 10_000, "test_accuracy": 0.1, "test_loss": 2.3, "training_seconds": 1.0},
        },
    )
