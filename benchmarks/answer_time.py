"""How long does an answer take? From the drawing to the ten probabilities, preprocessing included.

Against the way of most tutorials (`predict` of one image), and against the bare forward pass. The three take turns,
so that a busy machine is unfair to none.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import click
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.shared import DIGITS, json_option, show, stroke
from model.backend import tf
from model.classifier import Classifier
from model.preprocessing import preprocess
from model.strokes import draw
from model.versions import SHIPPED

Drawing = NDArray[np.uint8]

PEN = 18  # px
WARM_UP = 10  # turns that are not counted


@click.command()
@click.option("--repeats", default=300, show_default=True, type=click.IntRange(1), help="Answers that are timed.")
@json_option
def main(repeats: int, as_json: bool) -> None:
    """Time the answer to a drawing, in ms."""
    classifier = Classifier.load(SHIPPED)
    network, forward = classifier.network, classifier._forward
    drawings = [draw((np.array(stroke(digit)),), PEN) for digit in DIGITS]  # each (280, 280, 4)
    batch = tf.constant(preprocess(drawings[0]).image[None, :, :, None])  # (1, 28, 28, 1)
    ways: dict[str, Callable[[Drawing], object]] = {
        "answer": classifier.read,
        "predict": lambda drawing: network.predict(preprocess(drawing).image[None, :, :, None], verbose=0),
        "forward": lambda _: forward(batch).numpy(),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(-WARM_UP, repeats):
        for name, way in ways.items():
            began = time.perf_counter()
            way(drawings[turn % len(drawings)])
            if turn >= 0:
                seconds[name].append(time.perf_counter() - began)
    report({name: 1000 * median(each) for name, each in seconds.items()}, repeats, as_json)


def report(ms: dict[str, float], repeats: int, as_json: bool) -> None:
    """Print the medians and the two ratios."""
    faster, times = ms["predict"] / ms["answer"], ms["answer"] / ms["forward"]
    figures = {
        "answer_ms": ms["answer"],
        "predict_ms": ms["predict"],
        "forward_pass_ms": ms["forward"],
        "faster_than_predict": faster,
        "times_the_forward_pass": times,
        "repeats": repeats,
    }
    rows = [
        [f"median of {repeats}", "ms", "our answer is"],
        ["drawing to ten probabilities", f"{ms['answer']:.2f}", ""],
        ["the same with keras predict", f"{ms['predict']:.2f}", f"{faster:.1f} times as fast"],
        ["the forward pass alone", f"{ms['forward']:.2f}", f"{times:.2f} times as long"],
    ]
    show(figures, rows, as_json)


if __name__ == "__main__":
    main()
