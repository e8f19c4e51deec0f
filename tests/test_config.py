"""Promises of the training configuration."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from model.config import PRESETS, SETTINGS, Ingredient, TrainingConfig, config_of
from model.datasets.mixing import check
from model.errors import ClassifierError, ConfigError, DataError
from model.networks.layers import BATCH_NORM, Layer, conv, dense, dropout, max_pool
from tests.cards import card

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
        ("data", 7),
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
        ("mixed", "mnist"),
        ("mixed", ("mnist",)),
        ("mixed", ({"data": "mnist", "weight": 2},)),
        ("mixed", ({"data": 7},)),
        ("strokes", None),
        ("strokes", "pens.jsonl"),
        ("strokes", (7,)),
        ("teachers", 3),
        ("teachers", ("a folder",)),
        ("teachers", (7,)),
    ],
)
def test_value_that_cannot_work_is_refused_by_name(name: str, value: Any) -> None:
    word = "layer" if value == ("conv",) else name.rstrip("s")
    with pytest.raises(ConfigError, match=word):
        TrainingConfig(**{name: value})


@pytest.mark.parametrize("name", ["network", "optimizer", "schedule", "loss"])
def test_name_that_is_not_known_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(ConfigError) as refused:
        TrainingConfig().replace(**{name: "lion"})
    choices = SETTINGS[name].choices
    assert str(refused.value) == f"Unknown {name} 'lion'. Choose one of: {', '.join(choices)}."
    assert {"sgd", "adam"} <= set(choices) or name != "optimizer"


def test_setting_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match=f"Unknown setting 'colour'. Choose one of: {', '.join(SETTINGS)}"):
        TrainingConfig.from_dict({"colour": 1})


@pytest.mark.parametrize(("data", "choices"), [("imagenet", "mnist, cifar10, faces, handwriting"), ("", "mnist")])
def test_data_set_that_is_not_known_is_refused_with_those_that_are(data: str, choices: str) -> None:
    with pytest.raises(ConfigError, match=f"Unknown data set '{data}'. Choose one of: {choices}"):
        check(TrainingConfig(data=data))
    with pytest.raises(ConfigError, match=f"Unknown data set '{data}'. Choose one of: {choices}"):
        check(TrainingConfig(mixed=(Ingredient(data),)))


@pytest.mark.parametrize("share", [0, -1, 20.5, float("nan"), True, "much"])
def test_share_of_what_is_mixed_in_has_bounds(share: Any) -> None:
    assert TrainingConfig(mixed=(Ingredient("mnist", 20.0),)).mixed[0].share == 20
    with pytest.raises(ConfigError, match="share must be more than 0 and at most 20"):
        TrainingConfig(mixed=(Ingredient("mnist", share),))


@pytest.mark.parametrize("name", SETTINGS)
def test_setting_says_what_it_is_and_holds_its_usual_value(name: str) -> None:
    setting, usual = SETTINGS[name], getattr(TrainingConfig(), name)
    assert setting.title
    assert setting.help.endswith(".")
    setting.check(name, usual)
    assert list(SETTINGS) == [field.name for field in dataclasses.fields(TrainingConfig)]


@pytest.mark.parametrize("name", [name for name, setting in SETTINGS.items() if setting.kind in ("whole", "number")])
def test_number_may_be_at_its_bounds_and_not_beyond(name: str) -> None:
    setting = SETTINGS[name]
    step = 1 if setting.kind == "whole" else 1e-6
    setting.check(name, setting.most)
    setting.check(name, setting.least + step if setting.above_least else setting.least)
    for beyond in (setting.most + step, setting.least - (0 if setting.above_least else step), True, "1", None):
        with pytest.raises(ConfigError, match=f"^{name} must be "):
            setting.check(name, beyond)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"patience": 2, "validation_split": 0}, "Keep a part of them for validation"),
        ({"layers": (conv(8),)}, 'for the network "own" alone'),
        ({"folds": 5, "fold": 5}, "fold must be a whole number from 0 to 4"),
        ({"teachers": ("model",)}, "they need categorical_crossentropy"),
    ],
)
def test_settings_that_cannot_go_together_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        TrainingConfig(**changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"loss": "binary_crossentropy"}, "Binary cross-entropy is for two classes, and these pictures have 10"),
        ({"strokes": ("pen.jsonl",)}, "for the data that take them, such as handwriting, not for mnist"),
        ({"data": "handwriting"}, "pictures of no class: they need categorical_crossentropy"),
    ],
)
def test_settings_that_do_not_suit_the_data_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        check(TrainingConfig(**changes))


def test_own_pictures_that_are_not_there_are_refused() -> None:
    with pytest.raises(DataError, match="Import them, or choose others"):
        check(TrainingConfig(data="cats-12345678"))


def test_folds_are_validation_enough_for_patience() -> None:
    config = TrainingConfig(patience=2, validation_split=0, folds=5)
    assert config.has_validation
    assert not TrainingConfig(validation_split=0).has_validation


def test_binary_loss_needs_two_classes() -> None:
    own = TrainingConfig(data="pets-12345678", loss="binary_crossentropy")
    assert own.all_layers(2)[-1] == dense(1, "sigmoid")
    with pytest.raises(ConfigError, match="two classes, and these pictures have 3"):
        own.all_layers(3)


def test_teachers_survive_the_way_through_json() -> None:
    config = PRESETS["shipped"].replace(teachers=("one", "two"))
    assert TrainingConfig.from_json(config.to_json()) == config


def test_mixed_data_sets_survive_the_way_through_json() -> None:
    config = PRESETS["fast"].replace(mixed=(Ingredient("pets-12345678", 2.5), Ingredient("handwriting")))
    again = TrainingConfig.from_json(config.to_json())
    assert again == config
    assert [type(each) for each in again.mixed] == [Ingredient, Ingredient]
    assert json.loads(config.to_json())["mixed"][0] == {"data": "pets-12345678", "share": 2.5}
    assert TrainingConfig.from_dict({"mixed": [{"data": "mnist"}]}).mixed == (Ingredient("mnist", 1.0),)


def test_own_pictures_of_an_earlier_version_are_taken_over() -> None:
    own = TrainingConfig.from_json('{"network": "binary", "data": "pictures", "pictures": "pets-12345678"}')
    assert own == PRESETS["binary"].replace(data="pets-12345678")
    assert TrainingConfig.from_json('{"data": "faces", "pictures": ""}') == TrainingConfig(data="faces")
    assert "pictures" not in own.to_dict()


def test_config_of_an_earlier_version_names_one_file_of_strokes() -> None:
    shipped = {"network": "shipped", "strokes": "pens.jsonl"}
    assert TrainingConfig.from_dict(shipped).strokes == ("pens.jsonl",)
    assert TrainingConfig.from_dict({**shipped, "strokes": ""}).strokes == ()


def test_shipped_network_says_that_it_is_augmented() -> None:
    assert PRESETS["shipped"].augmentation
    assert [name for name, preset in PRESETS.items() if preset.augmentation] == ["shipped"]


def test_classifier_is_described_by_its_run_else_by_its_card(tmp_path: Path) -> None:
    run, said = PRESETS["one-conv"], PRESETS["fast"]
    assert config_of(tmp_path, card(config=said.to_dict())) == said
    (tmp_path / "config.json").write_text(run.to_json())
    assert config_of(tmp_path, card(config=said.to_dict())) == run
    assert config_of(tmp_path, card()) is config_of(tmp_path, card())  # not read again: a list asks for each
    (tmp_path / "config.json").write_bytes(b"\xff")
    with pytest.raises(ClassifierError, match="does not say what it learned from"):
        config_of(tmp_path, card(config=said.to_dict()))
    (tmp_path / "config.json").unlink()
    for said_on_card in ({}, {"network": "none such"}):
        with pytest.raises(ClassifierError, match="does not say what it learned from"):
            config_of(tmp_path, card(config=said_on_card))


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
