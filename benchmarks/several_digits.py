"""Read numbers of several digits, written by one hand on a wide canvas.

    python benchmarks/several_digits.py STROKES.jsonl.gz [--count 400] [--json]

Digits of one writer who was kept out of training are drawn side by side, as on the canvas for numbers: two to five of
them, apart, and two of them so near that their boxes overlap and most of them touch. A number counts as read when every
digit of it is right, and as answered when no digit is in doubt.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pen_strokes import chosen
from benchmarks.shared import STROKES, json_option
from model.images.preprocessing import ink_of
from model.images.strokes import Stroke, StrokeDigit, draw, fit, read_strokes
from model.inference.classifier import Classifier
from model.versions.published import SHIPPED

SEED = 2026
SIZE = (640, 240)  # px of the canvas, width and height
HEIGHTS = (80, 130)  # px: how high the digits of a number are
PENS = (5, 14)  # px
GAPS = (0.1, 0.5)  # of the height, between the ink of neighbours
NEAR = (-0.12, -0.04)  # likewise, of two that overlap or touch
UNEVEN = 0.06  # of the height: by how much digits stand higher or lower, and are larger or smaller, standard deviation


def written(digits: Sequence[StrokeDigit], gaps: tuple[float, float], rng: Generator) -> NDArray[np.uint8]:
    """Return the digits drawn side by side, uint8 (240, 640, 4)."""
    height, pen = rng.uniform(*HEIGHTS), rng.uniform(*PENS)
    placed: list[Stroke] = []
    right = 0.0
    for digit in digits:
        scale = height * (1 + rng.normal(0, UNEVEN)) / _extent(digit.strokes)[1]
        strokes = [stroke * scale for stroke in digit.strokes]
        left, top = np.concatenate(strokes).min(axis=0)
        gap = height * rng.uniform(*gaps) + pen
        move = np.array([right + gap - left, height * rng.normal(0, UNEVEN) - top])
        strokes = [stroke + move for stroke in strokes]
        right = float(np.concatenate(strokes)[:, 0].max())
        placed += strokes
    wide, high = _extent(placed)
    longest = max(wide, high) * min(1, (SIZE[0] - 2 * pen) / wide)
    return draw(fit(tuple(placed), longest, (SIZE[0] / 2, SIZE[1] / 2)), pen, SIZE)


def _extent(strokes: Sequence[Stroke]) -> tuple[float, float]:
    width, height = np.ptp(np.concatenate(strokes), axis=0)
    return float(width), float(height)


def some(digits: list[StrokeDigit], length: int, rng: Generator) -> list[StrokeDigit]:
    """Return digits of one writer, drawn at random."""
    writers = sorted({digit.writer for digit in digits})
    own = [digit for digit in digits if digit.writer == writers[rng.integers(len(writers))]]
    return [own[index] for index in rng.choice(len(own), length, replace=False)]


def report(classifier: Classifier, digits: list[StrokeDigit], count: int) -> dict[str, Any]:
    """Return the shares, from 0 to 1, for each length, and for touching pairs."""
    rng = np.random.default_rng(SEED)
    figures: dict[str, Any] = {"numbers of each": count, "lengths": {}}
    for length in (2, 3, 4, 5):
        found, answered, right = [], [], []
        for _ in range(count):
            number = some(digits, length, rng)
            reading = classifier.read_number(ink_of(written(number, GAPS, rng)))
            found.append(len(reading.digits) == length)
            answered.append(reading.status == "number")
            right.append([one.label for _, one in reading.digits] == [digit.label for digit in number])
        share = np.asarray(answered)
        figures["lengths"][length] = {
            "all digits found": float(np.mean(found)),
            "read right": float(np.mean(right)),
            "answered": float(share.mean()),
            "right of answered": float(np.mean(np.asarray(right)[share])),
        }
    near = {"read right": 0, "doubted": 0, "wrong": 0}
    for _ in range(count):
        number = some(digits, 2, rng)
        reading = classifier.read_number(ink_of(written(number, NEAR, rng)))
        if [one.label for _, one in reading.digits] == [digit.label for digit in number]:
            near["read right"] += 1
        else:
            near["wrong" if reading.status == "number" else "doubted"] += 1
    figures["two that overlap or touch"] = {name: times / count for name, times in near.items()}
    return figures


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a table to read."""
    names = ("all digits found", "read right", "answered", "right of answered")
    lines = [f"{figures['numbers of each']} numbers of each length; shares in %", ""]
    lines.append(f"{'digits':<8}" + "".join(f"{name:>20}" for name in names))
    for length, shares in figures["lengths"].items():
        lines.append(f"{length:<8}" + "".join(f"{100 * shares[name]:>20.2f}" for name in names))
    near = figures["two that overlap or touch"].items()
    lines += ["", "two that overlap or touch: " + ", ".join(f"{name} {100 * share:.2f}" for name, share in near)]
    return "\n".join(lines)


@click.command()
@click.argument("strokes", type=STROKES)
@click.option("--count", default=400, show_default=True, type=click.IntRange(1), help="Numbers of each length.")
@json_option
def main(strokes: Path, count: int, as_json: bool) -> None:
    """Read numbers; STROKES are JSON lines of pen strokes, or the UCI file."""
    digits = chosen(read_strokes(strokes), None)
    figures = report(Classifier.load(SHIPPED), digits, count)
    click.echo(json.dumps(figures, indent=2) if as_json else table(figures))


if __name__ == "__main__":
    main()
