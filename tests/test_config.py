"""Promises of the training configuration."""

from __future__ import annotations

from typing import Any

import pytest

from model.config import PRESETS, TrainingConfig
from model.errors import ConfigError


@pytest.mark.parametrize("name", list(PRESETS))
def test_config_survives_the_way_through_json(name: str) -> None:
    assert TrainingConfig.from_json(PRESETS[name].to_json()) == PRESETS[name]


def test_presets_are_those_of_the_tutorials() -> None:
    two, one = PRESETS["two-conv"], PRESETS["one-conv"]
    assert (two.optimizer, two.loss, two.epochs) == ("adam", "sparse_categorical_crossentropy", 5)
    assert (one.optimizer, one.loss, one.batch_size, one.epochs) == ("rmsprop", "categorical_crossentropy", 64, 5)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("network", "resnet"),
        ("optimizer", "lion"),
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
        ("seed", -1),
        ("data", "handwriting"),
        ("teachers", 3),
        ("teachers", ("a folder",)),
    ],
)
def test_value_that_cannot_work_is_refused_by_name(name: str, value: Any) -> None:
    word = "handwriting" if value == "handwriting" else name
    with pytest.raises(ConfigError, match=word):
        TrainingConfig(**{name: value})


def test_teachers_survive_the_way_through_json() -> None:
    config = PRESETS["shipped"].replace(teachers=("one", "two"))
    assert TrainingConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize("text", ["", "[]", "{", '{"colour": 1}', '{"epochs": "5"}'])
def test_text_that_is_no_config_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        TrainingConfig.from_json(text)
