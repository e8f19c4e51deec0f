"""A sample as a line of JSON, as it is exported and imported; the lines of other collections of pen strokes, too.

    {"label": 7, "writer": "a1", "strokes": [[[x, y], ...], ...]}, and what else a `Sample` holds, as far as it is said

Knows samples and what a line may hold. Does not know files (see `exchange`).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from model.errors import PictureError, SampleError, Words
from model.images.preprocessing import SIDE, preprocess
from model.images.strokes import RENDERINGS, Stroke, draw, fit
from model.languages.translation import N_
from model.languages.typed import one_line
from model.people import nicknames
from model.samples.sample import MOST_POINTS, MOST_STROKES, NO_DIGIT, Sample, Source
from model.storage import files

MOST_CHARACTERS = 200_000  # of a line: a drawing of all the points that one may have, and a picture
_FARTHEST = 100_000.0  # px from the corner
_WRITER, _VERSION = 64, 16  # characters, at most


def to_line(sample: Sample) -> str:
    """Return a sample as one line of JSON, without the end of the line; whether it was removed is not said."""
    return json.dumps(
        {
            "label": sample.label,
            "writer": sample.writer,
            "nickname": sample.nickname,
            "strokes": [np.round(stroke, 4).tolist() for stroke in sample.strokes],
            "image": base64.b64encode(sample.image.tobytes()).decode(),
            "answer": sample.answer,
            "confidence": sample.confidence,
            "version": sample.version,
            "source": sample.source,
            "created": sample.created.isoformat(),
            "is_approved": sample.is_approved,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_line(text: str | bytes) -> Sample:
    """Return the sample that a line describes.

    Where it has no picture, the strokes are drawn as on the canvas, and kept in px of that. Where it does not say
    whether it is approved, it is: it comes from a collection that somebody looked through.

    Raises:
        SampleError: it describes none.
    """
    if len(text) > MOST_CHARACTERS:
        raise _wrong(N_("it is too long"))
    try:
        entry = files.from_json(text)
    except ValueError as error:
        raise _wrong(N_("it is no JSON")) from error
    if not isinstance(entry, dict):
        raise _wrong(N_("it is no object"))
    strokes, image = _strokes(entry.get("strokes") or []), _image(entry.get("image"))
    if image is None:
        strokes, image = _drawn(strokes)
    return Sample(
        label=_whole(entry.get("label"), NO_DIGIT, N_("`label` is not 0 to 9, nor -1 for no digit")),
        writer=_text(entry.get("writer"), 1, _WRITER, N_("`writer` is no text of 1 to 64 letters")),
        image=image,
        strokes=strokes,
        **_beside(entry),
    )


def _beside(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a line may leave out."""
    answer, confidence = entry.get("answer"), entry.get("confidence", 0.0)
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise _wrong(N_("`confidence` is not 0 to 1"))
    source, is_approved = entry.get("source", "import"), entry.get("is_approved", True)
    if source not in get_args(Source):
        raise _wrong(N_("`source` is none that is known"))
    if not isinstance(is_approved, bool):
        raise _wrong(N_("`is_approved` is not true or false"))
    return {
        "nickname": _text(entry.get("nickname", ""), 0, nicknames.MOST, N_("`nickname` is longer than 20 letters")),
        "answer": None if answer is None else _whole(answer, 0, N_("`answer` is not 0 to 9")),
        "confidence": float(confidence),
        "version": _text(entry.get("version", ""), 0, _VERSION, N_("`version` is no text of at most 16 letters")),
        "source": source,
        "created": _moment(entry.get("created")),
        "is_approved": is_approved,
    }


def _strokes(value: object) -> tuple[Stroke, ...]:
    if not isinstance(value, list):
        raise _wrong(N_("`strokes` are no lists of points"))
    if len(value) > MOST_STROKES:
        raise _wrong(Words(N_("it has more than {most:,} strokes"), most=MOST_STROKES))
    strokes, points = [], 0
    for each in value:
        try:
            stroke = np.asarray(each)
        except ValueError as error:  # its points have different numbers of numbers
            raise _wrong(N_("`strokes` are no lists of points")) from error
        if stroke.dtype.kind not in "if" or stroke.ndim != 2 or stroke.shape[1] != 2:
            raise _wrong(N_("`strokes` are no lists of points"))
        if not (np.abs(stroke) <= _FARTHEST).all():  # what is no number is not, either
            raise _wrong(N_("a point is too far away"))
        if (points := points + len(stroke)) > MOST_POINTS:
            raise _wrong(Words(N_("it has more than {most:,} points"), most=MOST_POINTS))
        strokes.append(stroke.astype(np.float64))
    return tuple(strokes)


def _image(value: object) -> NDArray[np.uint8] | None:
    if value is None:
        return None
    try:
        content = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except ValueError:
        content = b""
    if len(content) != SIDE * SIDE:
        raise _wrong(N_("`image` is not 784 bytes in base64"))
    return np.frombuffer(content, np.uint8).reshape(SIDE, SIDE)


def _drawn(strokes: tuple[Stroke, ...]) -> tuple[tuple[Stroke, ...], NDArray[np.uint8]]:
    """Return strokes as they lie on the canvas, and the image that a network reads of them."""
    if not strokes:
        raise _wrong(N_("it has neither strokes nor an image"))
    way = RENDERINGS["plain"]
    fitted = fit(strokes, way.longest, (140, 140))
    try:
        return fitted, as_bytes(preprocess(draw(fitted, way.pen)).image)
    except (PictureError, OverflowError, ValueError) as error:
        raise _wrong(N_("its strokes cannot be drawn")) from error


def as_bytes(image: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return an image as a sample holds it, uint8 (28, 28), of what `preprocess` makes, float32 0.0 to 1.0."""
    return np.round(image * 255).astype(np.uint8)


def writer_named(name: str) -> str:
    """Return a name as a line may say who the writer is: what cannot be printed, or is too long, is left out."""
    return one_line(name, _WRITER) or "import"


def _whole(value: object, least: int, fault: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 9:
        raise _wrong(fault)
    return value


def _text(value: object, least: int, most: int, fault: str) -> str:
    if not isinstance(value, str) or not least <= len(value) <= most or not value.isprintable():
        raise _wrong(fault)
    return value


def _moment(value: object) -> datetime:
    if value is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise _wrong(N_("`created` is no date and time with its zone"))


def _wrong(fault: str | Words) -> SampleError:
    return SampleError("no-sample", "This is no sample: {fault}.", fault=fault)
