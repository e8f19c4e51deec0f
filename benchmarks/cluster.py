"""What does a Ray cluster bring? A race of eight on it against one machine's queue, and what being submitted costs.

The cluster is a head and two machines that train, all on this one: of its cores there are no more than before, so that
the speed-up is what the queue leaves of them. On machines of their own each adds its cores.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import click
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.shared import json_option, show, tell, temporary_home
from model.config import PRESETS, TrainingConfig
from model.people.visitor import TEACHER
from model.runs import actions, experiments, queue
from model.runs.store import Run
from tests.ray_cluster import executable, ray_cluster

RUNS = 8
_LOOKS_EVERY = 0.1  # s, as often as a page or a command that waits


@dataclass(frozen=True)
class Measured:
    """What was measured with one executor, in s.

    Attributes:
        race: from the wish for eight runs to the end of the last one.
        first_epoch: of single trainings, from the wish to the end of the first epoch.
    """

    race: float
    first_epoch: list[float]


@click.command()
@click.option("--share", default=0.2, show_default=True, help="Share of MNIST that each run is trained on.")
@click.option("--epochs", default=3, show_default=True, help="Epochs of each run.")
@click.option("--starts", default=3, show_default=True, type=click.IntRange(1), help="Single trainings that are timed.")
@json_option
def main(share: float, epochs: int, starts: int, as_json: bool) -> None:
    """Time a race of eight, and the start of a run, with this machine's queue and with a Ray cluster."""
    executable()  # better said now than after minutes
    config = PRESETS["two-conv"].replace(share=share, epochs=epochs)
    with temporary_home():
        here = measured("local", config, starts)
        with ray_cluster() as cluster:
            os.environ.update(cluster.environment)
            there = measured("ray", config, starts)
    report(here, there, as_json)


def measured(executor: str, config: TrainingConfig, starts: int) -> Measured:
    """Time an executor's starts, then its race."""
    os.environ["INKLING_EXECUTOR"] = executor
    first = []
    for number in range(1, starts + 1):
        first.append(first_epoch(config.replace(epochs=1)))
        tell(f"{executor}: first epoch {number} of {starts} after {first[-1]:.1f} s")
    began = time.perf_counter()
    runs = actions.train_group("seeds", experiments.seeds(config, RUNS), TEACHER).runs().values()
    wait(lambda: not any(run.state().is_open for run in runs), *runs)
    race = time.perf_counter() - began
    tell(f"{executor}: race of {RUNS} after {race:.1f} s")
    return Measured(race, first)


def first_epoch(config: TrainingConfig) -> float:
    """Train, and return the seconds from the wish to the end of the first epoch."""
    began = time.perf_counter()
    run = actions.train(config, TEACHER)
    wait(lambda: bool(run.history()), run)
    seconds = time.perf_counter() - began
    wait(lambda: not run.state().is_open, run)
    return seconds


def wait(happened: Callable[[], bool], *runs: Run) -> None:
    """Let the queue go on until something has happened; end where a run has failed."""
    while not happened():
        queue.advance()
        time.sleep(_LOOKS_EVERY)
    for run in runs:
        if run.state().status == "failed":
            raise SystemExit(f"The run did not finish: {run.state().message}")


def report(here: Measured, there: Measured, as_json: bool) -> None:
    """Print both executors, the speed-up of the race, and what a run pays for being submitted."""
    speed_up = here.race / there.race
    pays = median(there.first_epoch) - median(here.first_epoch)
    rows = [
        ["", "this machine's queue", "Ray cluster"],
        [f"race of {RUNS}", f"{here.race:.1f} s", f"{there.race:.1f} s"],
        ["from the wish to the first epoch", f"{median(here.first_epoch):.1f} s", f"{median(there.first_epoch):.1f} s"],
        ["speed-up of the race", "1", f"{speed_up:.2f}"],
        ["what a run pays", "", f"{pays:.1f} s"],
        ["cores, all together", str(psutil.cpu_count()), str(psutil.cpu_count())],
    ]
    figures = {"cores": psutil.cpu_count(), "speed_up": speed_up, "submission_s": pays}
    show({**figures, "local": asdict(here), "ray": asdict(there)}, rows, as_json)


if __name__ == "__main__":
    main()
