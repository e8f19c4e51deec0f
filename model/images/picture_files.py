"""Reading picture files from anywhere: PNG, JPEG and WebP, within limits that are known before a picture is unpacked.

Knows files and Pillow. Does not know what a picture shows.
"""

from __future__ import annotations

import base64
import io
import os
import warnings
from pathlib import Path
from threading import Semaphore
from typing import IO, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.errors import PictureError
from model.images.picture_parts import Parts, picture_parts
from model.languages.translation import N_, _

MOST_FILE_BYTES = 50_000_000  # more than a camera's largest photo
MOST_SIDE = 20_000  # px
# Pixels that a picture may have, so that it takes 350 MB at most while it is unpacked: a WebP takes 16 bytes a pixel.
MOST_PIXELS = {"PNG": 50_000_000, "JPEG": 50_000_000, "WEBP": 20_000_000}
_MOST_CMYK = 35_000_000  # likewise, of a JPEG for printers
_MOST_PIXELS_A_BYTE = 10_000  # of a file: a blank black-and-white PNG has 8,200, a photo 10
LONGEST = 1600  # px; a larger picture is reduced: a digit in it stays far larger than 28 px
_STRIP = 128  # rows of the reduced picture that are made at a time, so that a large one is never in memory twice

# What a file of pictures in a film's wrapping says that it is (ISO/IEC 23008-12, annex B; AV1 Image File Format, 6).
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_AVIF = {b"avif", b"avis"}
_MOST_BRANDS = 20

_TURNS = Semaphore(min(4, os.cpu_count() or 1))  # pictures that are unpacked at a time in this process

# How to turn a picture upright, by the orientation in its EXIF notes.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)  # likewise, of a picture whose width becomes its height

Change = Literal["", "animated", "sixteen-bit", "palette"]

REMARKS: dict[Change, str] = {
    "": "",
    "animated": N_("This picture moves: only its first frame is read."),
    "sixteen-bit": N_("This picture has 65,536 shades of grey: it is read in 256 of them."),
    "palette": N_("This picture has a palette of few colours: it is read in shades of grey."),
}


class PictureFile(NamedTuple):
    """A picture that was read.

    Attributes:
        picture: uint8 of shape (height, width), (height, width, 3) or (height, width, 4).
        change: why it is not read as it is, a key of `REMARKS`; "" where it is.
        shape: height and width in px of the picture in the file, upright: it may have been larger.
    """

    picture: NDArray[np.uint8]
    change: Change
    shape: tuple[int, int]

    @property
    def remark(self) -> str:
        """One sentence where the picture is not read as it is, else ""."""
        return _(REMARKS[self.change])


def read_picture(file: Path | IO[bytes]) -> PictureFile:
    """Return the picture in a file, upright, at most 1600 px long; of an animated one the first frame.

    Raises:
        PictureError: the file is no PNG, JPEG or WebP picture, is broken off, or costs more than any real picture.
    """
    image, parts = _opened(_content(file))
    with image, _TURNS:
        change, shape = _change(image, parts), _shape(image, parts)
        return PictureFile(_unpacked(image, parts), change, shape)


def price(file: Path | IO[bytes]) -> int:
    """Return how many pixels must be unpacked for the picture in a file, which is not unpacked yet.

    Raises:
        PictureError: as `read_picture` says, as far as it can be known by now.
    """
    image, parts = _opened(_content(file))
    with image:
        return image.width * image.height * parts.scans


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


