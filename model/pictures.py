"""Reading picture files that strangers made: PNG, JPEG and WebP, within limits.

Knows files and Pillow. Does not know what a picture shows.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from model.errors import PictureError

MOST_PIXELS = 50_000_000  # more is refused before it is unpacked: a small file can hold a huge picture
_LONGEST = 1600  # px; a larger picture is reduced: a digit in it stays far larger than 28 px


def read_picture(file: Path | IO[bytes]) -> NDArray[np.uint8]:
    """Return the picture in a file, upright; of an animated one the first frame.

    Returns:
        uint8 of shape (height, width), (height, width, 3) or (height, width, 4), at most 1600 px long.

    Raises:
        PictureError: the file is no PNG, JPEG or WebP picture, is broken off, or has too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is below Pillow's error
            image = Image.open(file, formats=("PNG", "JPEG", "WEBP"))
        with image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise PictureError(
                    f"This picture has {width * height / 1e6:.0f} megapixels; at most {MOST_PIXELS / 1e6:.0f} can be"
                    " read. Make it smaller, or cut out the digit."
                )
            image.draft("RGB", (_LONGEST, _LONGEST))  # lets a JPEG be unpacked small
            return _plain(image)
    except FileNotFoundError as error:
        raise PictureError(f"There is no file {file}.") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureError("This file is no picture that can be read. Use a PNG, JPEG or WebP picture.") from error


def _plain(image: Image.Image) -> NDArray[np.uint8]:
    if image.mode.startswith("I"):  # 16-bit grey: Pillow's own conversion would cut instead of scale
        levels = np.asarray(image, np.float64)
        image = Image.fromarray((levels / max(float(levels.max()), 255.0) * 255).astype(np.uint8))
    elif "transparency" in image.info or image.mode in ("RGBA", "LA", "PA"):
        image = image.convert("RGBA")
    elif image.mode != "L":
        image = image.convert("RGB")
    image = ImageOps.exif_transpose(image)
    image.thumbnail((_LONGEST, _LONGEST), reducing_gap=2.0)
    return np.asarray(image)
