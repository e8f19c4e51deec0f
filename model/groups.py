"""Runs that belong together: a race, the folds of a cross-validation, one training with several seeds.

    groups/<id>.json    kind, title, and the name and id of each run

Knows runs. Does not know how they are done, or pages.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model import files, runs
from model.config import OPTIMIZERS, PRESETS, USUAL_RATES, TrainingConfig, home
from model.errors import ConfigError, RunError
from model.hints import REMEDIES
from model.runs import Run

Kind = Literal["race", "folds", "seeds"]


@dataclass(frozen=True)
class Group:
    """Runs that belong together.

    Attributes:
        id: names its file.
        kind: "race", "folds" (of a cross-validation) or "seeds".
        title: what it is called.
        members: the name of each run in the group, and its id.
    """

    id: str
    kind: Kind
    title: str
    members: dict[str, str]

    def runs(self) -> dict[str, Run]:
        """Return the runs that are still there, by name."""
        found = {run.id: run for run in runs.all_runs()}
        return {name: found[run_id] for name, run_id in self.members.items() if run_id in found}


@dataclass(frozen=True)
class Result:
    """What one run of a group came to; None what is not known yet.

    Attributes:
        name: in the group.
        run: the run.
        epochs: that have finished.
        validation_accuracy: of the epoch that is kept, 0 to 1.
        test_accuracy: 0 to 1.
        seconds_per_epoch: mean of the epochs.
    """

    name: str
    run: Run
    epochs: int
    validation_accuracy: float | None
    test_accuracy: float | None
    seconds_per_epoch: float | None


def create(kind: Kind, title: str, configs: dict[str, TrainingConfig]) -> Group:
    """Queue a run for each config, and return the group.

    Raises:
        RunError: a folder cannot be written.
    """
    members = {name: runs.create(config).id for name, config in configs.items()}
    group = Group(f"{next(iter(members.values()))[:24]}-{kind}", kind, title, members)
    try:
        _folder().mkdir(parents=True, exist_ok=True)
        content = {"kind": kind, "title": title, "members": members}
        files.write_text(_folder() / f"{group.id}.json", json.dumps(content, indent=2))
    except OSError as error:
        raise RunError(f"The group cannot be written to {_folder()}: {error.strerror}. Free some disk.") from error
    return group


def all_groups() -> list[Group]:
    """Return the groups, newest first; without those whose runs are all gone."""
    read = (_read(path) for path in sorted(_folder().glob("*.json"), reverse=True))
    return [group for group in read if group is not None and group.runs()]


def find(group_id: str) -> Group:
    """Return the group of that id.

    Raises:
        RunError: there is none.
    """
    for group in all_groups():
        if group.id == group_id:
            return group
    raise RunError(f"There is no group of runs {group_id!r}. Choose another one.")


def _read(path: Path) -> Group | None:
    try:
        content = json.loads(path.read_text())
        members = {str(name): str(run_id) for name, run_id in content["members"].items()}
        return Group(path.stem, content["kind"], str(content["title"]), members)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _folder() -> Path:
    return home() / "groups"


def optimizer_race(
    config: TrainingConfig, optimizers: tuple[str, ...] = tuple(OPTIMIZERS)
) -> dict[str, TrainingConfig]:
    """Return the same training with several optimizers, each with the learning rate that it is known to work with."""
    return {
        OPTIMIZERS[name]: config
        if name == config.optimizer
        else config.replace(optimizer=name, learning_rate=USUAL_RATES[name])
        for name in optimizers
    }


def remedy_race(config: TrainingConfig, remedies: tuple[str, ...] = tuple(REMEDIES)) -> dict[str, TrainingConfig]:
    """Return the training as it is, and with each of the remedies that would change it.

    Raises:
        ConfigError: none of them would.
    """
    varied = {REMEDIES[name].title: REMEDIES[name].applied(config) for name in remedies}
    changed = {title: other for title, other in varied.items() if other != config}
    if not changed:
        raise ConfigError("The training has these remedies already. Choose others, or take one out.")
    return {"As it is": config, **changed}


def folds(config: TrainingConfig, count: int) -> dict[str, TrainingConfig]:
    """Return a training for each fold of a cross-validation (R. Kohavi, 1995), 2 to 10 folds, stratified.

    Raises:
        ConfigError: the number cannot be.
    """
    return {f"Fold {fold + 1}": config.replace(folds=count, fold=fold) for fold in range(max(2, count))}


def seeds(config: TrainingConfig, count: int) -> dict[str, TrainingConfig]:
    """Return the same training with so many seeds, from its own on."""
    first = min(config.seed, 2**31 - count)
    return {f"Seed {seed}": config.replace(seed=seed) for seed in range(first, first + count)}


# Two that are ready to press.
READY: dict[str, tuple[str, dict[str, TrainingConfig]]] = {
    "optimizers": ("Optimizer race", optimizer_race(PRESETS["two-conv"].replace(share=0.1, epochs=3))),
    "overfitting": (
        "Overfitting lab: 300 pictures",
        remedy_race(
            PRESETS["two-conv-dense"].replace(share=300 / 60_000, validation_split=0.2, epochs=30, batch_size=32),
        ),
    ),
}


def results(group: Group) -> list[Result]:
    """Return what each run of the group came to, in the group's order."""
    return [_result(name, run) for name, run in group.runs().items()]


def _result(name: str, run: Run) -> Result:
    history, card = run.history(), run.card()
    best = int(card["best_epoch"]) if card else 0
    kept = history[best - 1] if 0 < best <= len(history) else None
    return Result(
        name,
        run,
        len(history),
        kept.get("val_accuracy") if kept else None,
        card["figures"]["test_accuracy"] if card else None,
        fmean(row["seconds"] for row in history) if history else None,
    )


def mean_and_spread(values: list[float]) -> tuple[float, float]:
    """Return the mean, and the sample standard deviation (0 for a single value)."""
    return fmean(values), stdev(values) if len(values) > 1 else 0.0


def always_wrong(group: Group, labels: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """Return the test pictures that every run gets wrong, and of how many runs that is said.

    Args:
        group: its runs are of the same data.
        labels: int64 of shape (n,), of the test pictures.

    Returns:
        int64 of shape (m,), indices into the test pictures; and the number of runs whose answers are known.
    """
    answers = [found.argmax(axis=1) for run in group.runs().values() if (found := run.test_probabilities()) is not None]
    answers = [found for found in answers if len(found) == len(labels)]
    if not answers:
        return np.empty(0, np.int64), 0
    return np.flatnonzero(np.all([found != labels for found in answers], axis=0)), len(answers)
