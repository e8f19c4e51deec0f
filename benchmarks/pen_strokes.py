"""Read real pen strokes, drawn in four ways, and things that are no digit.

    python benchmarks/pen_strokes.py STROKES.jsonl.gz [--json] [--classifier FOLDER] [--writers test|all]

Each digit is drawn on a canvas of 280 x 280 px with a round pen: plain, small and off the middle, thin, and fat. The
table holds the share read right, for each drawing, class and writer; how far the probabilities can be believed; what
is answered at the threshold of the card, and how much of that is right; and how often what is no digit is refused.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.shared import STROKES, json_option
from model.datasets.digit_styles import FREE, OTHERS, UNSEEN_OTHERS, other, rewritten
from model.datasets.mnist import mnist_test
from model.evaluation.calibration import expected_calibration_error, reliability
from model.images.preprocessing import preprocess
from model.images.strokes import RENDERINGS, Rendering, StrokeDigit, read_strokes, rendered, writers_apart
from model.inference.classifier import Classifier
from model.versions.published import SHIPPED

SEED = 2026  # of the offsets and of what is no digit; no training uses it
LEARNED = {("train-1", 30), ("unipen-aga-w01", 101)}  # first writer and number of writers of what it was trained with
EACH = 100  # drawings of each kind that is no digit


@dataclass(frozen=True)
class Predictions:
    """What a classifier made of pictures: probabilities (n, 10), and where it gives an answer (n,)."""

    probabilities: NDArray[np.float32]
    answered: NDArray[np.bool_]


def answers(classifier: Classifier, pictures: Iterable[NDArray[np.uint8]]) -> Predictions:
    """Return what the classifier makes of the pictures; what shows several digits is not answered."""
    preprocessed = [preprocess(picture) for picture in pictures]
    probabilities = classifier.probabilities(np.stack([one.image for one in preprocessed]))
    return Predictions(probabilities, np.array([one.status == "digit" for one in classifier.read_all(preprocessed)]))


def digits_report(classifier: Classifier, digits: list[StrokeDigit], rendering: Rendering) -> dict[str, Any]:
    """Return all figures for one way of drawing; shares are from 0 to 1."""
    rng = np.random.default_rng(SEED)
    found = answers(classifier, (rendered(digit.strokes, rendering, rng) for digit in digits))
    labels = np.array([digit.label for digit in digits])
    writers = np.array([digit.writer for digit in digits])
    right = found.probabilities.argmax(axis=1) == labels
    return {
        "accuracy": float(right.mean()),
        "per class": {int(label): float(right[labels == label].mean()) for label in np.unique(labels)},
        "per writer": {str(writer): float(right[writers == writer].mean()) for writer in np.unique(writers)},
        "expected calibration error": expected_calibration_error(found.probabilities, labels),
        "reliability": [asdict(one) for one in reliability(found.probabilities, labels)],
        "answered": float(found.answered.mean()),
        "right of answered": float(right[found.answered].mean()) if found.answered.any() else None,
    }


def refusals(classifier: Classifier) -> dict[str, float]:
    """Return the share refused of each kind that is no digit; drawn with pens that fit the kind, plain and thin."""
    from model.datasets.handwriting import turned  # brings TensorFlow, which nothing else here needs

    rng = np.random.default_rng(SEED)
    refused = {}
    for kind in (*OTHERS, *FREE):
        drawing = Rendering(longest=160, pen=34) if kind == "blob" else None
        drawings = [drawing or RENDERINGS["plain"], drawing or RENDERINGS["thin"]] * (EACH // 2)
        pictures = [rendered(rewritten(other(kind, rng), rng), drawing, rng) for drawing in drawings]
        refused[kind] = float(1 - answers(classifier, pictures).answered.mean())
    x = turned(mnist_test(), EACH * 10, rng).x[..., 0]
    refused["MNIST turned or mirrored"] = float(1 - answers(classifier, x).answered.mean())
    return refused


def report(classifier: Classifier, digits: list[StrokeDigit]) -> dict[str, Any]:
    """Return all that the benchmark prints."""
    refused = refusals(classifier)
    unseen = [share for kind, share in refused.items() if kind in UNSEEN_OTHERS]
    return {
        "digits": len(digits),
        "writers": len({digit.writer for digit in digits}),
        "threshold": classifier.threshold,
        "renderings": {name: digits_report(classifier, digits, way) for name, way in RENDERINGS.items()},
        "no digit, refused": float(np.mean(list(refused.values()))),
        "no digit, refused of kinds never trained": float(np.mean(unseen)),
        "no digit, refused of each kind": refused,
    }


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a table to read."""
    ways = figures["renderings"]
    lines = [f"{figures['digits']} digits of {figures['writers']} writers; shares in %", ""]
    lines.append(_line("", *ways))
    lines.append(_line("read right", *(_percent(way["accuracy"]) for way in ways.values())))
    lines.append(_line("calibration error", *(_percent(way["expected calibration error"]) for way in ways.values())))
    lines.append(
        _line(f"answered (>= {figures['threshold']:.2f})", *(_percent(way["answered"]) for way in ways.values()))
    )
    lines.append(_line("right of answered", *(_percent(way["right of answered"]) for way in ways.values())))
    for part in ("per class", "per writer"):
        lines += ["", part]
        for key in ways["plain"][part]:
            lines.append(_line(f"  {key}", *(_percent(way[part][key]) for way in ways.values())))
    lines += ["", "reliability (plain); the bar is what is right, the arrow where it should end"]
    lines.append(_line("  highest probability", "pictures", "mean", "right"))
    for one in ways["plain"]["reliability"]:
        name = f"  {one['low']:.1f} to {one['high']:.1f}"
        cells = _line(name, str(one["count"]), _percent(one["confidence"]), _percent(one["right"]))
        lines.append(f"{cells}  {_bar(one['right'], one['confidence'])}")
    lines += ["", _line("no digit, refused", _percent(figures["no digit, refused"]))]
    lines.append(_line("  kinds never trained", _percent(figures["no digit, refused of kinds never trained"])))
    for kind, share in figures["no digit, refused of each kind"].items():
        lines.append(_line(f"  {kind}{' (never trained)' if kind in UNSEEN_OTHERS else ''}", _percent(share)))
    return "\n".join(lines)


