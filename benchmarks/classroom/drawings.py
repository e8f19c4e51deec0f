"""What a class draws, and what the page has to answer to each drawing.

Knows the canvas's message and the HTML of an answer. Does not know how they travel.
"""

from __future__ import annotations

import base64
import io
import json
import random
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from model.datasets.digit_styles import styled_digit
from model.images.strokes import Stroke, draw, fit, read_strokes
from model.inference.classifier import Classifier, Reading
from model.versions.published import SHIPPED

OWN_DIGITS = 4  # of each pupil, drawn in turn
SEED = 7  # of the digits
_PEN, _LONGEST, _MIDDLE = 18, 180, (140, 140)  # px, on the canvas of 280 x 280
_LEAST_POINTS = 7  # of a stroke: some files hold dots
_TOLERANCE = 0.0011  # between a probability and its words, which are rounded
_PIXELS = re.compile(r'src="data:image/png;base64,([^"]+)"')
_SHARES = re.compile(r"<td>([^<]*?)(?: ◀)?</td></tr>")
_FABRIC = json.loads("""{"lockMovementX":false,"lockMovementY":false,"lockRotation":false,"lockScalingX":false,
"lockScalingY":false,"lockSkewingX":false,"lockSkewingY":false,"lockScalingFlip":false,"type":"Path","version":"7.4.0",
"originX":"center","originY":"center","fill":null,"stroke":"#101418","strokeWidth":18,"strokeDashArray":null,
"strokeLineCap":"round","strokeDashOffset":0,"strokeLineJoin":"round","strokeUniform":false,"strokeMiterLimit":10,
"scaleX":1,"scaleY":1,"angle":0,"flipX":false,"flipY":false,"opacity":1,"shadow":null,"visible":true,"skewX":0,
"backgroundColor":"","fillRule":"nonzero","paintFirst":"fill","globalCompositeOperation":"source-over","skewY":0}""")


@dataclass(frozen=True)
class Step:
    """What is given to the page, and what the page has to answer: this one's own image and probabilities.

    Attributes:
        value: what the canvas sends; "" for a photo.
        probabilities: of the ten digits, 0 to 1; None where none is said.
        pixels: the 28x28 image, a byte a pixel.
        file: the PNG of the drawing, or the JPEG of the photo.
    """

    value: str
    probabilities: tuple[float | None, ...]
    pixels: bytes
    file: bytes

    @classmethod
    def expecting(cls, reading: Reading, value: str, file: bytes) -> Step:
        """Return what is given, with what the classifier itself makes of it."""
        said = reading.probabilities
        probabilities = (None,) * 10 if said is None else tuple(map(float, said))
        return cls(value, probabilities, (reading.preprocessed.image * 255).round().astype(np.uint8).tobytes(), file)

    def is_answered_by(self, html: str) -> bool:
        """Tell whether this is the answer to this drawing. What is cheap is compared first."""
        said = _SHARES.findall(html)
        if len(said) != 10 or not all(map(_is_probability, said, self.probabilities)):
            return False
        image = _PIXELS.search(html)
        return image is not None and _decoded(image[1]) == self.pixels


Hand = list[list[Step]]  # the digits of a pupil, each a step a stroke


def _is_probability(said: str, probability: float | None) -> bool:
    number = re.search(r"\d[\d.]*", said)
    if probability is None or number is None:
        return probability is None and said == "–"
    return abs((1 if said.startswith("over") else float(number[0]) / 100) - probability) <= _TOLERANCE


@lru_cache(maxsize=4096)
def _decoded(png: str) -> bytes:
    return Image.open(io.BytesIO(base64.b64decode(png))).convert("L").tobytes()


def hands(strokes: Path | None, pupils: int, digits: int = OWN_DIGITS) -> tuple[list[Hand], Step]:
    """Return the digits of each pupil, no two alike, each drawn in two strokes; and the blank paper.

    Args:
        strokes: as for `written`.
        pupils: how many.
        digits: of each of them.

    Raises:
        SystemExit: the file holds too few digits.
    """
    classifier, lines = Classifier.load(SHIPPED), map(_two_strokes, written(strokes, pupils * digits))
    drawn = [[_drawn(classifier, each[: number + 1]) for number in range(2)] for each in lines]
    return [drawn[at * digits : (at + 1) * digits] for at in range(pupils)], _drawn(classifier, [])


def written(strokes: Path | None, count: int) -> list[tuple[Stroke, ...]]:
    """Return so many digits, no two alike.

    Args:
        strokes: a file of pen strokes; without one, digits are drawn in the styles of the world.
        count: how many.

    Raises:
        SystemExit: the file holds too few digits.
    """
    if strokes is None:
        rng = np.random.default_rng(SEED)
        return [styled_digit(number % 10, rng) for number in range(count)]
    known = [one.strokes for one in read_strokes(strokes) if min(map(len, one.strokes)) >= _LEAST_POINTS]
    if len(known) < count:
        raise SystemExit(f"{strokes.name} holds {len(known)} digits to draw; this class needs {count}. Fewer --pupils.")
    return random.Random(SEED).sample(known, count)


def _two_strokes(digit: tuple[Stroke, ...]) -> list[Stroke]:
    """Return a digit as two strokes on the canvas; what was written in one is cut in two."""
    first, *others = fit(digit, _LONGEST, _MIDDLE)
    half = len(first) // 2
    return [first, others[0]] if others else [first[: half + 1], first[half:]]


def _drawn(classifier: Classifier, lines: list[Stroke]) -> Step:
    picture, file = draw(tuple(lines), _PEN), io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    raw = {"version": "7.4.0", "objects": [_described(line) for line in lines], "background": "#ffffff"}
    uri = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    value = json.dumps({"drawing": {"raw": raw, "data": uri}})
    return Step.expecting(classifier.read(picture), value, file.getvalue())


def _described(line: Stroke) -> dict[str, Any]:
    """Return a stroke as the canvas describes it."""
    points = [[round(float(x), 3), round(float(y), 3)] for x, y in line]
    curves = [["Q", *a, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2] for a, b in pairwise(points[1:])]
    (left, top), (right, bottom) = line.min(axis=0), line.max(axis=0)
    box = {"left": (left + right) / 2, "top": (top + bottom) / 2, "width": right - left, "height": bottom - top}
    path = [["M", *points[0]], *curves, ["L", *points[-1]]]
    return {**_FABRIC, **{name: round(float(px), 4) for name, px in box.items()}, "path": path}
