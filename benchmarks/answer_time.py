"""How long does an answer take? From the drawing to the ten probabilities, preprocessing included.

Against the bare forward pass, which LiteRT does; that one against the two-convolution network's in LiteRT, and against
its own in Keras, a warmed `tf.function`, for one image and for a batch; and against the way of most tutorials, Keras's
`predict` of one image. What is compared takes turns, so that a busy machine is unfair to none; `predict` leaves the
processor's caches cold, so it takes turns with the answer apart from the others.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import click
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.shared import DIGITS, json_option, show, stroke
from model.config import PRESETS
from model.images.preprocessing import preprocess
from model.images.strokes import draw
from model.inference.card import LITERT
from model.inference.classifier import Classifier
from model.inference.litert import Graph
from model.networks.build import build
from model.runtime.backend import tf
from model.training.export import export, network_of
from model.versions.published import SHIPPED

Drawing = NDArray[np.uint8]
Ways = dict[str, Callable[[Drawing], object]]

PEN = 18  # px
MANY = 128  # images in a batch
WARM_UP = 10  # turns that are not counted


@click.command()
@click.option("--repeats", default=300, show_default=True, type=click.IntRange(1), help="Predictions that are timed.")
@json_option
def main(repeats: int, as_json: bool) -> None:
    """Time the answer to a drawing, in ms."""
    classifier, network, two_conv = Classifier.load(SHIPPED), network_of(SHIPPED), two_convolutions()
    drawings = [draw((np.array(stroke(digit)),), PEN) for digit in DIGITS]  # each (280, 280, 4)
    image = preprocess(drawings[0]).image[None, :, :, None]  # (1, 28, 28, 1)
    in_keras = tf.function(lambda images: network(images, training=False), reduce_retracing=True)

    def passes(images: NDArray[np.float32]) -> Ways:
        tensor = tf.constant(images)
        return {
            "forward": lambda _: classifier.graph.output(images, -1),
            "two-conv": lambda _: two_conv.output(images, -1),
            "keras": lambda _: in_keras(tensor).numpy(),
        }

    answer: Ways = {"answer": classifier.read}
    predict: Ways = {"predict": lambda drawing: network.predict(preprocess(drawing).image[None, :, :, None], verbose=0)}
    report(
        timed(answer | passes(image), drawings, repeats),
        timed(passes(np.repeat(image, MANY, axis=0)), drawings, repeats),
        timed(answer | predict, drawings, repeats),
        repeats,
        as_json,
    )


def two_convolutions() -> Graph:
    """Return the network of the tutorials as a LiteRT file of its own, not trained: that takes as long."""
    layers = PRESETS["two-conv"].all_layers(10)
    with tempfile.TemporaryDirectory() as folder:
        export(build(layers, (28, 28, 1)), layers, Path(folder))
        return Graph((Path(folder) / LITERT).read_bytes())


def timed(ways: Ways, drawings: list[Drawing], repeats: int) -> dict[str, float]:
    """Return the median time of each way in ms; they take turns."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(-WARM_UP, repeats):
        for name, way in ways.items():
            began = time.perf_counter()
            way(drawings[turn % len(drawings)])
            if turn >= 0:
                seconds[name].append(time.perf_counter() - began)
    return {name: 1000 * median(each) for name, each in seconds.items()}


def report(
    one: dict[str, float], many: dict[str, float], tutorial: dict[str, float], repeats: int, as_json: bool
) -> None:
    """Print the medians, in ms, and the ratios."""
    times, faster = one["answer"] / one["forward"], tutorial["predict"] / tutorial["answer"]
    figures = {"answer_ms": one["answer"], "predict_ms": tutorial["predict"], "repeats": repeats}
    figures |= {"times_the_forward_pass": times, "faster_than_predict": faster}
    rows = [
        [f"median of {repeats}", "ms", ""],
        ["drawing to ten probabilities", f"{one['answer']:.2f}", f"{times:.2f} times the forward pass of 1 image"],
        ["the same with Keras's predict", f"{tutorial['predict']:.2f}", f"the answer is {faster:.1f} times as fast"],
    ]
    for images, name, ms in (("1 image", "forward_pass", one), (f"{MANY} images", f"forward_pass_of_{MANY}", many)):
        longer, faster = ms["forward"] / ms["two-conv"], ms["keras"] / ms["forward"]
        figures |= {f"{name}_ms": ms["forward"], f"{name}_two_conv_ms": ms["two-conv"], f"{name}_keras_ms": ms["keras"]}
        figures |= {f"{name}_times_two_conv": longer, f"{name}_faster_than_keras": faster}
        rows += [
            [f"forward pass of {images}", f"{ms['forward']:.2f}", ""],
            ["  that of two-conv", f"{ms['two-conv']:.2f}", f"ours takes {longer:.2f} times as long"],
            ["  ours in Keras, a tf.function", f"{ms['keras']:.2f}", f"LiteRT is {faster:.2f} times as fast"],
        ]
    show(figures, rows, as_json)


if __name__ == "__main__":
    main()
