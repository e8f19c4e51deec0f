"""A network's arithmetic in plain NumPy: one image forward through its layers, and a logit's gradient back.

Slow beside LiteRT (milliseconds an image), but it takes any weights: those of an epoch long past, too.
Knows layers as plain data and their weights. Does not know files or classifiers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.special import expit, softmax

from model.errors import ExplanationError
from model.networks.layers import Layer

Values = NDArray[np.float32]
Weights = list[list[Values]]  # of each layer, in order; none where it learns nothing

_COUNTS = {"convolution": 2, "dense": 2, "batch-normalization": 4}  # kernel, bias; scale, shift, mean, variance
_EPSILON = 1e-3  # Keras adds it to the variance


def by_layer(layers: Sequence[Layer], arrays: Sequence[NDArray[np.floating]]) -> Weights:
    """Return the weights of each layer, given all in the order of Keras's `get_weights`.

    Raises:
        ExplanationError: there are more or fewer than the layers have, or they are no numbers.
    """
    counts = [_COUNTS.get(layer.kind, 0) for layer in layers]
    if sum(counts) != len(arrays) or any(array.dtype.kind != "f" for array in arrays):
        raise other_weights()
    left = iter(arrays)
    return [[np.asarray(next(left), np.float32) for _ in range(count)] for count in counts]


def forward(layers: Sequence[Layer], weights: Weights, image: Values) -> list[Values]:
    """Return what each layer makes of an image (height, width, channels), in order.

    Raises:
        ExplanationError: the weights do not fit the layers.
    """
    outputs: list[Values] = []
    for layer, own in zip(layers, weights, strict=True):
        try:
            outputs.append(_through(layer, own, outputs[-1] if outputs else image).astype(np.float32))
        except (IndexError, ValueError) as error:  # NumPy's own where shapes do not go together
            raise other_weights() from error
    return outputs


def other_weights() -> ExplanationError:
    """Return what is said where weights are not those of a network's layers."""
    return ExplanationError(
        "other-weights", "The weights of this network are not those of its layers. Choose another network."
    )


