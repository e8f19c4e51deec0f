"""Reading picture files that strangers made: PNG, JPEG and WebP, within limits.

Knows files and Pillow. Does not know what a picture shows.
"""

from __future__ import annotations

import base64
import io
import struct
import warnings
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from model.errors import PictureError

MOST_PIXELS = 50_000_000  # more is refused before it is unpacked: a small file can hold a huge picture
_LONGEST = 1600  # px; a larger picture is reduced: a digit in it stays far larger than 28 px


class PictureFile(NamedTuple):
    """A picture that was read.

    Attributes:
        picture: uint8 of shape (height, width), (height, width, 3) or (height, width, 4).
        remark: a sentence where it was not read as it is, else "".
    """

    picture: NDArray[np.uint8]
    remark: str


def read_picture(file: Path | IO[bytes]) -> PictureFile:
    """Return the picture in a file, upright, at most 1600 px long; of an animated one the first frame.

    Raises:
        PictureError: the file is no PNG, JPEG or WebP picture, is broken off, or has too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is below Pillow's error
            image = Image.open(file, formats=("PNG", "JPEG", "WEBP"))
    except FileNotFoundError as error:
        raise PictureError(f"There is no file {file}.") from error
    except Image.DecompressionBombError as error:
        raise PictureError(_too_large("far more than 100")) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureError("This file is no picture that can be read. Use a PNG, JPEG or WebP picture.") from error
    with image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise PictureError(_too_large(f"{width * height / 1e6:.0f}"))
        remark = _remark(image)
        try:
            image.draft("RGB", (_LONGEST, _LONGEST))  # lets a JPEG be unpacked small
            return PictureFile(_plain(image), remark)
        except (OSError, ValueError, SyntaxError, TypeError, struct.error) as error:  # the last two: damaged EXIF
            raise PictureError(
                "This picture is damaged or broken off: a part of the file is missing. Save it or send it once more."
            ) from error


def data_uri(picture: NDArray[np.uint8] | Image.Image) -> str:
    """Return a picture as the address of an <img> that needs no second file."""
    file = io.BytesIO()
    (picture if isinstance(picture, Image.Image) else Image.fromarray(picture)).save(file, "PNG", compress_level=1)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def _too_large(megapixels: str) -> str:
    most = MOST_PIXELS // 1_000_000
    return (
        f"This picture has {megapixels} megapixels; at most {most} can be read. Make it smaller, or cut out the digit."
    )


def _remark(image: Image.Image) -> str:
    if getattr(image, "is_animated", False):
        return "This picture moves: only its first frame is read."
    if image.mode.startswith("I"):
        return "This picture has 65,536 shades of grey: it is read in 256 of them."
    if image.mode == "P":
        return "This picture has a palette of few colours: it is read in shades of grey."
    return ""


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