def _line(name: str, *cells: str) -> str:
    return f"{name:<28}" + "".join(f"{cell:>10}" for cell in cells)


def _bar(right: float, confidence: float, width: int = 40) -> str:
    """Return a bar of so much, and an arrow where it should end."""
    bar = list(("=" * round(right * width)).ljust(width + 1))
    bar[round(confidence * width)] = "^"
    return "".join(bar).rstrip()


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.2f}"


def chosen(digits: list[StrokeDigit], writers: str | None) -> list[StrokeDigit]:
    """Return the digits to measure: of the writers kept out of training, or all.

    Where nothing was asked: those kept out, if this is a file that the shipped classifier was trained with.
    """
    names = {digit.writer for digit in digits}
    _, _, test = writers_apart(digits)
    if writers == "test" or (writers is None and (min(names), len(names)) in LEARNED):
        return [digit for digit in digits if digit.writer in test]
    return digits


@click.command()
@click.argument("strokes", type=STROKES)
@click.option("--classifier", type=click.Path(path_type=Path), default=SHIPPED, help="Folder of another classifier.")
@click.option("--writers", type=click.Choice(("test", "all")), help="The writers kept out of training, or all.")
@json_option
def main(strokes: Path, classifier: Path, writers: str | None, as_json: bool) -> None:
    """Read pen strokes; STROKES are JSON lines of pen strokes, or the UCI file."""
    digits = chosen(read_strokes(strokes), writers)
    figures = report(Classifier.load(classifier), digits)
    click.echo(json.dumps(figures, indent=2) if as_json else table(figures))


if __name__ == "__main__":
    main()
