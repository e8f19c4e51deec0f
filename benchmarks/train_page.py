"""How long is a redraw of the page "Train" when a class has trained for a year? With many runs, and with none.

Streamlit's own test session runs the page, as the server would for one visitor; what a browser draws is not within.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path
from statistics import median

import click
from streamlit.testing.v1 import AppTest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.shared import json_option, show, tell, temporary_home
from model.config import PRESETS, TrainingConfig
from model.inference.card import Card, read_card, write_card
from model.runs import experiments, groups, store
from model.runs.store import Run
from model.storage.paths import ROOT
from model.versions.published import SHIPPED

MEMBERS = 8  # runs of a group
CONFIGS = [PRESETS[name] for name in ("two-conv", "two-conv-dense", "one-conv", "fast", "cifar", "binary")]


@click.command()
@click.option("--runs", default=1000, show_default=True, type=click.IntRange(1), help="Finished runs.")
@click.option("--groups", "count", default=60, show_default=True, help=f"Groups of {MEMBERS} of these runs.")
@click.option("--repeats", default=15, show_default=True, type=click.IntRange(1), help="Redraws that are timed.")
@json_option
def main(runs: int, count: int, repeats: int, as_json: bool) -> None:
    """Time a redraw of the page "Train", in s."""
    if count * MEMBERS > runs:
        raise click.UsageError(f"{count} groups need {count * MEMBERS} runs. Take more runs, or fewer groups.")
    with temporary_home():
        tell("with no runs")
        empty_first, empty = redraw(repeats)
    with temporary_home():
        tell(f"{runs} runs are laid down")
        fill(runs, count)
        tell(f"with {runs} runs")
        first, filled = redraw(repeats)
    rows = [
        [f"the page, median of {repeats}", "s"],
        ["with no runs", f"{empty:.3f}"],
        [f"with {runs:,} runs and {count} groups", f"{filled:.3f}"],
        ["ratio", f"{filled / empty:.2f}"],
        ["its first time, with no runs", f"{empty_first:.3f}"],
        [f"its first time, with {runs:,} runs", f"{first:.3f}"],
    ]
    figures = {
        "empty_s": empty,
        "filled_s": filled,
        "ratio": filled / empty,
        "empty_first_s": empty_first,
        "filled_first_s": first,
        "runs": runs,
        "groups": count,
    }
    show(figures, rows, as_json)


def fill(runs: int, count: int) -> None:
    """Lay down finished runs, some of them in groups: all that the page reads, and no classifiers."""
    card = read_card(SHIPPED)
    for _ in range(count):
        group = groups.create("seeds", experiments.seeds(PRESETS["two-conv"], MEMBERS))
        for run in group.runs().values():
            finish(run, card)
    for number in range(runs - count * MEMBERS):
        finish(store.create(CONFIGS[number % len(CONFIGS)]), card)


def finish(run: Run, card: Card) -> None:
    """Write what a run leaves when it has finished."""
    config: TrainingConfig = run.config()
    rows = [
        {"epoch": epoch, "loss": 1 / epoch, "accuracy": 1 - 0.1 / epoch, "val_loss": 1.1 / epoch,
         "val_accuracy": 1 - 0.12 / epoch, "seconds": 7.0}
        for epoch in range(1, config.epochs + 1)
    ]  # fmt: skip
    run.write_history(rows)
    write_card(run.folder, dataclasses.replace(card, name=config.title, best_epoch=config.epochs))
    run.write_state(dataclasses.replace(run.state(), status="finished", epoch=config.epochs))


def redraw(repeats: int) -> tuple[float, float]:
    """Return how long the page takes the first time, and in the middle of so many more, in s."""
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300).switch_page("pages/train.py")
    times = []
    for _ in range(repeats + 1):
        began = time.perf_counter()
        page.run()
        times.append(time.perf_counter() - began)
        if page.exception:
            raise SystemExit(f"The page failed: {page.exception[0].value}")
    return times[0], median(times[1:])


if __name__ == "__main__":
    main()
