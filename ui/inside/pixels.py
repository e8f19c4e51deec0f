"""Pictures with something laid over them: pixels in, pixels out.

Knows arrays and colours. Does not know networks, HTML or Streamlit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui import theme

_ENLARGED = 8  # px of the framed picture for one px of the image: the frame is then finer than a pixel
_THICK = 2  # px of the frame's line
_MOST_HEAT = 0.8  # opacity of the heat where it is 1


def with_heat(image: NDArray[np.float32], heat: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return an image in grey with heat laid over it in orange.

    Args:
        image: float32 (height, width, channels), 0 to 1.
        heat: (height, width), 0 to 1.

    Returns:
        uint8 (height, width, 3).
    """
    grey = image.mean(axis=2, keepdims=True) * 255
    opacity = _MOST_HEAT * np.clip(heat, 0, 1)[..., None]
    return (grey * (1 - opacity) + np.array(theme.rgb(theme.HEAT)) * opacity).astype(np.uint8)


def with_frame(image: NDArray[np.floating], top: int, left: int, height: int, width: int) -> NDArray[np.uint8]:
    """Return an image, eight times as large, with a frame around a patch.

    Args:
        image: (height, width, channels), 0 to 1; one channel or three.
        top: row of the patch's corner; what lies beyond the edge is not framed.
        left: likewise, the column.
        height: of the patch, in px of the image.
        width: likewise.

    Returns:
        uint8 (8 * height, 8 * width, 3).
    """
    colours = np.broadcast_to(image * 255, (*image.shape[:2], 3)).astype(np.uint8)
    large = colours.repeat(_ENLARGED, axis=0).repeat(_ENLARGED, axis=1)
    patch = large[
        max(0, _ENLARGED * top) : _ENLARGED * (top + height), max(0, _ENLARGED * left) : _ENLARGED * (left + width)
    ]
    for side in (patch[:_THICK], patch[-_THICK:], patch[:, :_THICK], patch[:, -_THICK:]):
        side[:] = theme.rgb(theme.FRAME)
    return large
