"""Remedies against overfitting and slow learning: each a change of a training.

Knows configs. Does not know histories (see `diagnosis`), runs or pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from model.config import TrainingConfig
from model.languages.translation import N_, Sentence


class Remedy(NamedTuple):
    """A change of a training: its title, what it does in one sentence, and the config with it."""

    title: Sentence
    sentence: Sentence
    applied: Callable[[TrainingConfig], TrainingConfig]


def _stopping_early(config: TrainingConfig) -> TrainingConfig:
    return config.replace(patience=3, validation_split=config.validation_split or 0.1)


REMEDIES: dict[str, Remedy] = {
    "data": Remedy(
        N_("More pictures"),
        N_("The more different pictures it sees, the less it can learn them by heart."),
        lambda config: config.replace(share=min(1.0, 4 * config.share)),
    ),
    "augmentation": Remedy(
        N_("Augmentation"),
        N_("Each picture is bent, turned and shifted a little, each time anew: as if there were more."),
        lambda config: config.replace(augmentation=True),
    ),
    "l1": Remedy(
        N_("L1"),
        N_("Every weight costs as much as it is large, so that many come close to zero."),
        lambda config: config.replace(l1=0.0001),
    ),
    "l2": Remedy(
        N_("L2"),
        N_("Every weight costs its square, so that none grows large."),
        lambda config: config.replace(l2=0.001),
    ),
    "dropout": Remedy(
        N_("Dropout"),
        N_("Half of the values before the last layer are blanked at random, so that it relies on no single one."),
        lambda config: config.replace(dropout=0.5),
    ),
    "batch_norm": Remedy(
        N_("Batch normalisation"),
        N_("Values are kept in one range within the network, which lets it learn faster and steadier."),
        lambda config: config.replace(batch_norm=True),
    ),
    "early_stopping": Remedy(
        N_("Early stopping"),
        N_("It ends once the validation loss has not fallen for 3 epochs."),
        _stopping_early,
    ),
    "smaller": Remedy(
        N_("A smaller network"),
        N_("A quarter of the filters and units: it has less room to learn pictures by heart."),
        lambda config: config.replace(width=max(0.05, config.width / 4)),
    ),
}


def applicable(config: TrainingConfig) -> dict[str, Remedy]:
    """Return the remedies that would change the config."""
    return {name: remedy for name, remedy in REMEDIES.items() if remedy.applied(config) != config}
