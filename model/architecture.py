"""What a network is made of: layers as plain data, with shapes, parameters and multiplications worked out by hand.

Knows arithmetic. Does not know TensorFlow (see `networks`), data or training; so a page can show it at once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from model.errors import ConfigError

Shape = tuple[int, ...]  # without the batch: (height, width, channels), or (values,) once flat

ACTIVATIONS = ("relu", "sigmoid", "tanh", "none")
PADDINGS = ("valid", "same")
MOST_LAYERS = 20
_MOST_PARAMETERS = 20_000_000  # 80 MB of weights, four times that while Adam trains them

# What can be said of each kind of layer.
SETTINGS: dict[str, tuple[str, ...]] = {
    "convolution": ("filters", "kernel", "strides", "padding", "activation"),
    "max-pooling": ("pool",),
    "average-pooling": ("pool",),
    "dense": ("units", "activation"),
    "dropout": ("rate",),
    "batch-normalization": (),
    "activation": ("activation",),
    "flatten": (),
}
ADDABLE = tuple(kind for kind in SETTINGS if kind != "flatten")  # flatten comes by itself where it is needed

# The least and the most of each number.
BOUNDS: dict[str, tuple[int, int]] = {
    "filters": (1, 512),
    "kernel": (1, 11),
    "strides": (1, 4),
    "pool": (2, 8),
    "units": (1, 4096),
}


@dataclass(frozen=True)
class Layer:
    """One layer of a network; only the settings of its kind (`SETTINGS`) mean something.

    Attributes:
        kind: a key of `SETTINGS`.
        filters: of a convolution.
        kernel: side of a convolution's kernel in px.
        strides: px from one place of the kernel to the next.
        padding: "valid" (only places where the kernel fits) or "same" (a border of zeros keeps the size).
        pool: side of a pooling's window, and the px to the next.
        units: of a dense layer.
        activation: one of `ACTIVATIONS`, or "softmax" in the last layer.
        rate: share of the values that dropout blanks in training, 0 to 0.9.
    """

    kind: str
    filters: int = 32
    kernel: int = 3
    strides: int = 1
    padding: str = "valid"
    pool: int = 2
    units: int = 64
    activation: str = "relu"
    rate: float = 0.25

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.kind not in SETTINGS:
            raise ConfigError(f"Unknown layer {self.kind!r}. Choose one of: {', '.join(SETTINGS)}.")
        for name, (least, most) in BOUNDS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                raise ConfigError(f"{name} must be a whole number from {least} to {most}. Received: {value!r}.")
        if self.padding not in PADDINGS:
            raise ConfigError(f"Unknown padding {self.padding!r}. Choose one of: {', '.join(PADDINGS)}.")
        if self.activation not in (*ACTIVATIONS, "softmax"):
            raise ConfigError(f"Unknown activation {self.activation!r}. Choose one of: {', '.join(ACTIVATIONS)}.")
        if isinstance(self.rate, bool) or not isinstance(self.rate, int | float) or not 0 <= self.rate <= 0.9:
            raise ConfigError(f"rate must be from 0 to 0.9. Received: {self.rate!r}.")

    def to_dict(self) -> dict[str, Any]:
        """Return the kind and its settings, and nothing else."""
        return {name: getattr(self, name) for name in ("kind", *SETTINGS[self.kind])}

    @classmethod
    def from_dict(cls, values: object) -> Layer:
        """Return the layer that `to_dict` wrote.

        Raises:
            ConfigError: it is no such dictionary, or names what is not known.
        """
        if not isinstance(values, Mapping) or "kind" not in values:
            raise ConfigError(
                f'A layer must be an object such as {{"kind": "dense", "units": 64}}. Received: {values!r}.'
            )
        kind = str(values["kind"])
        if kind not in SETTINGS:
            raise ConfigError(f"Unknown layer {kind!r}. Choose one of: {', '.join(SETTINGS)}.")
        known = ("kind", *SETTINGS[kind])
        for name in values:
            if name not in known:
                raise ConfigError(f"A layer {kind!r} has no setting {name!r}. Choose one of: {', '.join(known)}.")
        return cls(**values)

    def in_words(self) -> str:
        """Return the layer in words."""
        act = "" if self.activation == "none" else f", {ACTIVATION_TITLES[self.activation]}"
        match self.kind:
            case "convolution":
                steps = f", steps of {self.strides}" if self.strides > 1 else ""
                edge = ", padded" if self.padding == "same" else ""
                return f"Convolution, {self.filters} filters {self.kernel}x{self.kernel}{steps}{edge}{act}"
            case "max-pooling" | "average-pooling":
                return f"{KIND_TITLES[self.kind]} {self.pool}x{self.pool}"
            case "dense":
                return f"Dense, {self.units}{act}"
            case "dropout":
                return f"Dropout {self.rate:.0%}"
            case "activation":
                return ACTIVATION_TITLES[self.activation]
            case _:
                return KIND_TITLES[self.kind]


KIND_TITLES = {
    "convolution": "Convolution",
    "max-pooling": "Max pooling",
    "average-pooling": "Average pooling",
    "dense": "Dense",
    "dropout": "Dropout",
    "batch-normalization": "Batch normalisation",
    "activation": "Activation",
    "flatten": "Flatten",
}
ACTIVATION_TITLES = {"relu": "ReLU", "sigmoid": "sigmoid", "tanh": "tanh", "none": "none", "softmax": "softmax"}


def conv(filters: int, kernel: int = 3, *, strides: int = 1, padding: str = "valid", activation: str = "relu") -> Layer:
    """Return a convolution."""
    return Layer("convolution", filters=filters, kernel=kernel, strides=strides, padding=padding, activation=activation)


def max_pool(pool: int = 2) -> Layer:
    """Return a max pooling."""
    return Layer("max-pooling", pool=pool)


def dense(units: int, activation: str = "relu") -> Layer:
    """Return a dense layer."""
    return Layer("dense", units=units, activation=activation)


def dropout(rate: float) -> Layer:
    """Return a dropout."""
    return Layer("dropout", rate=rate)


BATCH_NORM, RELU, FLATTEN = Layer("batch-normalization"), Layer("activation"), Layer("flatten")


class Network(NamedTuple):
    """A network by name: its title, a sentence about it, and its layers but the last, which the data decide."""

    title: str
    sentence: str
    layers: tuple[Layer, ...]


NETWORKS: dict[str, Network] = {
    "two-conv": Network(
        "Two convolutions",
        "Two convolutions, one dense layer out: the network of most tutorials.",
        (conv(32), max_pool(), conv(64), max_pool()),
    ),
    "two-conv-dense": Network(
        "Two convolutions and a dense layer",
        "Two convolutions and a dense layer of 64 before the last.",
        (conv(32), max_pool(), conv(64), max_pool(), dense(64)),
    ),
    "one-conv": Network(
        "One convolution",
        "One convolution and a dense layer of 64.",
        (conv(32), max_pool(), dense(64)),
    ),
    "cifar": Network(
        "Two convolutions for CIFAR-10",
        "Two convolutions and a dense layer of 64, for small colour pictures of ten kinds.",
        (conv(32), max_pool(), conv(64), max_pool(), dense(64)),
    ),
    "binary": Network(
        "Two classes",
        "Two convolutions and a dense layer of 128; one sigmoid says which of two classes it is.",
        (conv(32), max_pool(), conv(32), max_pool(), dense(128)),
    ),
    "fast": Network(
        "Fast",
        "Built to learn in seconds: a strided first convolution, and batch normalisation where the maps are small.",
        (
            conv(16, 5, strides=2),
            conv(32, activation="none"),
            max_pool(),
            BATCH_NORM,
            RELU,
            dense(96, activation="none"),
            BATCH_NORM,
            RELU,
        ),
    ),
    "shipped": Network(
        "Inkling's own",
        "Four convolutions and dropout: the network of the classifier that Inkling ships.",
        (
            conv(32, 5),
            max_pool(),
            conv(64),
            conv(64),
            max_pool(),
            dropout(0.25),
            conv(128, padding="same"),
            dropout(0.5),
        ),
    ),
}  # fmt: skip


def output_layer(classes: int, loss: str) -> Layer:
    """Return the last layer: a softmax over the classes, or one sigmoid where the loss is binary cross-entropy."""
    return dense(1, "sigmoid") if loss == "binary_crossentropy" else dense(classes, "softmax")


def complete(
    layers: Sequence[Layer],
    output: Layer,
    *,
    width: float = 1.0,
    batch_norm: bool = False,
    dropout_rate: float = 0.0,
) -> tuple[Layer, ...]:
    """Return all layers of a network, with what the remedies change.

    Args:
        layers: all but the last.
        output: the last layer.
        width: share of the filters and units that is kept, more than 0 and at most 1.
        batch_norm: whether each convolution and dense layer is normalised before its activation.
        dropout_rate: share of the values that is blanked before the last layer in training; 0 for none.
    """
    body = [part for layer in layers for part in _normalized(_narrower(layer, width), batch_norm)]
    if dropout_rate:
        body.append(dropout(dropout_rate))
    return (*_flattened(body), output)


def _narrower(layer: Layer, width: float) -> Layer:
    return dataclasses.replace(
        layer, filters=max(1, round(layer.filters * width)), units=max(1, round(layer.units * width))
    )


def _normalized(layer: Layer, batch_norm: bool) -> list[Layer]:
    if not batch_norm or layer.kind not in ("convolution", "dense") or layer.activation == "none":
        return [layer]
    linear = dataclasses.replace(layer, activation="none")
    return [linear, BATCH_NORM, Layer("activation", activation=layer.activation)]


def _flattened(body: list[Layer]) -> list[Layer]:
    """Return the layers with one that flattens before the first dense one, and before the dropout that leads to it."""
    at = next((number for number, layer in enumerate(body) if layer.kind == "dense"), len(body))
    while at and body[at - 1].kind == "dropout":
        at -= 1
    return [*body[:at], FLATTEN, *body[at:]]


class Row(NamedTuple):
    """One line of a network's summary.

    Attributes:
        layer: the layer.
        shape: what it puts out, without the batch.
        parameters: numbers that it learns or keeps.
        multiplications: for one picture.
    """

    layer: Layer
    shape: Shape
    parameters: int
    multiplications: int


def rows(layers: Sequence[Layer], input_shape: Shape) -> list[Row]:
    """Return one row for each layer.

    Args:
        layers: all layers, as `complete` gives them.
        input_shape: height, width and channels of the pictures.

    Raises:
        ConfigError: a layer cannot work there, or the network is too large; the sentence says which one and why.
    """
    if len(layers) > 3 * MOST_LAYERS + 3:  # a remedy may make three of one; dropout, flattening and output come on top
        raise ConfigError(f"A network may have at most {MOST_LAYERS} layers. Remove some.")
    found: list[Row] = []
    shape = input_shape
    for number, layer in enumerate(layers, start=1):
        row = Row(layer, *_through(layer, shape, number))
        shape = row.shape
        found.append(row)
    total = sum(row.parameters for row in found)
    if total > _MOST_PARAMETERS:
        largest = max(range(len(found)), key=lambda at: found[at].parameters)
        raise ConfigError(
            f"The network would have {total:,} parameters; at most {_MOST_PARAMETERS:,} can be trained here. Most are"
            f" in layer {largest + 1} ({found[largest].layer.in_words()}): add a pooling before it, or make it smaller."
        )
    return found


def _through(layer: Layer, shape: Shape, number: int) -> tuple[Shape, int, int]:
    """Return the shape that a layer puts out, its parameters and its multiplications."""
    name = f"Layer {number} ({layer.in_words()})"
    if layer.kind in ("convolution", "max-pooling", "average-pooling") and len(shape) == 1:
        raise ConfigError(f"{name} cannot work: it needs a picture, and after a dense layer there is none. Move it up.")
    match layer.kind:
        case "convolution":
            height, width, channels = shape
            _must_fit(name, "kernel", layer.kernel if layer.padding == "valid" else 1, shape)
            less = layer.kernel - 1 if layer.padding == "valid" else 0
            high, wide = (-(-(side - less) // layer.strides) for side in (height, width))
            weights = layer.kernel**2 * channels * layer.filters
            return (high, wide, layer.filters), weights + layer.filters, high * wide * weights
        case "max-pooling" | "average-pooling":
            _must_fit(name, "window", layer.pool, shape)
            return (shape[0] // layer.pool, shape[1] // layer.pool, shape[2]), 0, 0
        case "dense":
            return (layer.units,), (shape[0] + 1) * layer.units, shape[0] * layer.units
        case "batch-normalization":
            return shape, 4 * shape[-1], 0
        case "flatten":
            values = 1
            for side in shape:
                values *= side
            return (values,), 0, 0
        case _:
            return shape, 0, 0


def _must_fit(name: str, what: str, side: int, shape: Shape) -> None:
    if side > min(shape[0], shape[1]):
        raise ConfigError(
            f"{name} cannot work: only {shape[0]} x {shape[1]} values reach it, and its {what} is {side} x {side}."
            f" Make the {what} smaller, or take out a pooling before it."
        )


def keras_call(layer: Layer) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    """Return how Keras calls the layer: the name of its class, and the arguments by place and by name."""
    named: dict[str, Any] = {}
    if layer.kind in ("convolution", "dense") and layer.activation != "none":
        named["activation"] = layer.activation
    match layer.kind:
        case "convolution":
            if layer.strides > 1:
                named["strides"] = layer.strides
            if layer.padding != "valid":
                named["padding"] = layer.padding
            return "Conv2D", (layer.filters, layer.kernel), named
        case "max-pooling":
            return "MaxPooling2D", (layer.pool,), {}
        case "average-pooling":
            return "AveragePooling2D", (layer.pool,), {}
        case "dense":
            return "Dense", (layer.units,), named
        case "dropout":
            return "Dropout", (layer.rate,), {}
        case "batch-normalization":
            return "BatchNormalization", (), {"momentum": 0.9}  # Keras's 0.99 lags where epochs have few batches
        case "activation":
            return "Activation", ("linear" if layer.activation == "none" else layer.activation,), {}
        case _:
            return "Flatten", (), {}
