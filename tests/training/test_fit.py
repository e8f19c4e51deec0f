"""Promises of training: the seed decides all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.config import PRESETS, TrainingConfig
from model.datasets.mixing import load_split
from model.datasets.mnist import mnist_test
from model.datasets.pictures import Pictures, Split
from model.datasets.registry import data_set
from model.errors import ClassifierError, ConfigError
from model.networks.layers import conv, max_pool
from model.networks.optimizers import OPTIMIZERS
from model.runs.checkpoints import network_in
from model.runs.messages import sentence
from model.runtime.backend import keras, layers
from model.training.fit import _targets, compiled_network, steps_per_epoch, stops_early, train
from model.training.remedies import REMEDIES
from tests.classifiers import write_classifier
from tests.conftest import SMALL


@pytest.fixture(scope="module")
def small_split() -> Split:
    """600 pictures to learn from."""
    return load_split(PRESETS["two-conv"].replace(share=0.0125, validation_split=0.2))


def without_validation(pictures: Pictures) -> Split:
    """Return these pictures to learn from and none to validate on: an epoch is over sooner."""
    nothing = pictures[np.empty(0, np.int64)]
    return Split(pictures, nothing, nothing)


@pytest.fixture(scope="module")
def few() -> Split:
    """200 digits to learn from."""
    return without_validation(mnist_test()[np.arange(200)])


@pytest.fixture(scope="module")
def few_faces() -> Split:
    """96 faces to learn from."""
    return without_validation(data_set("faces").train()[np.arange(96)])


@pytest.fixture(scope="module")
def first(few: Split) -> keras.Sequential:
    """Return the small network after an epoch without validation."""
    return train(SMALL.replace(epochs=1), few)


@pytest.fixture(scope="module")
def learned(small_split: Split) -> Callable[[str], keras.Sequential]:
    """Return what trains the small network with a loss, once for each."""
    return cache(lambda loss: train(SMALL.replace(loss=loss, epochs=6, batch_size=50), small_split))


class KeepFirst(keras.callbacks.Callback):
    """Keeps the network after its first epoch as first.keras."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder."""
        super().__init__()
        self._folder = folder

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        """Save the network once."""
        if epoch == 0:
            self.model.save(self._folder / "first.keras")


def weights_differ(first: keras.Model, second: keras.Model) -> bool:
    """Tell whether any weight differs in any bit."""
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    return any(not np.array_equal(one, other) for one, other in pairs)


@pytest.mark.parametrize("network", ["two-conv", "fast", "shipped"])
def test_same_seed_gives_the_same_weights(network: str, few: Split) -> None:
    config = TrainingConfig(network=network, epochs=1, batch_size=50, width=0.25)
    assert not weights_differ(train(config, few), train(config, few))


def test_another_seed_gives_other_weights(first: keras.Sequential, few: Split) -> None:
    assert weights_differ(first, train(SMALL.replace(epochs=1, seed=2), few))


