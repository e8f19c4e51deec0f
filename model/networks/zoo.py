"""The networks by name, each one list of layers that can be read aloud; and how a list becomes a complete network.

Knows layers. Does not know data or training.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import NamedTuple

from model.languages.translation import N_, Sentence
from model.networks.layers import BATCH_NORM, FLATTEN, RELU, Layer, conv, dense, dropout, max_pool


class Network(NamedTuple):
    """A network by name: its title, a sentence about it, and its layers but the last, which the data decide."""

    title: Sentence
    sentence: Sentence
    layers: tuple[Layer, ...]


NETWORKS: dict[str, Network] = {
    "two-conv": Network(
        N_("Two convolutions"),
        N_("Two convolutions, one dense layer out: the network of most tutorials."),
        (conv(32), max_pool(), conv(64), max_pool()),
    ),
    "two-conv-dense": Network(
        N_("Two convolutions and a dense layer"),
        N_("Two convolutions and a dense layer of 64 before the last."),
        (conv(32), max_pool(), conv(64), max_pool(), dense(64)),
    ),
    "one-conv": Network(
        N_("One convolution"),
        N_("One convolution and a dense layer of 64."),
        (conv(32), max_pool(), dense(64)),
    ),
    "cifar": Network(
        N_("Two convolutions for CIFAR-10"),
        N_("Two convolutions and a dense layer of 64, for small colour pictures of ten kinds."),
        (conv(32), max_pool(), conv(64), max_pool(), dense(64)),
    ),
    "binary": Network(
        N_("Two classes"),
        N_("Two convolutions and a dense layer of 128; one sigmoid says which of two classes it is."),
        (conv(32), max_pool(), conv(32), max_pool(), dense(128)),
    ),
    "fast": Network(
        N_("Fast"),
        N_("Built to learn in seconds: a strided first convolution, and batch normalisation where the maps are small."),
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
        N_("Inkling's network"),
        N_("Four convolutions and dropout: the network of the classifier that Inkling ships."),
        (
            conv(32, 5),
            max_pool(),
            conv(64),
            conv(64),
            max_pool(),
            dropout(0.15),
            conv(128, padding="same"),
            dropout(0.4),
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
