"""A drawing of anything as a small square picture: cut to its ink, so that place and size do not matter.

Ten drawings of a class are too few to learn that a circle in a corner is a circle too.
Knows pictures in memory. Does not know classes, or what a drawing shows; digits have `preprocessing`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.images.preprocessing import LEAST_INK, ink_of

_MARGIN = 0.12  # of the longest side of the ink: paper on each side of it


def framed(drawing: NDArray[np.uint8], side: int) -> NDArray[np.uint8] | None:
    """Return the ink in the middle of white paper, black, as uint8 of shape (side, side, 3); None where there is none.

    Args:
        drawing: uint8 of shape (height, width), (height, width, 3) or (height, width, 4); see `preprocess`.
        side: px.

    Raises:
        PictureError: the array is not of such a shape or type.
    """
    ink = Image.fromarray(ink_of(drawing))
    box = ink.point([255 * (level >= LEAST_INK) for level in range(256)]).getbbox()
    if box is None:
        return None
    part = ink.crop(box)
    longest = max(part.size)
    margin = round(longest * _MARGIN)
    paper = Image.new("L", (longest + 2 * margin,) * 2)
    paper.paste(part, ((paper.width - part.width) // 2, (paper.height - part.height) // 2))
    small = paper.resize((side, side), Image.Resampling.BILINEAR, reducing_gap=3.0)
    return np.asarray(small.point([255 - level for level in range(256)]).convert("RGB"))
