"""Reading picture files from anywhere: PNG, JPEG and WebP, within limits.

Knows files and Pillow. Does not know what a picture shows.
"""

from __future__ import annotations

import base64
import io
import struct
import warnings
from pathlib import Path
from typing import IO, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from model.errors import PictureError

MOST_PIXELS = 50_000_000  # more is refused before it is unpacked: a small file can hold a huge picture
_LONGEST = 1600  # px; a larger picture is reduced: a digit in it stays far larger than 28 px


Change = Literal["", "animated", "sixteen-bit", "palette"]

REMARKS: dict[Change, str] = {
    "": "",
    "animated": "This picture moves: only its first frame is read.",
    "sixteen-bit": "This picture has 65,536 shades of grey: it is read in 256 of them.",
    "palette": "This picture has a palette of few colours: it is read in shades of grey.",
}


class PictureFile(NamedTuple):
    """A picture that was read.

    Attributes:
        picture: uint8 of shape (height, width), (height, width, 3) or (height, width, 4).
        change: why it is not read as it is, a key of `REMARKS`; "" where it is.
    """

    picture: NDArray[np.uint8]
    change: Change

    @property
    def remark(self) -> str:
        """One sentence where the picture is not read as it is, else ""."""
        return REMARKS[self.change]


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
        raise PictureError("no-file", "There is no file {file}.", file=file) from error
    except Image.DecompressionBombError as error:
        raise PictureError(
            "far-too-many-pixels",
            "This picture has far more than 100 megapixels; at most {most} can be read. Make it smaller, or cut out the"
            " digit.",
            most=MOST_PIXELS // 1_000_000,
        ) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureError(
            "no-picture", "This file is no picture that can be read. Use a PNG, JPEG or WebP picture."
        ) from error
    with image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise PictureError(
                "too-many-pixels",
                "This picture has {megapixels:.0f} megapixels; at most {most} can be read. Make it smaller, or cut out"
                " the digit.",
                megapixels=width * height / 1e6,
                most=MOST_PIXELS // 1_000_000,
            )
        change = _change(image)
        return PictureFile(_plain(_unpacked(image)), change)


def resized(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return a picture stretched to uint8 of shape (side, side, 3), transparency on white.

    Args:
        picture: uint8 of shape (height, width), (height, width, 3) or (height, width, 4).
        side: px.
    """
    image = Image.fromarray(picture)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("RGB").resize((side, side), Image.Resampling.BILINEAR, reducing_gap=3.0))


def data_uri(picture: NDArray[np.uint8] | Image.Image) -> str:
    """Return a picture as the address of an <img> that needs no second file."""
    file = io.BytesIO()
    (picture if isinstance(picture, Image.Image) else Image.fromarray(picture)).save(file, "PNG", compress_level=1)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def _change(image: Image.Image) -> Change:
    if getattr(image, "is_animated", False):
        return "animated"
    if image.mode.startswith("I"):
        return "sixteen-bit"
    return "palette" if image.mode == "P" else ""


def _unpacked(image: Image.Image) -> Image.Image:
    """Return the image with its pixels in memory, upright.

    Raises:
        PictureError: a part of the file is damaged or missing.
    """
    try:
        image.draft("RGB", (_LONGEST, _LONGEST))  # lets a JPEG be unpacked small
        image.load()
        return ImageOps.exif_transpose(image)
    # What Pillow was seen to raise for damaged files; the last three come from their EXIF.
    except (OSError, ValueError, SyntaxError, AttributeError, TypeError, struct.error) as error:
        raise PictureError(
            "damaged-picture",
            "This picture is damaged or broken off: a part of the file is missing. Save it or send it once more.",
        ) from error


def _plain(image: Image.Image) -> NDArray[np.uint8]:
    """Return the pixels as 8-bit grey, RGB or RGBA, at most `_LONGEST` px long."""
    if image.mode.startswith("I"):  # 16-bit grey: Pillow's own conversion would cut instead of scale
        levels = np.asarray(image, np.float64)
        image = Image.fromarray((levels / max(float(levels.max()), 255.0) * 255).astype(np.uint8))
    elif "transparency" in image.info or image.mode in ("RGBA", "LA", "PA"):
        image = image.convert("RGBA")
    elif image.mode != "L":
        image = image.convert("RGB")
    image.thumbnail((_LONGEST, _LONGEST), reducing_gap=2.0)
    return np.asarray(image)
