"""Promises to who adds something: a data set is one object, an optimizer is one row, and all that trains knows it."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from model.cli.main import main
from model.config import TrainingConfig
from model.datasets import registry
from model.datasets.data_set import DataSet
from model.datasets.mixing import check, load_split, part_counts
from model.datasets.pictures import Pictures
from model.errors import ConfigError
from model.evaluation.predictions import predictions_of
from model.inference.card import Source
from model.networks.layers import conv, max_pool
from model.networks.optimizers import OPTIMIZERS, Optimizer
from model.runs import experiments, store
from model.runs.execution import execute
from model.training.script import keras_script, pictures_as_npz, pictures_file

CLASSES = ("across", "down", "slanted")


def stripes(count: int, seed: int) -> Pictures:
    """Return so many pictures of stripes (12 x 12, grey) that run across, down, or both."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % len(CLASSES)
    rows, columns = np.mgrid[:12, :12]
    ways = np.stack([rows, columns, rows + columns])[labels]  # (n, 12, 12)
    bright = (ways + rng.integers(0, 4, (count, 1, 1))) % 4 < 2
    noise = rng.integers(0, 60, bright.shape)
    return Pictures((180 * bright + noise)[..., None].astype(np.uint8), labels)


STRIPES = DataSet(
    id="stripes",
    title="Stripes",
    shape=(12, 12, 1),
    classes=CLASSES,
    training=300,
    testing=90,
    sources=(Source("Drawn stripes", "MIT", "a test"),),
    train=lambda: stripes(300, seed=1),
    test=lambda: stripes(90, seed=2),
)
CONFIG = {"network": "own", "layers": (conv(4), max_pool()), "epochs": 6, "batch_size": 20, "validation_split": 0.2}


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> TrainingConfig:
    """Add one data set and one optimizer; return a training with both."""
    monkeypatch.setitem(registry.DATA_SETS, "stripes", STRIPES)
    monkeypatch.setitem(OPTIMIZERS, "nadam", Optimizer("Nadam", 0.001, "Nadam", {"beta_1": 0.8}))
    return TrainingConfig(data="stripes", optimizer="nadam", learning_rate=0.02, **CONFIG)  # type: ignore[arg-type]


def test_data_set_and_optimizer_that_are_added_train_to_a_classifier(added: TrainingConfig) -> None:
    run = store.create(added)
    state = execute(run)
    assert (state.status, state.message) == ("finished", "")
    card = run.card()
    assert card is not None
    assert (card.classes, card.data, card.input_shape) == (CLASSES, STRIPES.sources, (12, 12, 1))
    assert (card.config["data"], card.config["optimizer"]) == ("stripes", "nadam")
    assert card.figures.test_pictures == 90
    assert card.figures.test_accuracy > 1 / 3 + 4 * (2 / 9 / 90) ** 0.5  # four standard deviations above chance
    found = predictions_of(run.folder)
    assert np.mean(found.predicted == STRIPES.test().y) == pytest.approx(card.figures.test_accuracy)


def test_pictures_of_an_added_data_set_are_counted_and_shared_out(added: TrainingConfig) -> None:
    split = load_split(added)
    assert part_counts(added) == (len(split.train), len(split.validation), len(split.test)) == (240, 60, 90)
    assert check(added) is STRIPES


def test_script_names_what_was_added(added: TrainingConfig) -> None:
    script = keras_script(added)
    ast.parse(script)
    assert "keras.optimizers.Nadam(rate, beta_1=0.8)" in script
    assert "Own network on Stripes" in script
    assert pictures_file(added) == "stripes.npz"
    assert 'np.load("stripes.npz")' in script
    assert pictures_as_npz(added)


def test_added_optimizer_races_with_its_usual_rate(added: TrainingConfig, capsys: pytest.CaptureFixture[str]) -> None:
    raced = experiments.optimizer_race(added.replace(optimizer="adam"), tuple(OPTIMIZERS))
    assert raced["nadam"].learning_rate == 0.001
    main(["script", "--config", str(store.create(added).folder / "config.json")])
    assert "keras.optimizers.Nadam" in capsys.readouterr().out


def test_what_was_not_added_is_refused_with_what_there_is() -> None:
    with pytest.raises(ConfigError, match=r"Unknown data set 'stripes'\. Choose one of: mnist, cifar10, faces"):
        check(TrainingConfig(data="stripes"))
    with pytest.raises(ConfigError, match=r"Unknown optimizer 'nadam'\. Choose one of: sgd, momentum, adagrad"):
        TrainingConfig(optimizer="nadam")


def test_run_whose_data_set_is_gone_says_so(added: TrainingConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    run = store.create(added)
    monkeypatch.delitem(registry.DATA_SETS, "stripes")
    state = execute(run)
    assert state.status == "failed"
    assert state.message.startswith("Unknown data set 'stripes'. Choose one of: mnist")
