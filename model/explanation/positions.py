"""One filter of a convolution, or one channel of a pooling, by hand: what it reads at each position, what comes out.

Knows layers as plain data and their weights. Does not know networks or pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from model.explanation import by_hand
from model.explanation.by_hand import Values
from model.networks.layers import Layer


@dataclass(frozen=True)
class Positions:
    """A filter at every position of its output.

    Attributes:
        reads: (height, width, channels): what the layer reads; of a pooling the one channel.
        side: of the patch that is read at one position.
        stride: px from one patch to the next.
        top: row of the first patch's corner; negative where it reaches over the edge.
        left: likewise, the column.
        output: (rows, columns): what comes out.
    """

    reads: NDArray[np.float64]
    side: int
    stride: int
    top: int
    left: int
    output: NDArray[np.float64]

    def patch(self, row: int, column: int) -> NDArray[np.float64]:
        """Return what is read for one position of the output: (side, side, channels), 0 beyond the edge."""
        side, padded = self.side, _padded(self.reads, self.side)
        top, left = row * self.stride + self.top + side, column * self.stride + self.left + side
        return padded[top : top + side, left : left + side]


@dataclass(frozen=True)
class Convolution(Positions):
    """One filter of a convolution at every position.

    Attributes:
        kernel: the filter's weights, (side, side, channels).
        sums: (rows, columns): of all products, without the bias.
        bias: added to each sum.
        activation: name of the function that follows, "none" for none.
    """

    kernel: NDArray[np.float64]
    sums: NDArray[np.float64]
    bias: float
    activation: str


@dataclass(frozen=True)
class Pooling(Positions):
    """One channel of a pooling at every position.

    Attributes:
        largest: whether it takes the largest number of its window; else the mean.
    """

    largest: bool


def convolve(layer: Layer, weights: Sequence[Values], reads: Values, number: int) -> Convolution:
    """Return one filter of a convolution at every position of its output, by hand.

    Args:
        layer: the convolution.
        weights: its kernel (side, side, channels, filters) and bias (filters,).
        reads: what it reads, (height, width, channels).
        number: the filter, from 0.
    """
    kernel, bias = weights[0][..., number].astype(np.float64), float(weights[1][number])
    patches = _patches(layer, reads)
    sums = np.einsum("rcnij,ijn->rc", patches, kernel)
    output = by_hand.activated(layer.activation, sums + bias)
    return Convolution(*_read(layer, reads), output.astype(np.float64), kernel, sums, bias, layer.activation)


def pool(layer: Layer, reads: Values, number: int) -> Pooling:
    """Return one channel of a pooling at every position, by hand; see `convolve`."""
    one, largest = reads[..., number : number + 1], layer.kind == "max-pooling"
    patches = _patches(layer, one)
    output = patches.max(axis=(2, 3, 4)) if largest else patches.mean(axis=(2, 3, 4))
    return Pooling(*_read(layer, one), output, largest)


def _read(layer: Layer, reads: Values) -> tuple[NDArray[np.float64], int, int, int, int]:
    """Return what is read, side and stride, and the corner of the first patch."""
    return (
        reads.astype(np.float64),
        *by_hand.side_and_stride(layer),
        *by_hand.corner(layer, reads.shape, 0, 0),
    )


def _patches(layer: Layer, reads: Values) -> NDArray[np.float64]:
    """Return the patch of every position: (rows, columns, channels, side, side)."""
    values, side, stride, top, left = _read(layer, reads)
    rows, columns = by_hand.rows_and_columns(layer, reads.shape)
    windows = sliding_window_view(_padded(values, side), (side, side), (0, 1))
    return windows[top + side :: stride, left + side :: stride][:rows, :columns]


def _padded(values: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    return np.pad(values, [(side, side), (side, side), (0, 0)])
