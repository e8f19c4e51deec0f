"""How long does an answer take? From the drawing to the ten probabilities, preprocessing included.

Against the way of most tutorials (`predict` of one image), and against the bare forward pass; and that against the
two-convolution network's, for one image and for a batch. What is compared takes turns, so that a busy machine is
unfair to none.
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
from model.config import PRESETS
from model.preprocessing import preprocess
from model.strokes import draw
from model.training import compiled_network
from model.versions import SHIPPED

Drawing = NDArray[np.uint8]

PEN = 18  # px
MANY = 128  # images in a batch
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
    many = tf.repeat(batch, MANY, axis=0)
    two_conv = Classifier(compiled_network(PRESETS["two-conv"], 1), {})._forward
    ways: dict[str, Callable[[Drawing], object]] = {
        "answer": classifier.read,
        "predict": lambda drawing: network.predict(preprocess(drawing).image[None, :, :, None], verbose=0),
        "forward": lambda _: forward(batch).numpy(),
    }
    networks: dict[str, Callable[[Drawing], object]] = {
        "ours": lambda _: forward(batch).numpy(),
        "two-conv": lambda _: two_conv(batch).numpy(),
    }
    networks_many: dict[str, Callable[[Drawing], object]] = {
        "ours, many": lambda _: forward(many).numpy(),
        "two-conv, many": lambda _: two_conv(many).numpy(),
    }
    ms = {
        name: took
        for group in (ways, networks, networks_many)
        for name, took in timed(group, drawings, repeats).items()
    }
    report(ms, repeats, as_json)


def timed(ways: dict[str, Callable[[Drawing], object]], drawings: list[Drawing], repeats: int) -> dict[str, float]:
    """Return the median time of each way in ms; they take turns."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(-WARM_UP, repeats):
        for name, way in ways.items():
            began = time.perf_counter()
            way(drawings[turn % len(drawings)])
            if turn >= 0:
                seconds[name].append(time.perf_counter() - began)
    return {name: 1000 * median(each) for name, each in seconds.items()}


def report(ms: dict[str, float], repeats: int, as_json: bool) -> None:
    """Print the medians and the ratios."""
    faster, times = ms["predict"] / ms["answer"], ms["answer"] / ms["forward"]
    of_one, of_many = ms["ours"] / ms["two-conv"], ms["ours, many"] / ms["two-conv, many"]
    figures = {
        "answer_ms": ms["answer"],
        "predict_ms": ms["predict"],
        "forward_pass_ms": ms["forward"],
        "faster_than_predict": faster,
        "times_the_forward_pass": times,
        "forward_pass_times_two_conv": of_one,
        f"forward_pass_of_{MANY}_times_two_conv": of_many,
        "repeats": repeats,
    }
    rows = [
        [f"median of {repeats}", "ms", "our answer is"],
        ["drawing to ten probabilities", f"{ms['answer']:.2f}", ""],
        ["the same with keras predict", f"{ms['predict']:.2f}", f"{faster:.1f} times as fast"],
        ["the forward pass alone", f"{ms['forward']:.2f}", f"{times:.2f} times as long"],
        ["that of two-conv", f"{ms['two-conv']:.2f}", f"(the forward pass: {of_one:.2f} times as long)"],
        [f"that of two-conv, {MANY} images", f"{ms['two-conv, many']:.2f}", f"(likewise: {of_many:.2f} times as long)"],
    ]
    show(figures, rows, as_json)


if __name__ == "__main__":
    main()