class Keep(keras.callbacks.Callback):
    """Keeps the figures of each epoch."""

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__()
        self.rows: list[dict[str, float]] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Add those of an epoch."""
        self.rows.append(dict(logs or {}))


def resumed_alike(config: TrainingConfig, split: Split, folder: Path) -> bool:
    """Tell whether a training that was broken off after its first epoch ends in the same weights as a whole one."""
    kept = Keep()
    whole = train(config, split, [KeepFirst(folder), kept])
    resumed = train(config, split, network=network_in(folder / "first.keras"), done=kept.rows[:1])
    return not weights_differ(whole, resumed)


@pytest.mark.parametrize(
    "changes",
    [
        {"network": "fast", "schedule": "cosine"},
        {"network": "shipped", "schedule": "cosine"},
        {"augmentation": True, "dropout": 0.5, "l2": 0.001, "optimizer": "rmsprop"},
        {"batch_norm": True, "optimizer": "momentum", "loss": "mean_squared_error"},
    ],
)
def test_resumed_training_ends_in_the_same_weights(changes: dict[str, Any], few: Split, tmp_path: Path) -> None:
    assert resumed_alike(TrainingConfig(epochs=2, batch_size=50, width=0.25).replace(**changes), few, tmp_path)


def test_augmented_digits_train_alike_when_resumed(few: Split, tmp_path: Path) -> None:
    config = PRESETS["shipped"].replace(epochs=2, batch_size=50, width=0.25)
    assert resumed_alike(config, few, tmp_path)


def test_augmented_colour_pictures_train_alike_when_resumed(few_faces: Split, tmp_path: Path) -> None:
    config = PRESETS["binary"].replace(epochs=2, batch_size=32, augmentation=True, width=0.25)
    assert resumed_alike(config, few_faces, tmp_path)


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
@pytest.mark.parametrize("schedule", ["constant", "cosine"])
def test_every_optimizer_moves_the_weights(optimizer: str, schedule: str, few: Split) -> None:
    config = SMALL.replace(optimizer=optimizer, schedule=schedule, epochs=1, batch_size=200)
    before = compiled_network(config, len(few.train))
    assert weights_differ(before, train(config, few))


@pytest.mark.parametrize("loss", ["sparse_categorical_crossentropy", "categorical_crossentropy", "mean_squared_error"])
def test_every_loss_falls(loss: str, learned: Callable[[str], keras.Sequential]) -> None:
    network = learned(loss)
    assert network.history.history["loss"][-1] < 0.7 * network.history.history["loss"][0]
    assert network.history.history["val_accuracy"][-1] > 0.5


@pytest.mark.parametrize("remedy", list(REMEDIES))
def test_every_remedy_trains(remedy: str, small_split: Split) -> None:
    config = REMEDIES[remedy].applied(SMALL.replace(epochs=3, batch_size=50))
    losses = train(config, small_split).history.history["loss"]
    assert losses[-1] < 0.9 * losses[0]


def test_binary_network_tells_glad_from_sad() -> None:
    config = PRESETS["binary"].replace(share=0.5, epochs=4, width=0.5)
    split = load_split(config)
    network = train(config, split)
    glad = network.predict(split.test.images(), verbose=0)[:, 0] < 0.5  # the sigmoid says: sad
    right = float(np.mean(glad == (split.test.y == 0)))
    assert right > 0.5 + 4 * 0.5 / len(split.test) ** 0.5  # four standard deviations above chance


def rows_of(*losses: float, name: str = "val_loss") -> list[dict[str, float]]:
    """Return a history of these losses."""
    return [{"loss": 1.0, name: loss} for loss in losses]


@pytest.mark.parametrize(
    ("changes", "history", "why"),
    [
        ({"patience": 2}, [], ""),
        ({"patience": 2}, rows_of(3, 2, 2.5), ""),
        ({"patience": 2}, rows_of(3, 2, 2.5, 2.1), "after epoch 4: the validation loss had not fallen for 2 epochs"),
        ({"patience": 2}, rows_of(3, 2, 2, 2), "it was lowest in epoch 2"),
        ({"patience": 2}, rows_of(3, 2, 2.5, 1.9), ""),
        ({}, rows_of(1, 2, 3, 4, 5, 6), ""),
        ({"stop_below": 0.5}, rows_of(0.6, 0.5), ""),
        ({"stop_below": 0.5}, rows_of(0.6, 0.49), "after epoch 2: the validation loss came below 0.5"),
        ({"stop_below": 0.5, "validation_split": 0}, rows_of(0.4, name="loss"), "the loss came below 0.5"),
        ({"stop_below": 0.5, "epochs": 2}, rows_of(0.6, 0.4), ""),
        ({"patience": 1, "epochs": 2}, rows_of(0.6, 0.7), ""),
    ],
)
def test_training_stops_early_when_the_losses_say_so(
    changes: dict[str, Any], history: list[dict[str, float]], why: str
) -> None:
    early = stops_early(TrainingConfig(epochs=20).replace(**changes), history)
    assert (why in sentence(*early)) if early else why == ""


def test_training_ends_by_patience_and_when_its_loss_is_low_enough(small_split: Split) -> None:
    restless = SMALL.replace(epochs=30, batch_size=20, learning_rate=0.03, patience=2)
    losses = train(restless, small_split).history.history["val_loss"]
    assert len(losses) < 30
    assert len(losses) - 1 - int(np.argmin(losses)) == 2
    below = train(SMALL.replace(epochs=30, stop_below=0.8), small_split).history.history["val_loss"]
    assert below[-1] < 0.8 <= min(below[:-1])


def test_patience_counts_the_epochs_before_a_break(small_split: Split) -> None:
    done = [{"loss": 1.0, "val_loss": 0.0}, {"loss": 1.0, "val_loss": 1.0}]
    config = SMALL.replace(epochs=9, patience=2)
    network = train(config, small_split, network=compiled_network(config, len(small_split.train)), done=done)
    assert len(network.history.history["loss"]) == 1


def test_accuracy_in_training_is_of_pictures_that_have_a_class(few: Split, tmp_path: Path) -> None:
    config = SMALL.replace(data="handwriting", loss="categorical_crossentropy", epochs=1)
    pictures = Pictures(few.train.x, np.where(np.arange(200) % 2, -1, few.train.y))
    network = train(config, without_validation(pictures))
    network.save(tmp_path / "network.keras")
    opened = network_in(tmp_path / "network.keras")
    assert opened is not None
    images, targets = pictures.x / np.float32(255), _targets(config, pictures.y)
    digits = pictures.y >= 0
    right = np.mean(network.predict(images, verbose=0).argmax(axis=1)[digits] == pictures.y[digits])
    for each in (network, opened):
        assert each.evaluate(images, targets, verbose=0, return_dict=True)["accuracy"] == pytest.approx(right)


def test_exploded_training_ends_at_once(small_split: Split) -> None:
    config = SMALL.replace(optimizer="sgd", learning_rate=10, epochs=8)
    losses = train(config, small_split, network=exploding(config, small_split)).history.history["loss"]
    assert len(losses) < 8
    assert not np.isfinite(losses[-1])


def test_network_that_cannot_work_is_said_to_be_so_before_anything_is_built() -> None:
    config = TrainingConfig(network="own", layers=(max_pool(8), conv(8, 9)))
    with pytest.raises(ConfigError, match=r"Layer 2 \(Convolution, 8 filters 9x9.*only 3 x 3 values reach it"):
        compiled_network(config, 100)


def exploding(config: TrainingConfig, split: Split) -> keras.Sequential:
    """Return a network whose loss is no number from its first step on."""
    network = compiled_network(config, len(split.train))
    network.layers[-1].kernel.assign(np.nan * network.layers[-1].kernel)
    return network


def test_network_learns_what_its_teachers_answer(
    learned: Callable[[str], keras.Sequential], small_split: Split, tmp_path: Path
) -> None:
    """A teacher that calls every picture a 3 bends what its pupil believes."""
    teacher = compiled_network(SMALL, len(small_split.train))
    kernel, _ = teacher.layers[-1].get_weights()
    teacher.layers[-1].set_weights([0 * kernel, 20.0 * (np.arange(10) == 3)])
    write_classifier(tmp_path, teacher, SMALL.all_layers(10))
    config = SMALL.replace(epochs=6, batch_size=50, loss="categorical_crossentropy")
    images = small_split.test.images()[:500, ..., None]
    taught = train(config.replace(teachers=(str(tmp_path),)), small_split).predict(images, verbose=0)
    alone = learned(config.loss).predict(images, verbose=0)
    assert taught[:, 3].mean() > 0.6
    assert alone[:, 3].mean() < 0.2


def test_folder_without_a_classifier_cannot_teach(small_split: Split, tmp_path: Path) -> None:
    config = TrainingConfig(loss="categorical_crossentropy", teachers=(str(tmp_path),))
    with pytest.raises(ClassifierError, match=r"no classifier in .* that could teach"):
        train(config, small_split)


def test_training_without_validation_has_no_validation_figures(
    first: keras.Sequential, learned: Callable[[str], keras.Sequential]
) -> None:
    none = load_split(SMALL.replace(validation_split=0)).validation
    assert len(none) == 0
    assert "val_loss" not in first.history.history
    assert "val_loss" in learned(SMALL.loss).history.history


@pytest.mark.parametrize(("pictures", "epochs"), [(10, 1), (10, 2), (200, 1)])
def test_cosine_schedule_may_be_as_short_as_one_step(pictures: int, epochs: int) -> None:
    config = SMALL.replace(schedule="cosine", epochs=epochs, batch_size=100)
    network = compiled_network(config, pictures)
    last = steps_per_epoch(config, pictures) * epochs
    assert 0 <= float(network.optimizer._learning_rate(last)) <= config.learning_rate


def test_last_batch_of_an_epoch_may_be_smaller() -> None:
    assert steps_per_epoch(TrainingConfig(batch_size=128), 1000) == 8


@pytest.mark.parametrize("name", list(PRESETS))
def test_softmax_is_never_paired_with_from_logits(name: str) -> None:
    config = PRESETS[name]
    network = compiled_network(config, 100)
    last = network.layers[-1]
    assert isinstance(last, layers.Dense)
    assert last.activation.__name__ == ("sigmoid" if name == "binary" else "softmax")
    assert network.loss == config.loss  # a loss by its name takes probabilities
    assert keras.losses.get(network.loss).__name__ == config.loss
    assert network.input_shape[1:] == data_set(config.data).shape
