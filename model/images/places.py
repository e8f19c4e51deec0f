"""Where a place in a picture was before that picture was scaled, cut out or turned.

Knows sizes, places and boxes (NumPy). Does not know pixels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.images.boxes import Box

# float64 of shape (3, 3): takes x, y, 1 in a picture to those in the one before; px from the picture's corner. The way
# back through one change after another is their product, the first change first.
WayBack = NDArray[np.float64]


def from_scaled(shape: tuple[int, ...], before: tuple[int, ...]) -> WayBack:
    """Return the way back from a picture that was scaled; of each picture its height and width, px."""
    return np.diag([before[1] / shape[1], before[0] / shape[0], 1.0])


def from_cut_out(part: tuple[slice, ...]) -> WayBack:
    """Return the way back from what was cut out of a picture: its rows and its columns."""
    rows, columns = part
    return _moved(columns.start, rows.start)


def from_turned(shape: tuple[int, ...], before: tuple[int, ...], radians: float) -> WayBack:
    """Return the way back from a picture that was turned to the left around its middle; shapes as in `from_scaled`."""
    sine, cosine = np.sin(radians), np.cos(radians)
    turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    return _moved(before[1] / 2, before[0] / 2) @ turn @ _moved(-shape[1] / 2, -shape[0] / 2)


def box_before(box: Box, back: WayBack, before: tuple[int, int]) -> Box:
    """Return the smallest box around where a box was in the picture before, which is so high and wide; px."""
    corners = [[x, y, 1] for x in (box.left, box.right) for y in (box.top, box.bottom)]
    across, down = (np.array(corners) @ back.T[:, :2]).round(6).T  # a hair beyond a px is that px
    height, width = before
    return Box(
        top=max(0, int(np.floor(down.min()))),
        bottom=min(height, int(np.ceil(down.max()))),
        left=max(0, int(np.floor(across.min()))),
        right=min(width, int(np.ceil(across.max()))),
    )


def _moved(right: float, down: float) -> WayBack:
    return np.array([[1, 0, right], [0, 1, down], [0, 0, 1]], np.float64)
