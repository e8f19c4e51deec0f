"""Promises of training: the seed decides all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.backend import keras, layers
from model.config import OPTIMIZERS, PRESETS, TrainingConfig
from model.datasets import Split, load_split
from model.errors import ClassifierError
from model.training import compiled_network, steps_per_epoch, train


@pytest.fixture(scope="module")
def small_split() -> Split:
    """600 pictures to learn from."""
    return load_split(PRESETS["two-conv"].replace(share=0.0125, validation_split=0.2))


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
def test_same_seed_gives_the_same_weights(network: str, small_split: Split) -> None:
    config = TrainingConfig(network=network, epochs=2, batch_size=50)
    assert not weights_differ(train(config, small_split), train(config, small_split))


def test_another_seed_gives_other_weights(small_split: Split) -> None:
    config = TrainingConfig(epochs=1, batch_size=50)
    assert weights_differ(train(config, small_split), train(config.replace(seed=2), small_split))


@pytest.mark.parametrize("network", ["fast", "shipped"])
def test_resumed_training_ends_in_the_same_weights(network: str, small_split: Split, tmp_path: Path) -> None:
    config = TrainingConfig(network=network, epochs=3, batch_size=50, schedule="cosine")
    whole = train(config, small_split, [KeepFirst(tmp_path)])
    resumed = train(config, small_split, network=keras.models.load_model(tmp_path / "first.keras"), epochs_done=1)
    assert not weights_differ(whole, resumed)


def test_varied_pictures_train_alike_when_resumed(small_split: Split, tmp_path: Path) -> None:
    config = PRESETS["shipped"].replace(epochs=3, batch_size=50)
    whole = train(config, small_split, [KeepFirst(tmp_path)])
    resumed = train(config, small_split, network=keras.models.load_model(tmp_path / "first.keras"), epochs_done=1)
    assert not weights_differ(whole, resumed)


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
@pytest.mark.parametrize("schedule", ["constant", "cosine"])
def test_every_optimizer_moves_the_weights(optimizer: str, schedule: str, small_split: Split) -> None:
    config = TrainingConfig(optimizer=optimizer, schedule=schedule, epochs=1, batch_size=100, learning_rate=0.01)
    before = compiled_network(config, len(small_split.train))
    assert weights_differ(before, train(config, small_split))


def test_loss_falls_for_both_losses(small_split: Split) -> None:
    for loss in ("sparse_categorical_crossentropy", "categorical_crossentropy"):
        network = train(TrainingConfig(loss=loss, epochs=3, batch_size=50), small_split)
        assert network.history.history["loss"][-1] < 0.7 * network.history.history["loss"][0]


def test_network_learns_what_its_teachers_answer(small_split: Split, tmp_path: Path) -> None:
    """A teacher that calls every picture a 3 bends what its pupil believes."""
    teacher = compiled_network(TrainingConfig(), len(small_split.train))
    kernel, _ = teacher.layers[-1].get_weights()
    teacher.layers[-1].set_weights([0 * kernel, 20.0 * (np.arange(10) == 3)])
    teacher.save(tmp_path / "classifier.keras")
    config = TrainingConfig(epochs=3, batch_size=50, loss="categorical_crossentropy")
    images = small_split.test.images()[:500, ..., None]
    taught = train(config.replace(teachers=(str(tmp_path),)), small_split).predict(images, verbose=0)
    alone = train(config, small_split).predict(images, verbose=0)
    assert taught[:, 3].mean() > 0.6
    assert alone[:, 3].mean() < 0.2


def test_folder_without_a_classifier_cannot_teach(small_split: Split, tmp_path: Path) -> None:
    config = TrainingConfig(loss="categorical_crossentropy", teachers=(str(tmp_path),))
    with pytest.raises(ClassifierError, match=r"no classifier in .* that could teach"):
        train(config, small_split)


def test_training_without_validation_has_no_validation_figures(small_split: Split) -> None:
    split = Split(
        small_split.train, load_split(PRESETS["fast"].replace(validation_split=0)).validation, small_split.test
    )
    assert "val_loss" not in train(TrainingConfig(epochs=1), split).history.history


def test_last_batch_of_an_epoch_may_be_smaller() -> None:
    assert steps_per_epoch(TrainingConfig(batch_size=128), 1000) == 8


def test_softmax_is_never_paired_with_from_logits() -> None:
    for name, preset in PRESETS.items():
        network = compiled_network(preset, 100)
        assert isinstance(network.layers[-1], layers.Dense), name
        assert isinstance(network.loss, str), name  # a loss by its name takes probabilities
