"""Promises of groups of runs: races, folds, seeds, and what they came to."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from model import groups, runs
from model.architecture import rows
from model.cards import write_card
from model.config import OPTIMIZERS, PRESETS, USUAL_RATES, TrainingConfig
from model.datasets import about
from model.errors import ConfigError, RunError
from model.hints import REMEDIES
from model.runs import Run

CONFIG = TrainingConfig(share=0.1, seed=5)


def come_to(run: Run, accuracy: float, best: int, validation: list[float]) -> None:
    """Let a run have finished with these figures."""
    run.write_history(
        [
            {
                "epoch": epoch,
                "loss": 1.0,
                "accuracy": 0.5,
                "val_loss": 1.0,
                "val_accuracy": value,
                "seconds": 2.0 * epoch,
            }
            for epoch, value in enumerate(validation, start=1)
        ]
    )
    write_card(run.folder, {"best_epoch": best, "figures": {"test_accuracy": accuracy}})


def test_group_queues_a_run_for_each_config_and_is_found_again() -> None:
    group = groups.create("race", "Optimizer race", groups.optimizer_race(CONFIG))
    assert groups.all_groups() == [group]
    assert groups.find(group.id) == group
    found = group.runs()
    assert list(found) == list(OPTIMIZERS.values())
    assert {run.state().status for run in found.values()} == {"queued"}
    assert found["Adadelta"].config() == CONFIG.replace(optimizer="adadelta", learning_rate=1.0)


def test_newest_group_comes_first() -> None:
    made = [groups.create("seeds", str(number), groups.seeds(CONFIG, 2)) for number in range(3)]
    assert [group.title for group in groups.all_groups()] == [group.title for group in reversed(made)]


def test_optimizers_race_on_the_same_network_data_and_seed_with_their_usual_step() -> None:
    raced = groups.optimizer_race(CONFIG.replace(learning_rate=0.005), ("sgd", "adam"))
    assert raced["Adam"].learning_rate == 0.005  # the config's own choice stays
    assert raced["SGD"].learning_rate == USUAL_RATES["sgd"]
    assert set(raced["SGD"].differing(raced["Adam"])) == {"optimizer", "learning_rate"}


def test_remedies_race_against_the_training_as_it_is() -> None:
    raced = groups.remedy_race(CONFIG)
    assert list(raced) == ["As it is", *(remedy.title for remedy in REMEDIES.values())]
    assert raced["As it is"] == CONFIG
    assert all(config.differing(CONFIG) for name, config in raced.items() if name != "As it is")
    assert list(groups.remedy_race(CONFIG.replace(dropout=0.5), ("dropout", "l2"))) == ["As it is", "L2"]
    with pytest.raises(ConfigError, match="has these remedies already"):
        groups.remedy_race(CONFIG.replace(dropout=0.5), ("dropout",))


def test_folds_differ_in_the_fold_alone() -> None:
    found = groups.folds(CONFIG, 4)
    assert list(found) == ["Fold 1", "Fold 2", "Fold 3", "Fold 4"]
    assert [config.fold for config in found.values()] == [0, 1, 2, 3]
    assert all(config.folds == 4 for config in found.values())
    assert found["Fold 1"].differing(found["Fold 4"]) == ["fold"]


@pytest.mark.parametrize("count", [-1, 0, 1, 11])
def test_number_of_folds_that_cannot_be_is_refused(count: int) -> None:
    with pytest.raises(ConfigError):
        groups.folds(CONFIG, count)


@pytest.mark.parametrize("first", [5, 2**31 - 1])
def test_seeds_are_different_ones_that_may_be(first: int) -> None:
    found = groups.seeds(CONFIG.replace(seed=first), 3)
    assert len({config.seed for config in found.values()}) == 3
    assert all(config.differing(CONFIG) in ([], ["seed"]) for config in found.values())


@pytest.mark.parametrize("name", list(groups.READY))
def test_race_that_is_ready_holds_trainings_that_work(name: str) -> None:
    title, configs = groups.READY[name]
    assert title
    assert len(configs) >= 6
    for config in configs.values():
        assert TrainingConfig.from_json(config.to_json()) == config
        data = about(config)
        assert rows(config.all_layers(10), data.shape)[-1].shape == (10,)
        assert min(data.counts(config)) >= 10


def test_overfitting_lab_has_300_pictures() -> None:
    config = groups.READY["overfitting"][1]["As it is"]
    training, validation, _ = about(config).counts(config)
    assert training + validation == 300


def test_result_is_that_of_the_epoch_that_is_kept() -> None:
    group = groups.create("seeds", "3 seeds", groups.seeds(CONFIG, 3))
    first, second, third = group.runs().values()
    come_to(first, accuracy=0.9, best=2, validation=[0.5, 0.8, 0.7])
    come_to(second, accuracy=0.8, best=0, validation=[])
    one, two, three = groups.results(group)
    assert (one.name, one.run, one.epochs) == ("Seed 5", first, 3)
    assert (one.validation_accuracy, one.test_accuracy, one.seconds_per_epoch) == (0.8, 0.9, 4.0)
    assert (two.validation_accuracy, two.test_accuracy, two.seconds_per_epoch) == (None, 0.8, None)
    assert (three.run, three.epochs, three.test_accuracy) == (third, 0, None)


@pytest.mark.parametrize("values", [[0.9], [0.9, 0.8], [0.91, 0.95, 0.97, 0.9]])
def test_mean_and_spread_are_those_of_numpy(values: list[float]) -> None:
    mean, spread = groups.mean_and_spread(values)
    assert mean == pytest.approx(np.mean(values))
    assert spread == pytest.approx(np.std(values, ddof=1) if len(values) > 1 else 0)


def test_pictures_that_every_run_gets_wrong_are_named() -> None:
    labels = np.array([0, 1, 2, 1, 0])
    group = groups.create("folds", "3 folds", groups.folds(CONFIG, 3))
    assert groups.always_wrong(group, labels)[1] == 0
    first, second, third = group.runs().values()
    first.write_test_probabilities(np.eye(3, dtype=np.float32)[[1, 1, 0, 0, 0]])
    second.write_test_probabilities(np.eye(3, dtype=np.float32)[[2, 1, 2, 0, 1]])
    wrong, judges = groups.always_wrong(group, labels)
    assert (wrong.tolist(), judges) == ([0, 3], 2)
    (third.folder / "test.npz").write_bytes(b"damaged")
    assert groups.always_wrong(group, labels)[1] == 2
    third.write_test_probabilities(np.eye(3, dtype=np.float32)[[0, 1]])  # of other data
    assert groups.always_wrong(group, labels)[1] == 2


def test_group_whose_runs_are_gone_is_not_listed() -> None:
    group = groups.create("seeds", "2 seeds", groups.seeds(CONFIG, 2))
    first, second = group.runs().values()
    for run in (first, second):
        runs.stop(run)
    runs.delete(first)
    assert list(groups.find(group.id).runs().values()) == [second]
    runs.delete(second)
    assert groups.all_groups() == []
    with pytest.raises(RunError, match="There is no group"):
        groups.find(group.id)
    runs.restore(first.id)
    assert [found.id for found in groups.all_groups()] == [group.id]


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "7", "{}", '{"kind": "race", "title": "x", "members": 3}', '{"members": {"a": "b"}}', "\0"],
)
def test_damaged_file_of_a_group_harms_nothing(content: str, home: Path) -> None:
    group = groups.create("seeds", "2 seeds", groups.seeds(CONFIG, 2))
    (home / "groups" / "0-race.json").write_text(content)
    (home / "groups" / "9-race.json").write_bytes(b"\xff\xfe")
    assert groups.all_groups() == [group]


def test_file_of_a_group_says_what_it_holds(home: Path) -> None:
    group = groups.create("seeds", "2 seeds", groups.seeds(PRESETS["fast"], 2))
    content = json.loads((home / "groups" / f"{group.id}.json").read_text())
    assert content == {"kind": "seeds", "title": "2 seeds", "members": group.members}
