"""How long does a look inside take? Each view in ms, and as a ratio to the bare forward passes that it needs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.shared import json_option, show, temporary_home
from model.datasets.mnist import mnist_test, mnist_train
from model.explanation import neighbours
from model.explanation.attribution import grad_cam, occlude
from model.explanation.inspector import NetworkInspector
from model.inference.classifier import Classifier
from model.versions.published import SHIPPED


@click.command()
@click.option("--repeats", default=20, show_default=True, type=click.IntRange(1), help="Looks that are timed.")
@json_option
def main(repeats: int, as_json: bool) -> None:
    """Time the looks inside of the shipped classifier."""
    inspector = NetworkInspector.of(Classifier.load(SHIPPED), SHIPPED)
    images = mnist_test().images()
    image, label = images[0], int(mnist_test().y[0])
    patches = occlude(inspector, image, label).costs.size + 1
    with temporary_home():
        index = neighbours.Index(inspector, mnist_train(), SHIPPED)
    activations = inspector.activations(image)
    looks: dict[str, tuple[int, Callable[[], object]]] = {
        "occlusion": (patches, lambda: occlude(inspector, image, label)),
        "all feature maps": (1, lambda: inspector.activations(image)),
        "nearest of 60,000": (neighbours._CANDIDATES, lambda: index.nearest(activations)),
        "Grad-CAM": (1, lambda: grad_cam(inspector, image, label)),
    }
    figures: dict[str, float] = {"repeats": repeats}
    rows = [[f"median of {repeats}", "ms", "forward passes", "times as long as these"]]
    for name, (passes, way) in looks.items():
        bare = [image[None], images[:passes]][passes > 1]
        took, reference = taking_turns(way, lambda bare=bare: inspector.classifier.probabilities(bare), repeats)  # type: ignore[misc]
        figures |= {f"{name}_ms": took, f"{name}_forward_passes": passes, f"{name}_ratio": took / reference}
        rows.append([name, f"{took:.1f}", str(passes), f"{took / reference:.2f}"])
    show(figures, rows, as_json)


def taking_turns(one: Callable[[], object], other: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Return the median time of each of two in ms; they take turns, and the first three are not counted."""
    seconds: list[list[float]] = [[], []]
    for turn in range(-3, repeats):
        for way, took in zip((one, other), seconds, strict=True):
            began = time.perf_counter()
            way()
            if turn >= 0:
                took.append(time.perf_counter() - began)
    return 1000 * median(seconds[0]), 1000 * median(seconds[1])


if __name__ == "__main__":
    main()
