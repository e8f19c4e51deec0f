"""Promises of the data sets by their ids: each is one object that says what is true of its pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.config import TrainingConfig
from model.datasets import uploads
from model.datasets.mixing import load_split, part_counts
from model.datasets.pictures import Pictures
from model.datasets.registry import DATA_SETS, data_set
from model.errors import ConfigError, DataError
from tests.datasets.pictures import as_bytes, spotted

HERE = [name for name in DATA_SETS if name != "cifar10"]  # which is not on every computer


@pytest.mark.parametrize("name", HERE)
def test_data_set_says_what_is_true_of_its_pictures(name: str) -> None:
    data = data_set(name)
    for part, count in ((data.train(), data.training), (data.test(), data.testing)):
        assert isinstance(part, Pictures)
        assert (len(part), part.x.shape[1:], part.x.dtype) == (count, data.shape, np.uint8)
        assert set(np.unique(part.y)) == set(range(len(data.classes)))


@pytest.mark.parametrize("name", DATA_SETS)
def test_data_set_has_a_title_and_says_where_its_pictures_come_from(name: str) -> None:
    data = data_set(name)
    assert data.id == name
    assert data.title
    assert data.sources
    assert all(all(source) for source in data.sources)


def test_networks_that_learned_digits_read_drawings() -> None:
    assert [name for name in DATA_SETS if data_set(name).reads_digits] == ["mnist", "handwriting"]


@pytest.mark.parametrize("name", ["imagenet", "", "MNIST", "pictures"])
def test_unknown_data_set_is_refused_with_those_that_are_known(name: str) -> None:
    with pytest.raises(ConfigError) as refused:
        data_set(name)
    assert str(refused.value) == f"Unknown data set {name!r}. Choose one of: {', '.join(DATA_SETS)}."


@pytest.mark.parametrize("name", ["faces", "mnist"])
def test_test_pictures_are_those_of_the_split(name: str) -> None:
    data = data_set(name)
    assert np.array_equal(load_split(TrainingConfig(data=name, share=0.05)).test.x, data.test().x)


@pytest.mark.parametrize("count", [17, 60, 101])
def test_test_pictures_of_own_pictures_stay_apart_whatever_the_seed(count: int, home: Path) -> None:
    config = TrainingConfig(data=uploads.save(spotted(count)), validation_split=0.3)
    tests = []
    for seed in (1, 2, 3):
        split = load_split(config.replace(seed=seed))
        parts = [as_bytes(part) for part in (split.train, split.validation, split.test)]
        assert sum(map(len, parts)) == len(set.union(*parts)) == count
        assert all(set(part.y) == {0, 1, 2} for part in (split.train, split.test))
        assert part_counts(config) == tuple(map(len, parts))
        tests.append(parts[2])
    assert tests[0] == tests[1] == tests[2]
    data = data_set(config.data)
    assert (data.title, data.classes, data.shape) == ("Pets", ("cats", "dogs", "fish"), (16, 16, 3))
    assert (data.training, data.testing) == (len(data.train()), len(data.test()))


def test_own_pictures_that_are_gone_are_one_sentence(home: Path) -> None:
    with pytest.raises(DataError, match="Import them, or choose others"):
        data_set("gone-12345678")