def _content(file: Path | IO[bytes]) -> bytes:
    """Return the bytes of a file from its start, no more than a picture can have."""
    try:
        if isinstance(file, Path):
            with file.open("rb") as opened:
                content = opened.read(MOST_FILE_BYTES + 1)
        else:
            file.seek(0)
            content = file.read(MOST_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise PictureError("no-file", "There is no file {file}.", file=file) from error
    except OSError as error:
        raise _no_picture() from error
    if len(content) > MOST_FILE_BYTES:
        raise PictureError(
            "too-large-picture",
            "This file is larger than {most} MB, far more than a picture takes. Make the picture smaller.",
            most=MOST_FILE_BYTES // 1_000_000,
        )
    return content


def _opened(content: bytes) -> tuple[Image.Image, Parts]:
    """Return a picture that is known to be affordable, not yet unpacked, with the parts of its file."""
    brands = _brands(content)
    if brands & _AVIF:  # before the other: both say mif1
        raise PictureError(
            "avif-picture", "This is an AVIF picture, and it cannot be read here. Save a copy as JPEG or PNG."
        )
    if brands & _HEIC:
        raise PictureError(
            "heic-picture",
            "This is a HEIC picture, as iPhones take them, and it cannot be read here. Send it as a JPEG: on the"
            " iPhone, choose Settings, Camera, Formats, “Most Compatible”, and take it once more; or save a copy as"
            " JPEG.",
        )
    parts = picture_parts(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is below Pillow's error
            image = Image.open(io.BytesIO(parts.content), formats=("PNG", "JPEG", "WEBP"))
    except Image.DecompressionBombError as error:
        raise PictureError(
            "far-too-many-pixels",
            "This picture has far more than 100 megapixels; at most {most} can be read. Make it smaller, or cut out the"
            " digit.",
            most=MOST_PIXELS["PNG"] // 1_000_000,
        ) from error
    except MemoryError as error:
        raise _no_memory() from error
    except (OSError, ValueError, SyntaxError) as error:
        raise _no_picture() from error
    _check(image, len(content))
    return image, parts


def _brands(content: bytes) -> set[bytes]:
    """Return what a file in a film's wrapping says that it is, and what else it can be read as; else nothing."""
    if content[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(content[:4], "big"), 16 + 4 * _MOST_BRANDS)
    return {content[8:12], *(content[at : at + 4] for at in range(16, end, 4))}


def _check(image: Image.Image, size: int) -> None:
    """Refuse a picture that costs too much, by its size and that of its file in bytes."""
    pixels = image.width * image.height
    most = _MOST_CMYK if image.mode == "CMYK" else MOST_PIXELS[str(image.format)]
    if pixels > most:
        raise PictureError(
            "too-many-pixels",
            "This picture has {megapixels:.0f} megapixels; at most {most} can be read. Make it smaller, or cut out"
            " the digit.",
            megapixels=pixels / 1e6,
            most=most // 1_000_000,
        )
    if max(image.size) > MOST_SIDE:
        raise PictureError(
            "too-long-picture",
            "This picture is {width:,} px wide and {height:,} px high; each side can have at most {most:,}. Make it"
            " smaller, or cut out the digit.",
            width=image.width,
            height=image.height,
            most=MOST_SIDE,
        )
    if pixels > size * _MOST_PIXELS_A_BYTE:
        raise PictureError(
            "too-small-file",
            "This file is far too small for a picture of {megapixels:.0f} megapixels. Save the picture anew.",
            megapixels=pixels / 1e6,
        )


def _change(image: Image.Image, parts: Parts) -> Change:
    if parts.frames > 1:
        return "animated"
    if image.mode.startswith("I"):
        return "sixteen-bit"
    return "palette" if image.mode == "P" else ""


def _shape(image: Image.Image, parts: Parts) -> tuple[int, int]:
    return image.size if parts.orientation in _LYING else image.size[::-1]


def _unpacked(image: Image.Image, parts: Parts) -> NDArray[np.uint8]:
    """Return the pixels as 8-bit grey, RGB or RGBA, upright, at most `LONGEST` px long.

    Raises:
        PictureError: a part of the file is damaged or missing, or there is not enough memory for it.
    """
    try:
        image.draft("RGB", _fitted(image.size, 2 * LONGEST))  # lets a JPEG be unpacked small
        image.load()
    except MemoryError as error:
        raise _no_memory() from error
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureError(
            "damaged-picture",
            "This picture is damaged or broken off: a part of the file is missing. Save it or send it once more.",
        ) from error
    try:
        small = _reduced(image)
    except MemoryError as error:
        raise _no_memory() from error
    turn = _UPRIGHT.get(parts.orientation)
    return np.asarray(small if turn is None else small.transpose(turn))


def _fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return a size of the same proportions, at most so long; in px."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _reduced(image: Image.Image) -> Image.Image:
    """Return the picture as 8-bit grey, RGB or RGBA, at most `LONGEST` px long."""
    width, height = image.size
    factor = max(1, max(image.size) // (2 * LONGEST))
    brightest = image.getextrema()[1] if image.mode.startswith("I") else None
    strips = []
    for top in range(0, height, _STRIP * factor):
        strip = image.crop((0, top, width, min(height, top + _STRIP * factor)))
        strips.append(_plain(strip, brightest).reduce(factor))  # type: ignore[arg-type]  # it has one band
    small = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    for number, strip in enumerate(strips):
        small.paste(strip, (0, number * _STRIP))
    small.thumbnail((LONGEST, LONGEST), reducing_gap=2.0)
    return small


def _plain(image: Image.Image, brightest: float | None) -> Image.Image:
    """Return an image as 8-bit grey, RGB or RGBA; one of 16-bit grey so that its brightest level becomes 255."""
    if brightest is not None:  # Pillow's own conversion would cut instead of scale
        levels = np.asarray(image, np.float64)
        return Image.fromarray((levels / max(brightest, 255.0) * 255).astype(np.uint8))
    if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA"):
        return image.convert("RGBA")
    return image if image.mode == "L" else image.convert("RGB")


def _no_picture() -> PictureError:
    return PictureError("no-picture", "This file is no picture that can be read. Use a PNG, JPEG or WebP picture.")


def _no_memory() -> PictureError:
    return PictureError("no-memory-for-picture", "This computer has no memory left for this picture. Make it smaller.")
