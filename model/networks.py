"""The networks, each one list of layers that can be read aloud.

Knows Keras layers. Does not know data, training or pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from model.backend import keras, layers
from model.config import NETWORK_NAMES

Shape = tuple[int, int, int]


def two_conv() -> list[keras.Layer]:
    """Two convolutions, one dense layer out: the network of most tutorials."""
    return [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ]


def two_conv_dense() -> list[keras.Layer]:
    """Two convolutions and a dense layer of 64 before the last."""
    return [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]


def one_conv() -> list[keras.Layer]:
    """One convolution and a dense layer of 64."""
    return [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]


def fast() -> list[keras.Layer]:
    """Built to learn in seconds: a strided first convolution, and batch normalisation where the maps are small."""
    return [
        layers.Conv2D(16, 5, strides=2, activation="relu"),
        layers.Conv2D(32, 3, use_bias=False),
        layers.MaxPooling2D(2),
        layers.BatchNormalization(momentum=0.9),
        layers.ReLU(),
        layers.Flatten(),
        layers.Dense(96, use_bias=False),
        layers.BatchNormalization(momentum=0.9),
        layers.ReLU(),
        layers.Dense(10, activation="softmax"),
    ]


def shipped() -> list[keras.Layer]:
    """Four convolutions and dropout: the network of the classifier that Inkling ships."""
    return [
        layers.Conv2D(32, 5, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Dropout(0.25),
        layers.Conv2D(128, 3, padding="same", activation="relu"),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ]


NETWORKS: dict[str, Callable[[], list[keras.Layer]]] = dict(
    zip(NETWORK_NAMES, (two_conv, two_conv_dense, one_conv, fast, shipped), strict=True)
)


def build(network: str, input_shape: Shape = (28, 28, 1)) -> keras.Sequential:
    """Return the network of that name, not yet trained nor compiled.

    Args:
        network: a key of `NETWORKS`.
        input_shape: height, width and channels of the pictures.
    """
    return keras.Sequential([keras.Input(input_shape), *NETWORKS[network]()], name=network.replace("-", "_"))


@dataclass(frozen=True)
class LayerRow:
    """One line of a network's summary: the layer, the shape it puts out (without the batch), its parameters."""

    layer: str
    output_shape: str
    parameters: int


def summary(network: keras.Sequential) -> list[LayerRow]:
    """Return one row for each layer, in order."""
    return [
        LayerRow(_described(layer), " x ".join(str(side) for side in layer.output.shape[1:]), layer.count_params())
        for layer in network.layers
    ]


def _described(layer: keras.Layer) -> str:
    match layer:
        case layers.Conv2D():
            return f"Convolution, {layer.filters} filters {layer.kernel_size[0]}x{layer.kernel_size[1]}"
        case layers.MaxPooling2D():
            return f"Max pooling {layer.pool_size[0]}x{layer.pool_size[1]}"
        case layers.Dense():
            return f"Dense, {layer.units}"
        case layers.Dropout():
            return f"Dropout {layer.rate:.0%}"
        case layers.BatchNormalization():
            return "Batch normalisation"
        case _:
            return type(layer).__name__
