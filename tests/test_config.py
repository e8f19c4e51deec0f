"""Promises of the training configuration."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from model.architecture import BATCH_NORM, Layer, conv, dense, dropout, max_pool
from model.config import PRESETS, TrainingConfig
from model.errors import ConfigError

OWN = TrainingConfig(
    network="own",
    layers=(
        conv(8, 5, strides=2, padding="same", activation="tanh"),
        BATCH_NORM,
        max_pool(3),
        Layer("average-pooling"),
        dropout(0.3),
        dense(20, "sigmoid"),
    ),
    l1=0.001,
    batch_norm=True,
    patience=2,
)


@pytest.mark.parametrize("name", list(PRESETS))
def test_config_survives_the_way_through_json(name: str) -> None:
    assert TrainingConfig.from_json(PRESETS[name].to_json()) == PRESETS[name]


def test_own_layers_survive_the_way_through_json() -> None:
    assert TrainingConfig.from_json(OWN.to_json()) == OWN
    assert json.loads(OWN.to_json())["layers"][2] == {"kind": "max-pooling", "pool": 3}
    assert OWN.title == "Own network"


def test_presets_are_those_of_the_tutorials() -> None:
    two, one, cifar, binary = (PRESETS[name] for name in ("two-conv", "one-conv", "cifar", "binary"))
    assert (two.optimizer, two.loss, two.epochs) == ("adam", "sparse_categorical_crossentropy", 5)
    assert (one.optimizer, one.loss, one.batch_size, one.epochs) == ("rmsprop", "categorical_crossentropy", 64, 5)
    assert (cifar.data, cifar.loss, cifar.optimizer) == ("cifar10", "sparse_categorical_crossentropy", "adam")
    assert (binary.data, binary.loss) == ("faces", "binary_crossentropy")
    assert [layer.units for layer in binary.all_layers(2) if layer.kind == "dense"] == [128, 1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("network", "resnet"),
        ("optimizer", "lion"),
        ("schedule", "sometimes"),
        ("loss", "hinge"),
        ("data", "imagenet"),
        ("learning_rate", 0),
        ("learning_rate", float("nan")),
        ("learning_rate", "fast"),
        ("batch_size", 0),
        ("batch_size", 1.5),
        ("epochs", 0),
        ("epochs", True),
        ("share", 0.0),
        ("share", 1.1),
        ("validation_split", 0.6),
        ("folds", 11),
        ("folds", 1),
        ("fold", 1),
        ("augmentation", 1),
        ("batch_norm", "yes"),
        ("l1", -0.1),
        ("l2", 2),
        ("dropout", 1.0),
        ("width", 0.01),
        ("patience", 1.5),
        ("stop_below", -1),
        ("seed", -1),
        ("layers", "conv"),
        ("layers", ("conv",)),
        ("pictures", "cats-12345678"),
        ("data", "handwriting"),
        ("data", "pictures"),
        ("teachers", 3),
        ("teachers", ("a folder",)),
    ],
)
def test_value_that_cannot_work_is_refused_by_name(name: str, value: Any) -> None:
    word = {"handwriting": "handwriting", ("conv",): "layer"}.get(value, name.rstrip("s"))
    with pytest.raises(ConfigError, match=word if value != "pictures" else "picture set"):
        TrainingConfig(**{name: value})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"loss": "binary_crossentropy"}, "Binary cross-entropy is for two classes, and these data have ten"),
        ({"patience": 2, "validation_split": 0}, "Keep a part of them for validation"),
        ({"layers": (conv(8),)}, 'for the network "own" alone'),
        ({"strokes": "pen.jsonl"}, "for the network `shipped` alone"),
        ({"folds": 5, "fold": 5}, "fold must be a whole number from 0 to 4"),
    ],
)
def test_settings_that_cannot_go_together_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        TrainingConfig(**changes)


def test_folds_are_validation_enough_for_patience() -> None:
    config = TrainingConfig(patience=2, validation_split=0, folds=5)
    assert config.has_validation
    assert not TrainingConfig(validation_split=0).has_validation


def test_binary_loss_needs_two_classes() -> None:
    own = TrainingConfig(data="pictures", pictures="pets-12345678", loss="binary_crossentropy")
    assert own.all_layers(2)[-1] == dense(1, "sigmoid")
    with pytest.raises(ConfigError, match="two classes, and these pictures have 3"):
        own.all_layers(3)


def test_teachers_survive_the_way_through_json() -> None:
    config = PRESETS["shipped"].replace(teachers=("one", "two"))
    assert TrainingConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize("name", list(PRESETS))
def test_what_a_config_leaves_out_is_as_in_the_preset_of_its_network(name: str) -> None:
    assert TrainingConfig.from_json(json.dumps({"network": name})) == PRESETS[name]
    assert TrainingConfig.from_json(json.dumps({"network": name, "seed": 9})) == PRESETS[name].replace(seed=9)


def test_config_without_a_network_is_the_first_of_the_tutorials() -> None:
    assert TrainingConfig.from_json("{}") == PRESETS["two-conv"]


def test_whole_number_will_do_as_learning_rate() -> None:
    config = TrainingConfig.from_json('{"learning_rate": 1}')
    assert isinstance(config.learning_rate, float)  # Keras refuses a whole number
    assert config == TrainingConfig(learning_rate=1.0)


def test_differing_settings_are_named() -> None:
    config = PRESETS["two-conv"]
    assert config.differing(config) == []
    assert config.differing(config.replace(l2=0.1, seed=4)) == ["l2", "seed"]
    assert set(config.differing(OWN)) == {"network", "layers", "l1", "batch_norm", "patience"}
    assert OWN.differing(dataclasses.replace(OWN, layers=OWN.layers[1:])) == ["layers"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"colour": 1}',
        '{"epochs": "5"}',
        '{"network": ["two-conv"]}',
        '{"network": "own", "layers": [{"kind": "dense", "colour": 1}]}',
        '{"network": "own", "layers": {"kind": "dense"}}',
        '{"network": "own", "layers": [7]}',
    ],
)
def test_text_that_is_no_config_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        TrainingConfig.from_json(text)
