"""The description of a network that comes from elsewhere: bounded before anything is made of it.

    network.json   {"inkling": 1, "input_shape": [28, 28, 1], "layers": [{"kind": "convolution", ...}, ...]}

Knows layers, their shapes and what they cost. Does not know Keras, zips or cards.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from model.errors import ConfigError, VersionError
from model.inference.card import DIGITS
from model.networks.layers import Layer, Shape
from model.networks.summary import number_of, rows

FORM = 1  # of the description: goes up when an older Inkling would misread it
INPUT_SHAPE: Shape = (28, 28, 1)  # what can answer a drawing: see `Card.reads_digits`

# What a network may cost at most. The shipped one has 0.15 million parameters, puts out 42,000 values and multiplies 6
# million times.
_MOST_PARAMETERS = 5_000_000  # 20 MB
_MOST_VALUES = 1_000_000  # 64 MB for a batch of 16
_MOST_MULTIPLICATIONS = 200_000_000  # about 10 ms

# What each kind of layer learns or keeps, in Keras's order.
_ARRAYS = {
    "convolution": ("kernel", "bias"),
    "dense": ("kernel", "bias"),
    "batch-normalization": ("scale", "shift", "mean", "variance"),
}


def described(layers: Sequence[Layer]) -> dict[str, Any]:
    """Return the description of a network that reads digits, as JSON holds it."""
    return {"inkling": FORM, "input_shape": list(INPUT_SHAPE), "layers": [layer.to_dict() for layer in layers]}


def layers_of(description: object) -> list[Layer]:
    """Return the layers that a description names, checked: the network can be built, reads digits, and costs little.

    Raises:
        VersionError: it is no description, or that of another network; the sentence says what is wrong.
    """
    match description:
        case {"inkling": int(form)} if form > FORM:
            raise VersionError(
                "newer-inkling-file", "A newer Inkling has written this file. Update Inkling here, then import it."
            )
        case {"inkling": int(), "input_shape": list(shape), "layers": list(given)}:
            pass
        case _:
            raise VersionError(
                "no-description",
                "`network.json` in this file describes no network. Download the Inkling file again where it came from.",
            )
    if tuple(shape) != INPUT_SHAPE or not all(type(side) is int for side in shape):
        raise VersionError(
            "other-input",
            "This network reads pictures of the shape {shape}, and not digits of 28 x 28 px in shades of grey. Choose"
            " one that reads digits.",
            shape=shape,
        )
    layers = [_layer(number, each) for number, each in enumerate(given, 1)]
    check(layers)
    return layers


def check(layers: Sequence[Layer]) -> None:
    """Refuse a network that reads no digits, cannot work, or costs too much.

    Raises:
        VersionError: it is such a network; the sentence says why.
    """
    try:
        through = rows(layers, INPUT_SHAPE)
    except ConfigError as error:
        raise VersionError("impossible-network", "This network cannot be built: {fault}", fault=error) from error
    _check_order(layers, [INPUT_SHAPE, *(row.shape for row in through)])
    _check_costs(
        sum(row.parameters for row in through),
        sum(math.prod(row.shape) for row in through),
        sum(row.multiplications for row in through),
    )


def _check_costs(parameters: int, values: int, multiplications: int) -> None:
    if parameters > _MOST_PARAMETERS:
        raise VersionError(
            "too-many-parameters-here",
            "This network has {amount:,} parameters, and at most {most:,} go in an Inkling file. Choose a smaller one.",
            amount=parameters,
            most=_MOST_PARAMETERS,
        )
    if values > _MOST_VALUES:
        raise VersionError(
            "too-many-values-here",
            "The layers of this network put out {amount:,} values for a picture, and at most {most:,} go in an Inkling"
            " file. Choose a smaller one.",
            amount=values,
            most=_MOST_VALUES,
        )
    if multiplications > _MOST_MULTIPLICATIONS:
        raise VersionError(
            "too-slow-network",
            "This network multiplies {amount:,} times for a picture, and at most {most:,} times go in an Inkling file."
            " Choose a smaller one.",
            amount=multiplications,
            most=_MOST_MULTIPLICATIONS,
        )


def shapes_of(layers: Sequence[Layer]) -> dict[str, Shape]:
    """Return the names and shapes of a checked network's weights, in Keras's order, which is that of the names too."""
    found: dict[str, Shape] = {}
    shape = INPUT_SHAPE
    for at, row in enumerate(rows(layers, INPUT_SHAPE)):
        kernel = {
            "convolution": (row.layer.kernel, row.layer.kernel, shape[-1], row.layer.filters),
            "dense": (shape[-1], row.layer.units),
        }.get(row.layer.kind)
        for number, name in enumerate(_ARRAYS.get(row.layer.kind, ())):
            is_kernel = name == "kernel" and kernel
            found[f"{at:02}.{row.layer.kind}.{number}.{name}"] = kernel if is_kernel and kernel else row.shape[-1:]
        shape = row.shape
    return found


def _check_order(layers: Sequence[Layer], shapes: Sequence[Shape]) -> None:
    """Refuse layers that cannot follow one another; `shapes` is what reaches each."""
    for at, layer in enumerate(layers):
        if layer.kind == "dense" and len(shapes[at]) != 1:
            raise VersionError(
                "dense-on-a-picture",
                "Layer {number} of this network ({layer}) is dense and gets a picture: a layer that flattens is"
                " missing before it. Choose another file.",
                number=number_of(layers, at),
                layer=layer.words(),
            )
        if layer.activation == "softmax" and at + 1 < len(layers):
            raise VersionError(
                "softmax-within",
                "Layer {number} of this network ends in softmax, which only the last layer may. Choose another file.",
                number=number_of(layers, at),
            )
    if not layers or layers[-1] != Layer("dense", units=len(DIGITS), activation="softmax"):
        raise VersionError(
            "other-output",
            "This network does not end in a dense layer of ten with softmax, one for each digit. Choose one that reads"
            " digits.",
        )


def _layer(number: int, given: object) -> Layer:
    try:
        return Layer.from_dict(given if isinstance(given, Mapping) else None)
    except ConfigError as error:
        raise VersionError(
            "unknown-layer",
            "Line {number} of the layers in `network.json` is none that Inkling knows: {fault}",
            number=number,
            fault=error,
        ) from error
