"""Promises of how long a training will take: it is judged by what this computer has trained, and by nothing else."""

from __future__ import annotations

import pytest

from model.config import PRESETS, TrainingConfig
from model.runs import store
from model.runs.estimate import estimate, work
from model.runs.state import State


def trained(config: TrainingConfig, seconds: float, overhead: float = 0.0) -> None:
    """Let a run have been trained here, each epoch in so many s."""
    run = store.create(config)
    rows = [{"epoch": epoch, "loss": 1.0, "accuracy": 0.5, "seconds": seconds} for epoch in (1, 2)]
    run.write_history([{**row, "val_loss": 1.0, "val_accuracy": 0.5} for row in rows])
    run.write_state(State("finished", overhead=overhead))


def test_nothing_is_said_while_nothing_was_trained() -> None:
    store.create(PRESETS["fast"])
    assert estimate([PRESETS["fast"]]) is None


def test_same_training_takes_as_long_again_and_half_the_pictures_half_as_long() -> None:
    config = PRESETS["two-conv"].replace(epochs=4)
    trained(config, seconds=10, overhead=7)
    found = estimate([config, config.replace(share=0.5, seed=2)])
    assert found is not None
    assert found.of_its_kind
    assert found.seconds == pytest.approx(4 * 10 + 7 + 4 * 5 + 7, rel=0.01)


def test_other_network_is_judged_by_its_multiplications_and_said_to_be() -> None:
    trained(PRESETS["two-conv"], seconds=10)
    other = PRESETS["one-conv"].replace(epochs=1)
    found = estimate([other])
    assert found is not None
    assert not found.of_its_kind
    assert found.seconds == pytest.approx(10 * work(other) / work(PRESETS["two-conv"]))


def test_damaged_run_harms_no_estimate() -> None:
    trained(PRESETS["two-conv"], seconds=10)
    run = store.create(PRESETS["two-conv"])
    run.write_history([{"epoch": 1, "loss": 1.0, "accuracy": 0.5, "seconds": 99.0}])
    (run.folder / "config.json").write_text("{")
    found = estimate([PRESETS["two-conv"]])
    assert found is not None
    assert found.seconds == pytest.approx(50)


def test_short_training_does_not_judge_a_long_one_where_another_is_nearer() -> None:
    short = PRESETS["two-conv"].replace(share=0.005)
    trained(PRESETS["two-conv"], seconds=10)
    for _ in range(3):
        trained(short, seconds=1)  # most of it to begin and to end the epoch
    other = PRESETS["two-conv-dense"].replace(epochs=1)
    found = estimate([other])
    assert found is not None
    assert not found.of_its_kind
    assert found.seconds == pytest.approx(10 * work(other) / work(PRESETS["two-conv"]))
    few = estimate([short.replace(epochs=1)])
    assert few is not None
    assert few.seconds == pytest.approx(1)
