"""Diagnosis: what the curves of a training show, and which remedies would help.

Knows configs and histories. Does not know networks in Keras, runs or pages.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from model.config import SETTINGS, TrainingConfig
from model.languages.translation import N_, _
from model.networks.optimizers import OPTIMIZERS
from model.training.remedies import applicable

History = Sequence[Mapping[str, float]]


def gap(history: History) -> float | None:
    """Return training minus validation accuracy after the last epoch, -1 to 1; None without validation."""
    if not history or "val_accuracy" not in history[-1]:
        return None
    return history[-1]["accuracy"] - history[-1]["val_accuracy"]


class Suggestion(NamedTuple):
    """A change that would help.

    Attributes:
        id: of the remedy, or the name of the setting that is changed.
        label: what it is called, in the reader's language.
        config: the training with it.
    """

    id: str
    label: str
    config: TrainingConfig


class Hint(NamedTuple):
    """What the curves show, and what would help.

    Attributes:
        kind: what they show.
        reason: more exactly, a key of `SENTENCES`.
        values: what that sentence names, by its places.
        remedies: the changes that would help, the best one first.
    """

    kind: Literal["exploded", "not-learning", "overfitting", "stopped-too-early"]
    reason: str
    values: dict[str, float]
    remedies: list[Suggestion]

    @property
    def sentence(self) -> str:
        """What the curves show, in one sentence of the reader's language."""
        return _(SENTENCES[self.reason]).format(**self.values)


SENTENCES = {
    "exploded": N_("It exploded: the steps were too large, and the loss grew instead of falling."),
    "not-learning": N_("It is not learning: {accuracy:.1%} right in training is hardly better than chance."),
    "no-better-than-guessing": N_(
        "It is hardly learning: its training loss of {loss:.2f} is no better than that of guessing, {guessing:.2f}."
    ),
    "overfitting": N_("It overfits: on the pictures it learns from it is {points:.1f} points better than on others."),
    "overfitting-with-rising-loss": N_(
        "It overfits: on the pictures it learns from it is {points:.1f} points better than on others, and the"
        " validation loss has risen since its lowest."
    ),
    "stopped-too-early": N_("It stopped too early: the validation loss was still falling."),
}
_GAP = 0.05  # a wider one is overfitting when the validation loss rises too ...
_WIDE_GAP = 0.1  # ... and a wider one than this whatever the loss does
_RISEN = 1.1  # times the lowest validation loss
_FALLING = 0.95  # times the validation loss of the epoch before: it would have fallen further


def hints(config: TrainingConfig, history: History, classes: int, exploded: bool = False) -> list[Hint]:
    """Return what the curves of a training that is over show; nothing where all is well.

    Args:
        config: the training.
        history: its epochs: loss, accuracy and, with validation, val_loss and val_accuracy.
        classes: how many classes there are.
        exploded: whether the loss became infinite or no number.
    """
    if exploded or (history and history[-1]["loss"] > 3 * history[0]["loss"]):
        return [Hint("exploded", "exploded", {}, [_with_rate(config, config.learning_rate / 10)])]
    if len(history) < 2:
        return []
    if history[-1]["accuracy"] < 1.5 / classes - (0.15 if classes == 2 else 0):
        return [_not_learning(config, "not-learning", accuracy=history[-1]["accuracy"])]
    if _guesses(config, history[-1]["loss"], classes):
        values = {"loss": history[-1]["loss"], "guessing": math.log(classes)}
        return [_not_learning(config, "no-better-than-guessing", **values)]
    width = gap(history)
    if width is None:
        return []
    losses = [row["val_loss"] for row in history]
    rises = losses[-1] > _RISEN * min(losses)
    if len(history) >= 3 and (width > _WIDE_GAP or (width > _GAP and rises)):
        return [_overfitting(config, width, rises)]
    longer = config.replace(epochs=min(int(SETTINGS["epochs"].most), 2 * config.epochs))
    still_falls = len(history) == config.epochs and losses[-1] < _FALLING * losses[-2]
    if still_falls and longer != config:
        more = Suggestion("epochs", _("{epochs} epochs").format(epochs=longer.epochs), longer)
        return [Hint("stopped-too-early", "stopped-too-early", {}, [more])]
    return []


def looks_well(config: TrainingConfig, history: History) -> bool:
    """Whether curves without a hint show that what was learned holds for other pictures, too: validation tells.

    It does not where a base had learned most of the validation pictures before.
    """
    width = gap(history)
    return not config.base and len(history) > 1 and width is not None and width <= _WIDE_GAP


def _with_rate(config: TrainingConfig, rate: float) -> Suggestion:
    return Suggestion(
        "learning_rate", _("Learning rate {rate:g}").format(rate=rate), config.replace(learning_rate=rate)
    )


def _guesses(config: TrainingConfig, loss: float, classes: int) -> bool:
    """Whether a training loss is no better than where each class is as likely: of a cross-entropy and nothing else."""
    return config.loss.endswith("crossentropy") and not (config.l1 or config.l2) and loss >= math.log(classes)


def _not_learning(config: TrainingConfig, reason: str, **values: float) -> Hint:
    usual, adam = OPTIMIZERS[config.optimizer].usual_rate, OPTIMIZERS["adam"]
    is_far = abs(math.log(config.learning_rate / usual)) > math.log(3)
    changes = [_with_rate(config, usual if is_far else usual / 10)]
    if config.optimizer != "adam":
        other = config.replace(optimizer="adam", learning_rate=adam.usual_rate)
        changes.append(Suggestion("optimizer", adam.title, other))
    return Hint("not-learning", reason, values, changes)


def _overfitting(config: TrainingConfig, width: float, rises: bool) -> Hint:
    reason = "overfitting-with-rising-loss" if rises else "overfitting"
    known = applicable(config)
    wanted = [name for name in ("augmentation", "dropout", "data", "early_stopping", "l2") if name in known]
    changes = [Suggestion(name, _(known[name].title), known[name].applied(config)) for name in wanted]
    return Hint("overfitting", reason, {"points": 100 * width}, changes)
