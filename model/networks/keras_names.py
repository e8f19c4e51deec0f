"""How Keras calls each layer: for building the network, and for writing it down as a script.

Knows Keras's names, not Keras.
"""

from __future__ import annotations

from typing import Any

from model.networks.layers import Layer


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
