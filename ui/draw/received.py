"""What a canvas sent, looked at only where it is a drawing of that canvas's own size and of bounded length.

Anything can be sent as the value of a canvas: what a drawing costs is known before it is paid.
Knows strokes as JSON and PNG files. Does not know Streamlit, and not what the strokes show.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.errors import PictureError

MOST_STROKES = 500  # of a drawing that is read; of one that is kept fewer (see `points`)
MOST_BYTES = 1_000_000  # of a drawing's strokes together, as JSON: minutes of scribbling
_MOST_PNG_BYTES = 1_000_000  # a canvas full of scribbles takes a tenth
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"  # how every PNG begins; width and height follow
_BITS = 8  # of a channel, as a browser writes them

Stroke = dict[str, Any]  # as the canvas describes it
Packed = tuple[str, ...]  # strokes as JSON: parsed, they would take ten times as much


def no_drawing() -> PictureError:
    """Return the error of what is no drawing."""
    return PictureError("no-drawing", "What came from the canvas is no drawing. Press Clear, and draw once more.")


def too_many() -> PictureError:
    """Return the error of a drawing that is too long."""
    return PictureError(
        "too-many-strokes",
        "This drawing has more strokes than can be read. Press Clear, and draw once more.",
    )


def take_strokes(sent: object) -> list[Stroke] | None:
    """Take the strokes out of what the canvas sent, which Streamlit would keep for as long as the session lasts.

    The browser sends them again with each rerun that it asks for; None where they were taken already.

    Raises:
        PictureError: these are no strokes.
    """
    if not isinstance(sent, dict):
        raise no_drawing()
    strokes = sent.get("objects")
    sent["objects"] = None
    if strokes is None:
        return None
    if not isinstance(strokes, list) or not all(isinstance(stroke, dict) for stroke in strokes):
        raise no_drawing()
    return strokes


def are_same(strokes: Sequence[Stroke], packed: Packed) -> bool:
    """Tell whether strokes are those that were packed: drawings never differ in an earlier stroke alone."""
    return len(strokes) == len(packed) and (not packed or strokes[-1] == json.loads(packed[-1]))


def begins_with(strokes: Sequence[Stroke], packed: Packed) -> bool:
    """Tell whether strokes are those that were packed, or go on after them."""
    return are_same(strokes[: len(packed)], packed)


def pack(strokes: Sequence[Stroke], before: Packed) -> Packed:
    """Return the strokes as JSON; those that were there before are the very same texts, not copies.

    Raises:
        PictureError: there are too many, or together they are too long.
        RecursionError: a stroke is nested without end.
        ValueError: a stroke holds a number that is none.
    """
    if len(strokes) > MOST_STROKES:
        raise too_many()
    kept = before[: len(strokes)]
    if not begins_with(strokes, kept):
        kept = ()
    packed = (*kept, *(json.dumps(stroke, allow_nan=False) for stroke in strokes[len(kept) :]))
    if sum(map(len, packed)) > MOST_BYTES:
        raise too_many()
    return packed


def unpack(packed: Packed, number: int) -> dict[str, Any]:
    """Return strokes as the canvas begins with them, and which beginning that is."""
    return {"objects": [json.loads(stroke) for stroke in packed], "number": number}


def pixels(png: bytes, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the picture of a canvas, uint8 (height, width, 4).

    Args:
        png: a PNG; its head says how large it is, and so it is read before anything is unpacked.
        size: width and height of the canvas in px.

    Raises:
        PictureError: it is no PNG of this size, or damaged.
    """
    head = struct.pack(">IIB", *size, _BITS)
    if len(png) > _MOST_PNG_BYTES or not png.startswith(_PNG + head):
        raise no_drawing()
    try:
        return np.asarray(Image.open(io.BytesIO(png), formats=("PNG",)).convert("RGBA"))
    except (OSError, ValueError, SyntaxError) as error:  # what Pillow raises for damaged files
        raise no_drawing() from error
