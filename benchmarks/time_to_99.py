"""How fast can 99 % be learned? "fast" against ten epochs of the network of the tutorials, on the same pictures.

Only the training is timed. The two take turns, so that a busy machine is unfair to neither; the ratio says more than
the seconds.
"""

from __future__ import annotations

import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.shared import json_option, show, tell
from model.config import PRESETS, TrainingConfig
from model.datasets.mixing import load_split
from model.evaluation.metrics import measure
from model.training.fit import train

GOAL = 0.99  # mean accuracy on the MNIST test
FAST = PRESETS["fast"]
CONFIGS = {
    "fast": FAST,
    "two_conv": PRESETS["two-conv"].replace(epochs=10, batch_size=128, validation_split=FAST.validation_split),
}


@dataclass(frozen=True)
class Result:
    """What the trainings of one config came to, one for each seed: seconds, and accuracy on the test (0 to 1)."""

    seconds: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)


@click.command()
@click.option(
    "--seeds", default=3, show_default=True, type=click.IntRange(1), help="Train each so often, seeds 1, 2, …"
)
@json_option
def main(seeds: int, as_json: bool) -> None:
    """Train "fast", and ten epochs of "two-conv", and compare seconds and test accuracy."""
    for config in CONFIGS.values():  # what TensorFlow does only once falls on neither
        train_and_test(config.replace(share=0.02, epochs=1), Result())
    results = {name: Result() for name in CONFIGS}
    for seed in range(1, seeds + 1):
        for name, config in CONFIGS.items():
            train_and_test(config.replace(seed=seed), results[name])
            tell(f"seed {seed} of {seeds}, {name}: {results[name].seconds[-1]:.1f} s")
    report(results, as_json)


def train_and_test(config: TrainingConfig, result: Result) -> None:
    """Add a training to the result."""
    split = load_split(config)
    began = time.perf_counter()
    network = train(config, split)
    result.seconds.append(time.perf_counter() - began)
    shares = network.predict(split.test.images(), batch_size=500, verbose=0)
    result.accuracy.append(measure(shares, split.test.y).accuracy)


def report(results: dict[str, Result], as_json: bool) -> None:
    """Print the two, seed by seed, and their means."""
    fast, two_conv = results["fast"], results["two_conv"]
    ratio = fmean(fast.seconds) / fmean(two_conv.seconds)
    figures: dict[str, Any] = {"ratio": ratio, "seeds": len(fast.seconds)}
    for name, result in results.items():
        figures[name] = {"accuracy": fmean(result.accuracy), "seconds": fmean(result.seconds), "each": asdict(result)}
    columns = [fast.seconds, fast.accuracy, two_conv.seconds, two_conv.accuracy]
    rows = [["", "fast", "", "two-conv, 10 epochs", ""]]
    rows += [_row(f"seed {seed}", *values) for seed, values in enumerate(zip(*columns, strict=True), start=1)]
    rows += [_row("mean", *map(fmean, columns)), ["ratio", f"{ratio:.3f}", "", "1", ""]]
    show(figures, rows, as_json)
    if not as_json:
        reached = "reached" if fmean(fast.accuracy) >= GOAL else "NOT reached"
        click.echo(f"fast: a mean test accuracy of {GOAL:.1%} was {reached}.")


def _row(name: str, *values: float) -> list[str]:
    fast_seconds, fast_accuracy, seconds, accuracy = values
    return [name, f"{fast_seconds:.1f} s", f"{fast_accuracy:.2%}", f"{seconds:.1f} s", f"{accuracy:.2%}"]


if __name__ == "__main__":
    main()