def activated(name: str, values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return what the activation of that name makes of values."""
    match name:
        case "relu":
            return np.maximum(values, 0)
        case "sigmoid":
            return np.asarray(expit(values))
        case "tanh":
            return np.tanh(values)
        case "softmax":
            return np.asarray(softmax(values, axis=-1))
        case _:
            return values


def gradient(layers: Sequence[Layer], weights: Weights, outputs: Sequence[Values], at: int, label: int) -> Values:
    """Return how a class's logit changes with each number that layer `at` puts out: the chain rule, from the end back.

    Args:
        layers: all of them; behind `at` there is no convolution, and the last one is dense.
        weights: of each.
        outputs: of each, for one image.
        at: number of a layer, from 0.
        label: the class; of a network with one sigmoid, 1 is what it answers, 0 the other.
    """
    kernel = weights[-1][0]  # (features, units)
    slope = kernel[:, label] if kernel.shape[1] > 1 else kernel[:, 0] * (1 if label else -1)
    for number in range(len(layers) - 2, at, -1):
        slope = _back(layers[number], weights[number], outputs[number - 1], outputs[number], slope)
    return np.asarray(slope, np.float32)


def corner(layer: Layer, sides: Sequence[int], row: int, column: int) -> tuple[int, int]:
    """Return where the patch begins that a convolution or pooling reads for one position of its output.

    Args:
        layer: the convolution or pooling.
        sides: height and width of what it reads.
        row: of the output, from 0.
        column: likewise.

    Returns:
        Row and column of the patch's corner; less than 0 where it reaches over the edge.
    """
    size, stride = side_and_stride(layer)
    missing = [_missing(layer, side, size, stride) for side in sides[:2]]
    return row * stride - missing[0] // 2, column * stride - missing[1] // 2


def rows_and_columns(layer: Layer, sides: Sequence[int]) -> tuple[int, int]:
    """Return how many positions the output of a convolution or pooling has that reads this height and width."""
    size, stride = side_and_stride(layer)
    rows, columns = ((side + _missing(layer, side, size, stride) - size) // stride + 1 for side in sides[:2])
    return rows, columns


def side_and_stride(layer: Layer) -> tuple[int, int]:
    """Return the side in px of a convolution's kernel or a pooling's window, and the px from one to the next."""
    return (layer.kernel, layer.strides) if layer.kind == "convolution" else (layer.pool, layer.pool)


def _missing(layer: Layer, side: int, size: int, stride: int) -> int:
    """Return how many px of zeros are laid around a side, so that the output is as long as the side by the stride."""
    if layer.kind != "convolution" or layer.padding == "valid":
        return 0
    return max(0, (-(-side // stride) - 1) * stride + size - side)


def _through(layer: Layer, own: list[Values], reads: Values) -> NDArray[np.floating]:
    match layer.kind:
        case "convolution":
            return activated(layer.activation, _convolved(layer, own, reads))
        case "max-pooling":
            return np.asarray(_windows(layer, reads).max(axis=(3, 4)))
        case "average-pooling":
            return np.asarray(_windows(layer, reads).mean(axis=(3, 4)))
        case "dense":
            return activated(layer.activation, reads @ own[0] + own[1])
        case "batch-normalization":
            scale, shift, mean, variance = own
            return (reads - mean) / np.sqrt(variance + _EPSILON) * scale + shift
        case "activation":
            return activated(layer.activation, reads)
        case "flatten":
            return reads.reshape(-1)
        case _:  # dropout blanks nothing outside of a training
            return reads


def _convolved(layer: Layer, own: list[Values], reads: Values) -> Values:
    """Return the sums of a convolution: for each place of the kernel, what lies there times its weights."""
    kernel, bias = own  # (side, side, channels, filters), (filters,)
    (side, stride), (height, width, _) = side_and_stride(layer), reads.shape
    around = [_missing(layer, length, side, stride) for length in (height, width)]
    padded = np.pad(reads, [*((each // 2, each - each // 2) for each in around), (0, 0)])
    rows, columns = rows_and_columns(layer, reads.shape)
    sums = np.zeros((rows, columns, kernel.shape[3]), np.float32) + bias
    for down, across in np.ndindex(side, side):
        part = padded[down : down + rows * stride : stride, across : across + columns * stride : stride]
        sums += part @ kernel[down, across]
    return sums


def _windows(layer: Layer, reads: Values) -> Values:
    """Return what each window of a pooling holds: (rows, columns, channels, pool, pool)."""
    return sliding_window_view(reads, (layer.pool, layer.pool), (0, 1))[:: layer.pool, :: layer.pool]


def _back(layer: Layer, own: list[Values], reads: Values, output: Values, slope: NDArray) -> NDArray:
    """Return the gradient for what a layer reads, given that for what it puts out."""
    match layer.kind:
        case "dense":
            return np.asarray(own[0] @ _before(layer.activation, output, slope))
        case "activation":
            return _before(layer.activation, output, slope)
        case "batch-normalization":
            scale, _, _, variance = own
            return slope * scale / np.sqrt(variance + _EPSILON)
        case "flatten":
            return slope.reshape(reads.shape)
        case "max-pooling" | "average-pooling":
            return _spread(layer, reads, slope)
        case _:
            return slope


def _before(activation: str, output: Values, slope: NDArray) -> NDArray:
    """Return the gradient for what an activation reads, where it puts out these values."""
    match activation:
        case "relu":
            return slope * (output > 0)
        case "sigmoid":
            return slope * output * (1 - output)
        case "tanh":
            return slope * (1 - output**2)
        case "softmax":
            return output * (slope - (slope * output).sum(axis=-1, keepdims=True))
        case _:
            return slope


def _spread(layer: Layer, reads: Values, slope: NDArray) -> NDArray:
    """Return the gradient of a pooling: the whole of it to the largest of the window, or shared out evenly."""
    spread = np.zeros(reads.shape, np.float32)
    rows, columns, _ = slope.shape
    side = layer.pool
    windows = _windows(layer, reads)
    largest = windows.reshape(*slope.shape, side * side).argmax(axis=-1)  # (rows, columns, channels)
    for place in range(side * side):
        down, across = divmod(place, side)
        share = largest == place if layer.kind == "max-pooling" else 1 / side**2
        spread[down : rows * side : side, across : columns * side : side] += slope * share
    return spread
