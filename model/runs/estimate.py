"""How long trainings will take on this computer, judged by those that it has done; nothing is guessed.

Knows the histories of runs, and how much there is to compute. Does not know pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import NamedTuple

from model.config import TrainingConfig
from model.datasets.mixing import part_counts
from model.datasets.registry import data_set
from model.errors import InklingError
from model.networks.summary import rows
from model.runs import store
from model.runs.store import Run

_NEWEST = 60  # runs that are looked at
_ENOUGH = 3  # runs that are judged by: those nearest in what an epoch takes, as short ones tell little of long ones
_NEAR = 4.0  # times as much to compute, or as little
_PASS = 1 / 3  # what reading a picture costs of what learning from it costs: one pass instead of three

# Runs in which these are equal take equally long for a picture.
_SAME = ("network", "layers", "width", "batch_norm", "batch_size", "augmentation")


class Estimate(NamedTuple):
    """How long something will take.

    Attributes:
        seconds: about so many.
        of_its_kind: whether such trainings were done here; else it is judged by others.
    """

    seconds: float
    of_its_kind: bool


class _Measured(NamedTuple):
    """What a run took.

    Attributes:
        kind: of the training.
        work: of one of its epochs.
        rate: s for each multiplication.
        overhead: s beside the training, 0 where that is not known.
    """

    kind: tuple[object, ...]
    work: float
    rate: float
    overhead: float

    def distance(self, work: float) -> float:
        """Return how many times more or less an epoch takes."""
        return max(self.work / work, work / self.work)


def work(config: TrainingConfig) -> float:
    """Return how many multiplications an epoch takes, forward passes and backward passes together.

    Raises:
        InklingError: the config does not suit its data, or they are missing.
    """
    data = data_set(config.data)
    train, validation, _ = part_counts(config)
    each = sum(row.multiplications for row in rows(config.all_layers(len(data.classes)), data.shape))
    return 3 * each * (train + _PASS * validation)


def estimate(configs: Iterable[TrainingConfig]) -> Estimate | None:
    """Return how long these trainings will take one after the other; None where no run tells.

    Raises:
        InklingError: one of them does not suit its data, or they are missing.
    """
    known = _measured()
    if not known:
        return None
    overheads = [one.overhead for one in known if one.overhead]
    seconds, of_its_kind = 0.0, True
    for config in configs:
        own = max(1.0, work(config))
        alike = [one for one in known if one.kind == _kind(config)]
        nearest = sorted(alike or known, key=lambda one: one.distance(own))[:_ENOUGH]
        nearest = [one for one in nearest if one.distance(own) <= 2 * nearest[0].distance(own)]
        seconds += config.epochs * own * median(one.rate for one in nearest) + (median(overheads) if overheads else 0)
        of_its_kind = of_its_kind and bool(alike) and nearest[0].distance(own) <= _NEAR
    return Estimate(seconds, of_its_kind)


def _measured() -> list[_Measured]:
    """Return what the newest runs took, newest first."""
    found = [_measure(run) for run in store.all_runs()[:_NEWEST]]
    return [one for one in found if one]


def _measure(run: Run) -> _Measured | None:
    seconds = [row["seconds"] for row in run.history() if row.get("seconds", 0) > 0]
    if not seconds:
        return None
    try:
        config = run.config()
        each = max(1.0, work(config))
        return _Measured(_kind(config), each, median(seconds) / each, run.state().overhead)
    except InklingError:  # damaged, or its pictures are gone
        return None


def _kind(config: TrainingConfig) -> tuple[object, ...]:
    return data_set(config.data).shape, *(getattr(config, name) for name in _SAME)
