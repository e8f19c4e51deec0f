"""What belongs together: the configs of a race, of the folds of a cross-validation, of one training with several seeds.

Knows configs. Does not know runs.
"""

from __future__ import annotations

from typing import NamedTuple

from model.config import PRESETS, TrainingConfig
from model.errors import ConfigError
from model.networks.optimizers import OPTIMIZERS
from model.runs.groups import AS_IT_IS, Kind
from model.training.remedies import REMEDIES


def optimizer_race(
    config: TrainingConfig, optimizers: tuple[str, ...] = tuple(OPTIMIZERS)
) -> dict[str, TrainingConfig]:
    """Return the same training with several optimizers, each with the learning rate that it is known to work with.

    Raises:
        ConfigError: there are none.
    """
    _check_chosen(optimizers)
    return {
        name: config
        if name == config.optimizer
        else config.replace(optimizer=name, learning_rate=OPTIMIZERS[name].usual_rate)
        for name in optimizers
    }


def remedy_race(config: TrainingConfig, remedies: tuple[str, ...] = tuple(REMEDIES)) -> dict[str, TrainingConfig]:
    """Return the training as it is, and with each of the remedies that would change it.

    Raises:
        ConfigError: none of them would, or there are none.
    """
    _check_chosen(remedies)
    remedied = {name: REMEDIES[name].applied(config) for name in remedies}
    changed = {name: other for name, other in remedied.items() if other != config}
    if not changed:
        raise ConfigError(
            "remedied-already", "The training has these remedies already. Choose others, or take one out."
        )
    return {AS_IT_IS: config, **changed}


def _check_chosen(names: tuple[str, ...]) -> None:
    if not names:
        raise ConfigError("nothing-chosen", "Nothing is chosen. Choose at least one.")


def folds(config: TrainingConfig, count: int) -> dict[str, TrainingConfig]:
    """Return a training for each fold of a cross-validation (R. Kohavi, 1995), 2 to 10 folds, stratified.

    Raises:
        ConfigError: the number cannot be.
    """
    return {str(fold + 1): config.replace(folds=count, fold=fold) for fold in range(max(2, count))}


def seeds(config: TrainingConfig, count: int) -> dict[str, TrainingConfig]:
    """Return the same training with so many seeds, from its own on."""
    first = min(config.seed, 2**31 - count)
    return {str(seed): config.replace(seed=seed) for seed in range(first, first + count)}


class Experiment(NamedTuple):
    """Several runs that are ready to press."""

    kind: Kind
    configs: dict[str, TrainingConfig]


READY: dict[str, Experiment] = {
    "optimizers": Experiment("optimizers", optimizer_race(PRESETS["two-conv"].replace(share=0.1, epochs=3))),
    "overfitting": Experiment(
        "overfitting",
        remedy_race(
            PRESETS["two-conv-dense"].replace(share=300 / 60_000, validation_split=0.2, epochs=30, batch_size=32),
        ),
    ),
}
