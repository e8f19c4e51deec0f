"""How good is each network of the tutorials, after the tutorial's own epochs? Test accuracy with several seeds.

CIFAR-10 is trained where it can be had; without it the table says so.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import fmean
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.shared import json_option, show, tell
from model.config import PRESETS, TrainingConfig
from model.datasets.mixing import load_split
from model.errors import DataError
from model.evaluation.metrics import measure
from model.inference.classifier import both_classes
from model.training.fit import train

CHOSEN = [name for name, preset in PRESETS.items() if preset.data != "handwriting"]


@click.command()
@click.option(
    "--seeds", default=3, show_default=True, type=click.IntRange(1), help="Train each so often, seeds 1, 2, …"
)
@click.option("--preset", "names", multiple=True, type=click.Choice(CHOSEN), help="This one alone; can be repeated.")
@json_option
def main(seeds: int, names: tuple[str, ...], as_json: bool) -> None:
    """Train each preset on its data, and measure it on the test pictures."""
    figures: dict[str, Any] = {}
    rows = [["", "epochs", *(f"seed {seed}" for seed in range(1, seeds + 1)), "mean"]]
    for name in names or CHOSEN:
        config = PRESETS[name]
        try:
            accuracy = [trained(config.replace(seed=seed)) for seed in range(1, seeds + 1)]
        except DataError as error:
            tell(f"{name}: {error}")
            figures[name] = None
            rows.append([name, str(config.epochs), *["no data"] * (seeds + 1)])
            continue
        figures[name] = {"epochs": config.epochs, "accuracy": accuracy, "mean": fmean(accuracy)}
        rows.append([name, str(config.epochs), *(f"{value:.2%}" for value in [*accuracy, fmean(accuracy)])])
        tell(f"{name}: {fmean(accuracy):.2%}")
    show(figures, rows, as_json)


def trained(config: TrainingConfig) -> float:
    """Train, and return the accuracy on the test pictures after the last epoch."""
    split = load_split(config)
    probabilities = train(config, split).predict(split.test.images(), batch_size=500, verbose=0)
    return measure(both_classes(probabilities), split.test.y).accuracy


if __name__ == "__main__":
    main()
