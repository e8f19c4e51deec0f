"""Promises of hints: what the curves show, and what would help."""

from __future__ import annotations

from typing import Any

import pytest

from model.config import SETTINGS, TrainingConfig
from model.networks.optimizers import OPTIMIZERS
from model.training.diagnosis import gap, hints, looks_well
from model.training.remedies import REMEDIES

CONFIG = TrainingConfig(epochs=5, share=0.1)
Curve = list[tuple[float, float, float, float]]

WELL: Curve = [(1.0, 0.7, 0.9, 0.72), (0.5, 0.85, 0.5, 0.85), (0.3, 0.9, 0.32, 0.9), (0.25, 0.92, 0.31, 0.91)]
OVERFITTED: Curve = [(1.0, 0.7, 0.9, 0.72), (0.3, 0.9, 0.5, 0.85), (0.1, 0.97, 0.6, 0.86), (0.01, 1.0, 0.8, 0.85)]
IDLE: Curve = [(2.3, 0.1, 2.3, 0.1)] * 5
EXPLODED: Curve = [(2.3, 0.1, 2.3, 0.1), (50.0, 0.1, 90.0, 0.1)]
FALLING: Curve = [(2.0 * 0.8**step, 0.4 + 0.07 * step, 1.9 * 0.8**step, 0.4 + 0.07 * step) for step in range(5)]


def history(curve: Curve, validated: bool = True) -> list[dict[str, float]]:
    """Return a history of these figures."""
    names = ("loss", "accuracy", "val_loss", "val_accuracy") if validated else ("loss", "accuracy")
    return [dict(zip(names, figures, strict=False)) for figures in curve]


@pytest.mark.parametrize(
    ("curve", "kind", "word"),
    [
        (OVERFITTED, "overfitting", "15.0 points better than on others, and the validation loss has risen"),
        (IDLE, "not-learning", "10.0% right in training is hardly better than chance"),
        (EXPLODED, "exploded", "the steps were too large"),
        (FALLING, "stopped-too-early", "still falling"),
    ],
)
def test_curve_that_shows_an_ill_gets_its_hint_with_remedies(curve: Curve, kind: str, word: str) -> None:
    (hint,) = hints(CONFIG, history(curve), classes=10)
    assert hint.kind == kind
    assert word in hint.sentence
    assert hint.remedies
    assert all(change.label and change.config != CONFIG for change in hint.remedies)
    assert {change.id for change in hint.remedies} <= {*REMEDIES, *SETTINGS}


@pytest.mark.parametrize("curve", [[], WELL[:1], WELL, FALLING[:4]])
def test_curve_where_all_is_well_gets_no_hint(curve: Curve) -> None:
    assert hints(CONFIG, history(curve), classes=10) == []


def test_training_without_validation_is_not_said_to_overfit_or_to_stop_too_early() -> None:
    config = CONFIG.replace(validation_split=0)
    assert hints(config, history(OVERFITTED, validated=False), classes=10) == []
    assert hints(config, history(FALLING, validated=False), classes=10) == []
    assert gap(history(OVERFITTED, validated=False)) is None


def test_curves_look_well_where_validation_says_so_and_not_where_nothing_or_a_base_or_a_wide_gap_does() -> None:
    assert looks_well(CONFIG, history(WELL))
    assert not looks_well(CONFIG, history(WELL[:1]))
    assert not looks_well(CONFIG, history(WELL, validated=False))
    assert not looks_well(CONFIG.replace(base="shipped"), history(WELL))  # which had learned what validates
    assert not looks_well(CONFIG, history([(1.0, 0.7, 0.9, 0.72), (0.3, 0.95, 0.5, 0.75)]))


def test_gap_is_training_minus_validation_accuracy_after_the_last_epoch() -> None:
    assert gap([]) is None
    assert gap(history(OVERFITTED)) == pytest.approx(0.15)


def test_exploded_training_gets_its_hint_without_any_epoch_and_smaller_steps() -> None:
    (hint,) = hints(CONFIG, [], classes=10, exploded=True)
    ((change, label, slower),) = hint.remedies
    assert (hint.kind, change, label) == ("exploded", "learning_rate", "Learning rate 0.0001")
    assert slower.learning_rate == pytest.approx(CONFIG.learning_rate / 10)
    assert slower.differing(CONFIG) == ["learning_rate"]


@pytest.mark.parametrize(("classes", "accuracy", "expected"), [(2, 0.52, True), (2, 0.7, False), (10, 0.3, False)])
def test_chance_depends_on_the_number_of_classes(classes: int, accuracy: float, expected: bool) -> None:
    kinds = [hint.kind for hint in hints(CONFIG, history([(0.69, accuracy, 0.69, accuracy)] * 4), classes)]
    assert ("not-learning" in kinds) == expected


TOO_FAST: Curve = [(95.0, 0.12, 219.0, 0.13), (5.0, 0.2, 2.4, 0.22), (2.38, 0.245, 1.78, 0.3)]


def test_training_whose_loss_is_no_better_than_that_of_guessing_is_not_told_to_train_longer() -> None:
    config = CONFIG.replace(epochs=3, optimizer="sgd", learning_rate=3)
    (hint,) = hints(config, history(TOO_FAST), classes=10)
    assert hint.kind == "not-learning"
    assert hint.sentence == (
        "It is hardly learning: its training loss of 2.38 is no better than that of guessing, 2.30."
    )
    assert hint.remedies[0].config.learning_rate == OPTIMIZERS["sgd"].usual_rate


@pytest.mark.parametrize(
    "changes", [{"loss": "mean_squared_error"}, {"l2": 0.001}, {"l1": 0.0001}], ids=["another loss", "L2", "L1"]
)
def test_loss_that_is_more_or_other_than_a_cross_entropy_is_not_compared_with_guessing(changes: dict[str, Any]) -> None:
    curve = history([(4.0, 0.85, 4.0, 0.85), (2.4, 0.9, 2.4, 0.9)])
    assert hints(CONFIG, curve, classes=10)
    assert hints(CONFIG.replace(**changes), curve, classes=10) == []


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
@pytest.mark.parametrize("rate", [1e-6, 0.001, 0.01, 1.0, 10.0])
def test_network_that_does_not_learn_is_offered_another_step_or_adam(optimizer: str, rate: float) -> None:
    config = CONFIG.replace(optimizer=optimizer, learning_rate=rate)
    (hint,) = hints(config, history(IDLE), classes=10)
    changed = [change.config for change in hint.remedies]
    assert changed[0].learning_rate not in (0, rate)
    assert [other.optimizer for other in changed] == [optimizer] + ["adam"] * (optimizer != "adam")
    assert changed[-1].learning_rate == OPTIMIZERS["adam"].usual_rate or optimizer == "adam"


def test_overfitting_is_not_met_by_a_remedy_that_is_taken_already() -> None:
    taken = CONFIG.replace(augmentation=True, dropout=0.5)
    (hint,) = hints(taken, history(OVERFITTED), classes=10)
    assert {"augmentation", "dropout"}.isdisjoint(change.id for change in hint.remedies)
    assert ("l2", "L2") in [(change.id, change.label) for change in hint.remedies]


def test_training_of_the_most_epochs_is_not_told_to_train_longer_in_vain() -> None:
    config = CONFIG.replace(epochs=200)
    curve = history([(2.0 * 0.9**step, 0.8, 2.0 * 0.9**step, 0.8) for step in range(200)])
    assert all(other != config for hint in hints(config, curve, classes=10) for _, _, other in hint.remedies)
