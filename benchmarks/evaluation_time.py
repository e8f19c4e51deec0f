"""How long a full evaluation of the shipped classifier takes, and a second look.

Against the bare forward passes over the same 10,000 pictures. They take turns, so that a busy machine is unfair to
none.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.shared import json_option, show, temporary_home
from model.datasets.mnist import mnist_test
from model.evaluation.metrics import measure
from model.evaluation.predictions import predictions_of
from model.inference.classifier import Classifier
from model.versions.published import SHIPPED


@click.command()
@click.option("--repeats", default=3, show_default=True, type=click.IntRange(1), help="Evaluations that are timed.")
@json_option
def main(repeats: int, as_json: bool) -> None:
    """Time a full evaluation, in s."""
    classifier, images = Classifier.load(SHIPPED), mnist_test().images()
    seconds: dict[str, list[float]] = {"full": [], "again": [], "forward": []}
    with temporary_home() as home:
        for _ in range(repeats):
            seconds["full"].append(_took(_evaluate))
            seconds["again"].append(_took(_evaluate))
            seconds["forward"].append(_took(lambda: classifier.probabilities(images)))
            shutil.rmtree(home / "cache")
    full, again, forward = (median(each) for each in seconds.values())
    figures = {
        "evaluation_s": full,
        "second_look_s": again,
        "forward_passes_s": forward,
        "times_the_forward_passes": full / forward,
        "repeats": repeats,
    }
    rows = [
        [f"median of {repeats}", "s", ""],
        ["full evaluation", f"{full:.2f}", f"{full / forward:.2f} times the forward passes"],
        ["a second look", f"{again:.2f}", ""],
        ["the forward passes alone", f"{forward:.2f}", ""],
    ]
    show(figures, rows, as_json)


def _evaluate() -> None:
    """Compute the predictions for all test pictures, where they are not kept, and measure them."""
    predictions = predictions_of(SHIPPED)
    measure(predictions.probabilities, predictions.labels)


def _took(way: Callable[[], object]) -> float:
    began = time.perf_counter()
    way()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
