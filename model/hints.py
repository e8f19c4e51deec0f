"""Remedies against overfitting and other ills, and hints: what the curves of a training show, and what would help.

Knows configs and histories. Does not know networks in Keras, runs or pages.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from model.config import OPTIMIZERS, USUAL_RATES, TrainingConfig

History = Sequence[Mapping[str, float]]


class Remedy(NamedTuple):
    """A change of a training: its title, what it does in one sentence, and the config with it."""

    title: str
    sentence: str
    applied: Callable[[TrainingConfig], TrainingConfig]


def _stopping_early(config: TrainingConfig) -> TrainingConfig:
    return config.replace(patience=3, validation_split=config.validation_split or 0.1)


REMEDIES: dict[str, Remedy] = {
    "data": Remedy(
        "More pictures",
        "The more different pictures it sees, the less it can learn them by heart.",
        lambda config: config.replace(share=min(1.0, 4 * config.share)),
    ),
    "augmentation": Remedy(
        "Augmentation",
        "Each picture is bent, turned and shifted a little, each time anew: as if there were more.",
        lambda config: config.replace(augmentation=True),
    ),
    "l1": Remedy(
        "L1",
        "Every weight costs as much as it is large, so that many become zero.",
        lambda config: config.replace(l1=0.0001),
    ),
    "l2": Remedy(
        "L2",
        "Every weight costs its square, so that none grows large.",
        lambda config: config.replace(l2=0.001),
    ),
    "dropout": Remedy(
        "Dropout",
        "Half of the values before the last layer are blanked at random, so that it relies on no single one.",
        lambda config: config.replace(dropout=0.5),
    ),
    "batch_norm": Remedy(
        "Batch normalisation",
        "Values are kept in one range within the network, which lets it learn faster and steadier.",
        lambda config: config.replace(batch_norm=True),
    ),
    "early_stopping": Remedy(
        "Early stopping",
        "It ends once the validation loss has not fallen for 3 epochs.",
        _stopping_early,
    ),
    "smaller": Remedy(
        "A smaller network",
        "A quarter of the filters and units: it has less room to learn pictures by heart.",
        lambda config: config.replace(width=max(0.05, config.width / 4)),
    ),
}


def applicable(config: TrainingConfig) -> dict[str, Remedy]:
    """Return the remedies that would change the config."""
    return {name: remedy for name, remedy in REMEDIES.items() if remedy.applied(config) != config}


def gap(history: History) -> float | None:
    """Return training minus validation accuracy after the last epoch, -1 to 1; None without validation."""
    if not history or "val_accuracy" not in history[-1]:
        return None
    return history[-1]["accuracy"] - history[-1]["val_accuracy"]


class Hint(NamedTuple):
    """What the curves show: its kind, one sentence, and what would help: a label and a config each."""

    kind: str
    sentence: str
    remedies: list[tuple[str, TrainingConfig]]


_GAP = 0.05  # from here on it is said to overfit, when the validation loss rises too ...
_WIDE_GAP = 0.1  # ... or whatever that does
_RISEN = 1.1  # times the lowest validation loss
_FALLING = 0.95  # times the validation loss of the epoch before: it would have fallen further


def hints(config: TrainingConfig, history: History, classes: int, exploded: bool = False) -> list[Hint]:
    """Return what the curves of a training that is over show; nothing where all is well.

    Args:
        config: the training.
        history: its epochs: loss, accuracy and, with validation, val_loss and val_accuracy.
        classes: how many classes there are.
        exploded: whether the loss became no number.
    """
    if exploded or (history and history[-1]["loss"] > 3 * history[0]["loss"]):
        slower = config.replace(learning_rate=config.learning_rate / 10)
        sentence = "It exploded: the steps were too large, and the loss grew without end."
        return [Hint("exploded", sentence, [(f"Learning rate {slower.learning_rate:g}", slower)])]
    if len(history) < 2:
        return []
    if history[-1]["accuracy"] < 1.5 / classes - (0.15 if classes == 2 else 0):
        return [_not_learning(config, history[-1]["accuracy"])]
    found = []
    between = gap(history)
    losses = [row["val_loss"] for row in history] if between is not None else []
    if between is not None and len(history) >= 3:
        rises = losses[-1] > _RISEN * min(losses)
        if (between > _GAP and rises) or between > _WIDE_GAP:
            found.append(_overfitting(config, between, rises))
    longer = config.replace(epochs=min(200, 2 * config.epochs))
    still_falls = losses and len(history) == config.epochs and losses[-1] < _FALLING * losses[-2]
    if still_falls and not found and longer != config:
        sentence = "It stopped too early: the validation loss was still falling."
        found.append(Hint("stopped too early", sentence, [(f"{longer.epochs} epochs", longer)]))
    return found


def _not_learning(config: TrainingConfig, accuracy: float) -> Hint:
    usual = USUAL_RATES[config.optimizer]
    apart = abs(math.log(config.learning_rate / usual))
    rate = usual if apart > math.log(3) else usual / 10
    changes = [(f"Learning rate {rate:g}", config.replace(learning_rate=rate))]
    if config.optimizer != "adam":
        changes.append((OPTIMIZERS["adam"], config.replace(optimizer="adam", learning_rate=USUAL_RATES["adam"])))
    return Hint(
        "not learning", f"It is not learning: {accuracy:.1%} right in training is hardly better than chance.", changes
    )


def _overfitting(config: TrainingConfig, between: float, rises: bool) -> Hint:
    also = ", and the validation loss is rising" if rises else ""
    sentence = (
        f"It overfits: on the pictures it learns from it is {100 * between:.1f} points better than on others{also}."
    )
    wanted = ("augmentation", "dropout", "data", "early_stopping", "l2")
    ready = applicable(config)
    return Hint(
        "overfitting", sentence, [(ready[name].title, ready[name].applied(config)) for name in wanted if name in ready]
    )
