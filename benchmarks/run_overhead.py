"""What does it cost that a training is recorded? Training through a run folder against `train` called bare.

The two take turns on the same pictures. Timed is the training alone, with all that is written meanwhile; what a run
does before and after it (its data, the test, its card) is told apart.
"""

from __future__ import annotations

import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.shared import json_option, show, tell, temporary_home
from model.config import PRESETS, TrainingConfig
from model.datasets.mixing import load_split
from model.runs import store
from model.runs.execution import execute
from model.runtime.backend import keras
from model.training.fit import train


class Clock(keras.callbacks.Callback):
    """Measures a training from its first batch to its last callback."""

    seconds = 0.0

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Start."""
        self._began = time.perf_counter()

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Stop."""
        self.seconds = time.perf_counter() - self._began


@dataclass(frozen=True)
class Pair:
    """Seconds of a bare training, of the same one in a run folder, and of all that this run did."""

    bare: float
    recorded: float
    whole_run: float

    @property
    def overhead(self) -> float:
        """What the run folder costs, in % of the bare training."""
        return 100 * (self.recorded / self.bare - 1)


@click.command()
@click.option("--pairs", default=5, show_default=True, type=click.IntRange(1), help="How often both are trained.")
@click.option("--share", default=0.5, show_default=True, help="Share of MNIST that is trained on.")
@click.option("--epochs", default=2, show_default=True, help="Epochs of each training.")
@json_option
def main(pairs: int, share: float, epochs: int, as_json: bool) -> None:
    """Time trainings of "two-conv" with and without a run folder."""
    config = PRESETS["two-conv"].replace(share=share, epochs=epochs)
    split = load_split(config)
    train(config.replace(epochs=1), split)  # what TensorFlow does only once falls on neither
    measured: list[Pair] = []
    with temporary_home():
        for number in range(1, pairs + 1):
            bare, recorded = Clock(), Clock()
            if number % 2:
                train(config, split, [bare])
            whole_run = run_in_folder(config, recorded)
            if not number % 2:
                train(config, split, [bare])
            measured.append(Pair(bare.seconds, recorded.seconds, whole_run))
            tell(f"pair {number} of {pairs}: {measured[-1].overhead:+.1f} %")
    report(measured, as_json)


def run_in_folder(config: TrainingConfig, clock: Clock) -> float:
    """Do a run, its training timed by the clock, and return the seconds that all of it took."""
    run = store.create(config)
    began = time.perf_counter()
    state = execute(run, [clock])
    if state.status != "finished":
        raise SystemExit(f"The run did not finish: {state.message}")
    return time.perf_counter() - began


def report(measured: list[Pair], as_json: bool) -> None:
    """Print each pair, and the overhead of the median pair."""
    overhead = median(pair.overhead for pair in measured)
    rest = median(pair.whole_run - pair.recorded for pair in measured)
    rows = [["", "bare", "in a run folder", "overhead"]]
    rows += [
        [f"pair {number}", f"{pair.bare:.2f} s", f"{pair.recorded:.2f} s", f"{pair.overhead:+.1f} %"]
        for number, pair in enumerate(measured, start=1)
    ]
    rows += [["median", "", "", f"{overhead:+.1f} %"], ["data, test and card of a run", "", f"{rest:.2f} s", ""]]
    figures = {"overhead_percent": overhead, "rest_of_a_run_s": rest, "pairs": [asdict(pair) for pair in measured]}
    show(figures, rows, as_json)


if __name__ == "__main__":
    main()
