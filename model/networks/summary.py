"""Shapes, parameters and multiplications of a network, worked out by hand; and why an impossible one is impossible.

Knows layers and arithmetic. Does not know Keras, data or training.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from model.errors import ConfigError
from model.networks.layers import MOST_LAYERS, Layer, Shape

_MOST_PARAMETERS = 20_000_000  # 80 MB of weights, four times that while Adam trains them


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
        raise ConfigError(
            "too-many-layers-in-all", "A network may have at most {most} layers. Remove some.", most=MOST_LAYERS
        )
    found: list[Row] = []
    shape = input_shape
    for at, layer in enumerate(layers):
        _check(layer, shape, number_of(layers, at))
        row = Row(layer, *_through(layer, shape))
        shape = row.shape
        found.append(row)
    total = sum(row.parameters for row in found)
    if total > _MOST_PARAMETERS:
        largest = max(range(len(found)), key=lambda at: found[at].parameters)
        raise ConfigError(
            "too-many-parameters",
            "The network would have {total:,} parameters; at most {most:,} can be trained here. Most are in layer"
            " {number} ({layer}): add a pooling before it, or make it smaller.",
            total=total,
            most=_MOST_PARAMETERS,
            number=number_of(layers, largest),
            layer=found[largest].layer.words(),
        )
    return found


def fault_at(layers: Sequence[Layer], input_shape: Shape) -> int | None:
    """Return which of the layers `rows` refuses, from 0; None where it refuses none, or not one alone."""
    try:
        rows(layers, input_shape)
    except ConfigError as error:
        number = error.values.get("number")
        return next((at for at in range(len(layers)) if number_of(layers, at) == number), None)
    return None


def number_of(layers: Sequence[Layer], at: int) -> int:
    """Return which layer that is, from 1; flattening, which comes by itself, is not counted."""
    return sum(layer.kind != "flatten" for layer in layers[: at + 1])


def _check(layer: Layer, shape: Shape, number: int) -> None:
    """Refuse a layer that cannot work on what reaches it.

    Raises:
        ConfigError: it needs a picture, or a larger one.
    """
    if layer.kind not in ("convolution", "max-pooling", "average-pooling"):
        return
    if len(shape) == 1:
        raise ConfigError(
            "no-picture-left",
            "Layer {number} ({layer}) cannot work: it needs a picture, and after a dense layer there is none. Move it"
            " up.",
            number=number,
            layer=layer.words(),
        )
    height, width, _ = shape
    if layer.kind == "convolution" and layer.padding == "valid" and layer.kernel > min(height, width):
        raise ConfigError(
            "kernel-too-large",
            "Layer {number} ({layer}) cannot work: only {height} x {width} values reach it, and its kernel is {side} x"
            " {side}. Make the kernel smaller, or take out a pooling before it.",
            number=number, layer=layer.words(), height=height, width=width, side=layer.kernel,
        )  # fmt: skip
    if layer.kind != "convolution" and layer.pool > min(height, width):
        raise ConfigError(
            "window-too-large",
            "Layer {number} ({layer}) cannot work: only {height} x {width} values reach it, and its window is {side} x"
            " {side}. Make the window smaller, or take out a pooling before it.",
            number=number, layer=layer.words(), height=height, width=width, side=layer.pool,
        )  # fmt: skip


def _through(layer: Layer, shape: Shape) -> tuple[Shape, int, int]:
    """Return the shape that a layer puts out, its parameters and its multiplications."""
    match layer.kind:
        case "convolution":
            height, width, channels = shape
            less = layer.kernel - 1 if layer.padding == "valid" else 0
            high, wide = (-(-(side - less) // layer.strides) for side in (height, width))
            weights = layer.kernel**2 * channels * layer.filters
            return (high, wide, layer.filters), weights + layer.filters, high * wide * weights
        case "max-pooling" | "average-pooling":
            height, width, channels = shape
            return (height // layer.pool, width // layer.pool, channels), 0, 0
        case "dense":
            return (layer.units,), (shape[0] + 1) * layer.units, shape[0] * layer.units
        case "batch-normalization":
            return shape, 4 * shape[-1], 0
        case "flatten":
            return (math.prod(shape),), 0, 0
        case _:
            return shape, 0, 0
