"""The networks in Keras, built from their layers as plain data.

Knows Keras layers. Does not know data, training or pages; what networks there are is in `zoo`.
"""

from __future__ import annotations

from collections.abc import Sequence

from model.networks.keras_names import keras_call
from model.networks.layers import Layer, Shape
from model.networks.summary import rows
from model.runtime.backend import keras, layers


def build(network_layers: Sequence[Layer], input_shape: Shape, *, l1: float = 0.0, l2: float = 0.0) -> keras.Sequential:
    """Return the network, not yet trained nor compiled.

    Args:
        network_layers: all its layers, as `zoo.complete` gives them.
        input_shape: height, width and channels of the pictures.
        l1: what each weight costs in the loss, times its size.
        l2: likewise, times its square.

    Raises:
        ConfigError: a layer cannot work where it is; the sentence says which one and why.
    """
    rows(network_layers, input_shape)
    return keras.Sequential([keras.Input(input_shape), *(_built(layer, l1, l2) for layer in network_layers)])


def _built(layer: Layer, l1: float, l2: float) -> keras.Layer:
    name, placed, named = keras_call(layer)
    if (l1 or l2) and layer.kind in ("convolution", "dense"):
        named["kernel_regularizer"] = keras.regularizers.L1L2(l1, l2)
    return getattr(layers, name)(*placed, **named)
