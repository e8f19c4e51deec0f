"""One position of a convolution or a pooling, computed by hand: what it reads there, and what comes out.

Knows layers as plain data and their weights. Does not know networks or pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.explanation import by_hand
from model.explanation.by_hand import Values
from model.networks.layers import Layer


@dataclass(frozen=True)
class Convolution:
    """One filter of a convolution at one position.

    Attributes:
        top: row of the patch's corner in what the layer reads; negative where it reaches over the edge.
        left: likewise, the column.
        patch: (height, width, channels), 0 beyond the edge.
        kernel: the filter's weights, of the same shape.
        products: patch times kernel, number by number.
        bias: added to the sum of the products; 0 where the layer has none.
        activation: name of the function that follows, "none" for none.
        output: what comes out.
    """

    top: int
    left: int
    patch: NDArray[np.float64]
    kernel: NDArray[np.float64]
    products: NDArray[np.float64]
    bias: float
    activation: str
    output: float

    @property
    def channel_sums(self) -> NDArray[np.float64]:
        """The sum of the products of each channel, (channels,)."""
        return self.products.sum(axis=(0, 1))

    @property
    def total(self) -> float:
        """The sum of all products, without the bias."""
        return float(self.products.sum())


@dataclass(frozen=True)
class Pooling:
    """One channel of a pooling at one position: the window (height, width), cut off at the edge, and what comes out.

    Attributes:
        largest: whether it takes the largest number; else the mean.
    """

    top: int
    left: int
    window: NDArray[np.float64]
    largest: bool
    output: float


def convolve(layer: Layer, weights: Sequence[Values], reads: Values, number: int, row: int, column: int) -> Convolution:
    """Return one filter of a convolution at one position of its output, by hand.

    Args:
        layer: the convolution.
        weights: its kernel (side, side, channels, filters) and bias (filters,).
        reads: what it reads, (height, width, channels).
        number: the filter, from 0.
        row: of the output, from 0.
        column: likewise.
    """
    patch, top, left = _patch(layer, reads, row, column)
    kernel = weights[0][..., number].astype(np.float64)
    bias = float(weights[1][number])
    products = patch * kernel
    output = float(by_hand.activated(layer.activation, np.array(products.sum() + bias)))
    return Convolution(top, left, patch, kernel, products, bias, layer.activation, output)


def pool(layer: Layer, reads: Values, number: int, row: int, column: int) -> Pooling:
    """Return one channel of a pooling at one position, by hand; see `convolve`."""
    patch, top, left = _patch(layer, reads[..., number : number + 1], row, column)
    window, largest = patch[..., 0], layer.kind == "max-pooling"
    output = float(window.max() if largest else window.mean())
    return Pooling(top, left, window, largest, output)


def _patch(layer: Layer, reads: Values, row: int, column: int) -> tuple[NDArray[np.float64], int, int]:
    """Return the patch (side, side, channels) that a layer reads for one position, 0 beyond the edge; its corner."""
    top, left = by_hand.corner(layer, reads.shape, row, column)
    side, _ = by_hand.side_and_stride(layer)
    padded = np.pad(reads.astype(np.float64), [(side, side), (side, side), (0, 0)])
    return padded[top + side : top + 2 * side, left + side : left + 2 * side], top, left
