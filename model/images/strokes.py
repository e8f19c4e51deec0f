"""Pen strokes: reading them from a file and drawing them as the canvas would.

Knows points and pens. Does not know networks or what the strokes mean.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.errors import DataError
from model.storage import files

Stroke = NDArray[np.float64]  # (points, 2): x to the right, y down

MOST_BYTES = 20_000_000  # of a file, unpacked: some 25,000 digits
_MOST_STROKES, _MOST_POINTS = 1000, 10_000  # of a digit; of a stroke
_OVERSAMPLING = 2  # Pillow draws without antialiasing: draw larger, then reduce


@dataclass(frozen=True)
class Rendering:
    """A way to draw on a canvas of 280 x 280: all in px; `offset` is how far from the middle, at most."""

    longest: float
    pen: float
    offset: float = 0.0


RENDERINGS = {
    "plain": Rendering(longest=180, pen=18),
    "small": Rendering(longest=90, pen=12, offset=70),
    "thin": Rendering(longest=180, pen=6),
    "fat": Rendering(longest=160, pen=34),
}


@dataclass(frozen=True)
class StrokeDigit:
    """One digit as it was written: its label (0 to 9), its writer, and its strokes in order."""

    label: int
    writer: str
    strokes: tuple[Stroke, ...]


def read_strokes(path: Path) -> list[StrokeDigit]:
    """Return the digits of a file: JSON lines (`.jsonl` or `.jsonl.gz`), or UNIPEN as in the UCI collection.

    A line of JSON is `{"label": 0-9, "writer": str, "strokes": [[[x, y], ...], ...]}`. The UNIPEN file is
    `pendigits-orig.tra` of "Pen-Based Recognition of Handwritten Digits", DOI 10.24432/C5MG6K.

    Raises:
        DataError: the file is missing, is not of that form, or holds no digit.
    """
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:  # the last two: a damaged .gz
        raise DataError(
            "no-stroke-file",
            "Cannot read the pen strokes in {path}: {fault}.",
            path=path,
            fault=getattr(error, "strerror", None) or error,
        ) from error
    if len(content) > MOST_BYTES:
        raise DataError(
            "too-many-strokes",
            "{path} holds more than {most} MB of pen strokes. Take fewer digits.",
            path=path,
            most=MOST_BYTES // 1_000_000,
        )
    lines = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
    try:
        digits = _unipen(lines) if content[:1000].lstrip().startswith(b".") else _json_lines(path, lines)
    # No number where one belongs, or one that is too large; strokes before the first digit.
    except (ValueError, IndexError, OverflowError) as error:
        raise _no_strokes(path, 1) from error
    if not digits:
        raise DataError(
            "no-digit-of-strokes", "{path} holds no digit of pen strokes. Name a file that holds some.", path=path
        )
    return digits


def _no_strokes(path: Path, line: int) -> DataError:
    return DataError(
        "no-strokes",
        "{path} holds no pen strokes: line {line} is not"
        ' {{"label", "writer", "strokes": [[[x, y], ...], ...]}}, nor is it a UNIPEN file of digits.',
        path=path,
        line=line,
    )


def _json_lines(path: Path, lines: Iterable[str]) -> list[StrokeDigit]:
    digits: list[StrokeDigit] = []
    try:
        for line in lines:
            entry = files.from_json(line)
            strokes = tuple(np.asarray(points, np.float64).reshape(-1, 2) for points in entry["strokes"])
            if not strokes or not all(stroke.size and np.isfinite(stroke).all() for stroke in strokes):
                raise ValueError("no points")
            label = int(entry["label"])
            if label not in range(10):
                raise ValueError("no digit")
            digits.append(StrokeDigit(label, str(entry.get("writer", "")), strokes))
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise _no_strokes(path, len(digits) + 1) from error
    return digits


def _unipen(lines: Iterable[str]) -> list[StrokeDigit]:
    """Return the digits of a UNIPEN file of the UCI collection: points within 500 x 500, y up; a comment a digit."""
    digits: list[StrokeDigit] = []
    points: list[list[float]] = []
    for line in lines:
        if len(points) > _MOST_POINTS or (digits and len(digits[-1].strokes) > _MOST_STROKES):
            raise ValueError("no digit")
        match line.split(maxsplit=3):
            case [".COMMENT", label, writer, *_]:
                digits.append(StrokeDigit(int(label), f"train-{writer}", ()))
            case [".PEN_DOWN"]:
                points = []
            case [".PEN_UP"] if points:
                digits[-1] = replace(digits[-1], strokes=(*digits[-1].strokes, np.array(points)))
            case [x, y] if not x.startswith("."):
                points.append([int(x) / 500, 1 - int(y) / 500])
    return [digit for digit in digits if digit.strokes]


def writers_apart(digits: Iterable[StrokeDigit]) -> tuple[set[str], set[str], set[str]]:
    """Return the writers for training, for validation and for testing: of each eight in order of name, 5, 1 and 2.

    The test writers are out of all training and tuning; validation writers set the temperature and the threshold.
    """
    writers = sorted({digit.writer for digit in digits})
    test, validation = set(writers[::4]), set(writers[2::8])
    return set(writers) - test - validation, validation, test


def rendered(strokes: tuple[Stroke, ...], rendering: Rendering, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return the strokes drawn on a canvas, uint8 of shape (280, 280, 4); `rng` draws the offset."""
    x, y = 140 + rng.uniform(-1, 1, 2) * rendering.offset
    return draw(fit(strokes, rendering.longest, (x, y)), rendering.pen)


def fit(strokes: tuple[Stroke, ...], longest: float, centre: tuple[float, float]) -> tuple[Stroke, ...]:
    """Return the strokes scaled so that their longest side is `longest` px, in the middle of `centre` (x, y)."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = longest / max(float((high - low).max()), 1e-6)
    return tuple((stroke - (low + high) / 2) * scale + np.asarray(centre) for stroke in strokes)


def draw(strokes: tuple[Stroke, ...], pen: float, size: tuple[int, int] = (280, 280)) -> NDArray[np.uint8]:
    """Return the strokes drawn in black on white with a round pen.

    Args:
        strokes: points in px.
        pen: width of the pen in px.
        size: width and height in px.

    Returns:
        uint8 of shape (height, width, 4), alpha 255 everywhere.
    """
    page = Image.new("L", (size[0] * _OVERSAMPLING, size[1] * _OVERSAMPLING), 255)
    brush = ImageDraw.Draw(page)
    radius = pen * _OVERSAMPLING / 2
    for stroke in strokes:
        points = [(float(x) * _OVERSAMPLING, float(y) * _OVERSAMPLING) for x, y in stroke]
        if len(points) > 1:
            brush.line(points, fill=0, width=max(1, round(2 * radius)), joint="curve")
        for x, y in (points[0], points[-1]):
            brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=0)
    return np.asarray(page.reduce(_OVERSAMPLING).convert("RGBA"))
