"""Promises of groups of runs: races, folds, seeds, and what they came to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from model.config import PRESETS, TrainingConfig
from model.datasets import registry
from model.datasets.data_set import DataSet
from model.datasets.mixing import part_counts
from model.datasets.pictures import Pictures
from model.datasets.registry import data_set
from model.errors import ConfigError, DatabaseError, DiskError, RunError
from model.evaluation import predictions
from model.executors import chosen
from model.inference.card import Source, write_card
from model.networks.optimizers import OPTIMIZERS
from model.networks.summary import rows
from model.runs import deletion, experiments, groups, queue, results, store
from model.runs.store import Run
from model.storage import files, recycle_bin
from model.training.remedies import REMEDIES
from tests.cards import FIGURES, card
from tests.runs.conftest import RecordingExecutor

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
    write_card(run.folder, card(best_epoch=best, figures=FIGURES._replace(test_accuracy=accuracy)))


def test_group_queues_a_run_for_each_config_and_is_found_again() -> None:
    group = groups.create("optimizers", experiments.optimizer_race(CONFIG))
    assert groups.all_groups() == [group]
    assert groups.find(group.id) == group
    found = group.runs()
    assert list(found) == list(OPTIMIZERS)
    assert {run.state().status for run in found.values()} == {"queued"}
    assert found["adadelta"].config() == CONFIG.replace(optimizer="adadelta", learning_rate=1.0)
    assert group.created == next(iter(found.values())).created


@pytest.mark.parametrize("most", [0, 1, 2])  # files that can be written
def test_race_that_cannot_be_written_wholly_leaves_no_half_race(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []

    def write(path: Path, text: str) -> None:
        if path.name == "config.json":
            written.append(path)
            if len(written) > most:
                raise OSError(28, "No space left on device")
        path.write_text(text)

    monkeypatch.setattr(files, "write_text", write)
    with pytest.raises(DiskError, match=r"No space left on device\. Free some disk"):
        groups.create("seeds", experiments.seeds(CONFIG, 3))
    assert len(written) == most + 1
    assert store.all_runs() == []
    assert groups.all_groups() == []


def test_race_whose_group_cannot_be_kept_leaves_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise DatabaseError("database", "full")

    monkeypatch.setattr(groups, "_insert", full)
    with pytest.raises(DatabaseError):
        groups.create("seeds", experiments.seeds(CONFIG, 3))
    assert (store.all_runs(), groups.all_groups()) == ([], [])
    assert list(store.runs_folder().iterdir()) == []


def test_no_run_of_a_group_is_started_before_all_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    executor = RecordingExecutor()
    monkeypatch.setitem(chosen.READY, "local", executor)
    create = store.create

    def create_and_look(config: TrainingConfig, owner: str) -> Run:
        run = create(config, owner=owner)
        queue.advance()  # as the page of somebody else does
        return run

    monkeypatch.setattr(store, "create", create_and_look)
    groups.create("seeds", experiments.seeds(CONFIG, 2))
    assert executor.started == []
    queue.advance()
    assert len(executor.started) == 1


def test_newest_group_comes_first() -> None:
    made = [groups.create("seeds", experiments.seeds(CONFIG, 2)) for _ in range(3)]
    assert groups.all_groups() == [*reversed(made)]


def test_optimizers_race_on_the_same_network_data_and_seed_with_their_usual_step() -> None:
    raced = experiments.optimizer_race(CONFIG.replace(learning_rate=0.005), ("sgd", "adam"))
    assert raced["adam"].learning_rate == 0.005  # the config's own choice stays
    assert raced["sgd"].learning_rate == OPTIMIZERS["sgd"].usual_rate
    assert set(raced["sgd"].differing(raced["adam"])) == {"optimizer", "learning_rate"}


def test_remedies_race_against_the_training_as_it_is() -> None:
    raced = experiments.remedy_race(CONFIG)
    assert list(raced) == [groups.AS_IT_IS, *REMEDIES]
    assert raced[groups.AS_IT_IS] == CONFIG
    assert all(config.differing(CONFIG) for member, config in raced.items() if member != groups.AS_IT_IS)
    assert list(experiments.remedy_race(CONFIG.replace(dropout=0.5), ("dropout", "l2"))) == [groups.AS_IT_IS, "l2"]
    with pytest.raises(ConfigError, match="has these remedies already"):
        experiments.remedy_race(CONFIG.replace(dropout=0.5), ("dropout",))


@pytest.mark.parametrize("race", [experiments.optimizer_race, experiments.remedy_race])
def test_race_of_nothing_is_refused_and_says_so(race: Callable[..., object]) -> None:
    with pytest.raises(ConfigError, match=r"Nothing is chosen\. Choose at least one\.") as refused:
        race(CONFIG, ())
    assert refused.value.reason == "nothing-chosen"


def test_folds_differ_in_the_fold_alone() -> None:
    found = experiments.folds(CONFIG, 4)
    assert list(found) == ["1", "2", "3", "4"]
    assert [config.fold for config in found.values()] == [0, 1, 2, 3]
    assert all(config.folds == 4 for config in found.values())
    assert found["1"].differing(found["4"]) == ["fold"]


@pytest.mark.parametrize("count", [-1, 0, 1, 11])
def test_number_of_folds_that_cannot_be_is_refused(count: int) -> None:
    with pytest.raises(ConfigError):
        experiments.folds(CONFIG, count)


@pytest.mark.parametrize("first", [5, 2**31 - 1])
def test_seeds_are_different_ones_that_may_be(first: int) -> None:
    found = experiments.seeds(CONFIG.replace(seed=first), 3)
    assert len({config.seed for config in found.values()}) == 3
    assert all(config.differing(CONFIG) in ([], ["seed"]) for config in found.values())


@pytest.mark.parametrize("name", list(experiments.READY))
def test_race_that_is_ready_holds_trainings_that_work(name: str) -> None:
    kind, configs = experiments.READY[name]
    assert groups.TITLES[kind]
    assert len(configs) >= 6
    for config in configs.values():
        assert TrainingConfig.from_json(config.to_json()) == config
        assert rows(config.all_layers(10), data_set(config.data).shape)[-1].shape == (10,)
        assert min(part_counts(config)) >= 10


def test_overfitting_lab_has_300_pictures() -> None:
    training, validation, _ = part_counts(experiments.READY["overfitting"].configs[groups.AS_IT_IS])
    assert training + validation == 300


@pytest.mark.parametrize(
    ("kind", "configs", "title", "labels"),
    [
        ("optimizers", experiments.optimizer_race(CONFIG, ("sgd", "adam")), "Optimizer race", ["SGD", "Adam"]),
        ("remedies", experiments.remedy_race(CONFIG, ("l2",)), "Remedy race", ["As it is", "L2"]),
        ("overfitting", experiments.remedy_race(CONFIG, ("l1",)), "Overfitting lab", ["As it is", "L1"]),
        ("folds", experiments.folds(CONFIG, 2), "2 folds", ["Fold 1", "Fold 2"]),
        ("seeds", experiments.seeds(CONFIG, 3), "3 seeds", ["Seed 5", "Seed 6", "Seed 7"]),
    ],
)  # fmt: skip
def test_words_of_a_group_are_those_of_its_kind_and_of_what_its_members_stand_for(
    kind: groups.Kind, configs: dict[str, TrainingConfig], title: str, labels: list[str]
) -> None:
    group = groups.create(kind, configs)
    assert group.title == title
    assert [group.label(member) for member in group.runs()] == labels
    assert group.is_race == (kind not in ("folds", "seeds"))


def test_group_of_an_earlier_version_keeps_its_written_words(home: Path) -> None:
    first, second = (store.create(CONFIG.replace(seed=seed)) for seed in (1, 2))
    (home / "groups").mkdir()
    old = {"kind": "race", "title": "Optimizer race", "members": {"SGD": first.id, "Adam": second.id}}
    (home / "groups" / f"{first.id[:24]}-race.json").write_text(json.dumps(old))
    (group,) = groups.all_groups()
    assert (group.title, group.is_race) == ("Optimizer race", True)
    assert [group.label(member) for member in group.runs()] == ["SGD", "Adam"]
    assert group.created == first.created


def test_result_is_that_of_the_epoch_that_is_kept() -> None:
    group = groups.create("seeds", experiments.seeds(CONFIG, 3))
    first, second, third = group.runs().values()
    come_to(first, accuracy=0.9, best=2, validation=[0.5, 0.8, 0.7])
    come_to(second, accuracy=0.8, best=0, validation=[])
    one, two, three = results.of_group(group)
    assert (one.name, one.run, one.epochs) == ("Seed 5", first, 3)
    assert (one.validation_accuracy, one.test_accuracy, one.seconds_per_epoch) == (0.8, 0.9, 4.0)
    assert (two.validation_accuracy, two.test_accuracy, two.seconds_per_epoch) == (None, 0.8, None)
    assert (three.run, three.epochs, three.test_accuracy) == (third, 0, None)


@pytest.mark.parametrize("values", [[0.9], [0.9, 0.8], [0.91, 0.95, 0.97, 0.9]])
def test_mean_and_spread_are_those_of_numpy(values: list[float]) -> None:
    mean, spread = results.mean_and_spread(values)
    assert mean == pytest.approx(np.mean(values))
    assert spread == pytest.approx(np.std(values, ddof=1) if len(values) > 1 else 0)


def tiny(name: str, labels: list[int]) -> DataSet:
    """Return a data set of a few pictures of three classes."""
    pictures = Pictures(np.full((len(labels), 8, 8, 1), len(labels), np.uint8), np.array(labels))
    return DataSet(
        name, name, (8, 8, 1), ("a", "b", "c"), len(labels), len(labels), (Source(name, name, name),),
        lambda: pictures, lambda: pictures,
    )  # fmt: skip


def predict(run: Run, predicted: list[int]) -> None:
    """Let a run have a classifier that predicted this for its test pictures, and is gone since."""
    network = {"input_shape": (8, 8, 1), "layers": ({"kind": "flatten"},)}
    said = card(classes=("a", "b", "c"), litert_sha256=hashlib.sha256(run.id.encode()).hexdigest(), **network)
    write_card(run.folder, said)
    predictions.keep(said, data_set(run.config().data).test(), np.eye(3, dtype=np.float32)[predicted])


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> TrainingConfig:
    """Return a training on five pictures."""
    for data in (tiny("five", [0, 1, 2, 1, 0]), tiny("two", [0, 1])):
        monkeypatch.setitem(registry.DATA_SETS, data.id, data)
    return CONFIG.replace(data="five")


def test_pictures_that_every_run_gets_wrong_are_named(few: TrainingConfig, home: Path) -> None:
    group = groups.create("folds", experiments.folds(few, 3))
    assert results.always_wrong(group)[1] == 0
    first, second, third = group.runs().values()
    predict(first, [1, 1, 0, 0, 0])
    predict(second, [2, 1, 2, 0, 1])
    wrong, judges = results.always_wrong(group)
    assert (wrong.tolist(), judges) == ([0, 3], 2)
    before = set((home / "cache" / "predictions").glob("*.npy"))
    predict(third, [0, 1, 2, 1, 0])
    wrong, judges = results.always_wrong(group)
    assert (wrong.tolist(), judges) == ([], 3)
    (kept,) = set((home / "cache" / "predictions").glob("*.npy")) - before
    kept.write_bytes(b"damaged")  # and there is no classifier that could be asked again
    wrong, judges = results.always_wrong(group)
    assert (wrong.tolist(), judges) == ([0, 3], 2)


def test_runs_that_were_tested_on_other_pictures_have_none_in_common(few: TrainingConfig) -> None:
    group = groups.create("seeds", {"1": few, "2": few.replace(data="two")})
    first, second = group.runs().values()
    predict(first, [1, 1, 0, 0, 0])
    predict(second, [1, 0])
    wrong, judges = results.always_wrong(group)
    assert (wrong.tolist(), judges) == ([], 0)


def test_group_whose_runs_are_gone_is_not_listed() -> None:
    group = groups.create("seeds", experiments.seeds(CONFIG, 2))
    first, second = group.runs().values()
    for run in (first, second):
        queue.stop(run)
    deletion.delete(first)
    assert list(groups.find(group.id).runs().values()) == [second]
    deletion.delete(second)
    assert groups.all_groups() == []
    with pytest.raises(RunError, match="There is no group"):
        groups.find(group.id)
    recycle_bin.bring_back(recycle_bin.everything()[1])
    assert [found.id for found in groups.all_groups()] == [group.id]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "7",
        "{}",
        "\0",
        '{"members": {"a": "b"}}',
        '{"kind": "seeds", "members": {"1": 7}}',
        '{"kind": "race", "title": "x", "members": 3}',
        '{"kind": "dance", "members": {"1": "b"}}',
        '{"kind": ["seeds"], "members": {"1": "b"}}',
    ],
)
def test_damaged_file_of_a_group_harms_nothing(content: str, home: Path) -> None:
    group = groups.create("seeds", experiments.seeds(CONFIG, 2))
    (home / "groups").mkdir()
    (home / "groups" / "0-race.json").write_text(content)
    (home / "groups" / "9-race.json").write_bytes(b"\xff\xfe")
    assert groups.all_groups() == [group]
    assert set(groups.damaged()) >= {"9-race"}


def test_group_keeps_the_order_of_its_runs() -> None:
    group = groups.create("seeds", experiments.seeds(PRESETS["fast"], 10))
    assert list(groups.find(group.id).members.items()) == list(group.members.items())
    assert list(group.members) == [str(seed) for seed in range(1, 11)]
