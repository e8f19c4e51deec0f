"""Promises of the pictures of a training: shared out as the config says, and mixed with those of other data sets."""

from __future__ import annotations

import dataclasses
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.config import PRESETS, Ingredient, TrainingConfig
from model.datasets import registry, uploads
from model.datasets.data_set import DataSet
from model.datasets.mixing import check, learned_pictures, load_split, part_counts, sources
from model.datasets.mnist import MNIST
from model.datasets.pictures import Pictures
from model.datasets.registry import data_set
from model.datasets.splitting import divided
from model.errors import ConfigError, DataError
from model.inference.card import DIGITS, Source
from tests.datasets.pictures import as_bytes, in_shades, spotted


def drawn(count: int, seed: int) -> Pictures:
    """Return so many pictures of noise, no two alike, that are said to be digits."""
    x = np.random.default_rng(seed).integers(0, 256, (count, 28, 28, 1), np.uint8)
    return Pictures(x, np.arange(count) % 10)


CLASS_DIGITS = DataSet(
    id="class",
    title="The class's own digits",
    shape=(28, 28, 1),
    classes=DIGITS,
    training=205,
    testing=40,
    sources=(Source("Drawn by the class", "theirs", "the class"),),
    train=lambda: drawn(205, seed=1),
    test=lambda: drawn(40, seed=2),
)
CONFIG = TrainingConfig(share=0.01, validation_split=0.2)


@pytest.fixture(autouse=True)
def class_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register one more data set of digits."""
    monkeypatch.setitem(registry.DATA_SETS, "class", CLASS_DIGITS)


WAYS: list[dict[str, Any]] = [
    {}, {"share": 0.5}, {"folds": 3, "fold": 2}, {"share": 0.4, "folds": 2}, {"share": 0.3, "validation_split": 0.0},
]  # fmt: skip


def mixed(*shares: float) -> TrainingConfig:
    """Return a training on a part of MNIST into which the class's digits are mixed, once for each share."""
    return CONFIG.replace(mixed=tuple(Ingredient("class", share) for share in shares))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"share": 100 / 60_000},
        {"share": 300 / 60_000, "validation_split": 0.2},
        {"share": 0.01234, "validation_split": 0.333},
        {"share": 0.5, "validation_split": 0},
        {"share": 0.0123, "folds": 7, "fold": 0},
        {"share": 0.0123, "folds": 7, "fold": 6},
        {"data": "faces", "share": 0.7, "validation_split": 0.25},
        {"data": "faces", "folds": 3, "fold": 1},
        {"data": "class", "mixed": (("mnist", 0.01),)},
    ],
)
def test_counts_are_those_of_the_real_split(changes: dict[str, Any]) -> None:
    config = TrainingConfig().replace(**changes)
    data, split = data_set(config.data), load_split(config)
    assert part_counts(config) == (len(split.train), len(split.validation), len(split.test))
    assert split.train.x.shape[1:] == data.shape
    assert set(np.unique(split.train.y)) == set(range(len(data.classes)))


@pytest.mark.parametrize("share", [0.5, 1.0, 1.5, 2.5, 2.37])
@pytest.mark.parametrize("changes", [{}, {"folds": 4, "fold": 1}, {"validation_split": 0.0}])
def test_counts_are_those_of_the_real_split_where_data_sets_are_mixed(share: float, changes: dict[str, Any]) -> None:
    config = mixed(share).replace(**changes)
    split = load_split(config)
    assert part_counts(config) == (len(split.train), len(split.validation), len(split.test))


@pytest.mark.parametrize("share", [0.5, 1.0, 2.5])
def test_mixed_training_holds_both_in_their_shares_and_the_test_the_main_one_alone(share: float) -> None:
    alone, split = load_split(CONFIG), load_split(mixed(share))
    own = as_bytes(CLASS_DIGITS.train())
    train, validation = ([picture.tobytes() in own for picture in part.x] for part in (split.train, split.validation))
    divided = 205 * min(1.0, share)
    assert sum(train) == pytest.approx(divided * 0.8 * max(1.0, share), abs=2)
    assert sum(validation) == pytest.approx(divided * 0.2, abs=2)
    assert len(train) - sum(train) == len(alone.train)
    assert len(validation) - sum(validation) == len(alone.validation)
    np.testing.assert_array_equal(split.test.x, MNIST.test().x)


@pytest.mark.parametrize("shares", [(0.5,), (2.5,), (1.0,)])
def test_nothing_that_validates_is_learned_from_however_often_a_picture_comes(shares: tuple[float, ...]) -> None:
    split = load_split(mixed(*shares))
    assert as_bytes(split.train).isdisjoint(as_bytes(split.validation))
    assert as_bytes(split.train).isdisjoint(as_bytes(split.test))


def test_picture_comes_as_often_as_its_share_says() -> None:
    split, own = load_split(mixed(2.5)), as_bytes(CLASS_DIGITS.train())
    found = [picture.tobytes() for picture in split.train.x if picture.tobytes() in own]
    assert sorted({found.count(picture) for picture in set(found)}) == [2, 3]
    assert np.bincount(split.train.y, minlength=10).min() > 0


def test_same_seed_mixes_the_same_pictures_and_another_seed_others() -> None:
    first, again, other = (load_split(mixed(0.5).replace(seed=seed)).train.x for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_own_pictures_can_be_mixed_and_what_the_shares_are_of_is_each_set_alone(home: Path) -> None:
    first, second = (uploads.save(spotted(count, side=16)) for count in (60, 101))
    config = TrainingConfig(data=first, mixed=(Ingredient(second, 1.0),), validation_split=0.25)
    split = load_split(config)
    assert part_counts(config) == (len(split.train), len(split.validation), len(split.test))
    assert as_bytes(split.test) == as_bytes(data_set(first).test())
    assert len(split.train) + len(split.validation) == data_set(first).training + data_set(second).training


@pytest.mark.parametrize("changes", WAYS)
def test_pictures_that_equal_one_another_all_train_or_all_validate(changes: dict[str, Any]) -> None:
    config = TrainingConfig(data=uploads.save(in_shades(3, 20, 3))).replace(**changes)
    split = load_split(config)
    parts = (split.train, split.validation, split.test)
    for one, other in combinations(parts, 2):
        assert as_bytes(one).isdisjoint(as_bytes(other))
    assert part_counts(config) == tuple(map(len, parts))
    assert all(set(part.y) == {0, 1, 2} for part in parts if len(part))
    np.testing.assert_array_equal(learned_pictures(config).x, split.train.x)


def test_class_that_has_no_picture_of_its_own_still_trains_and_validates() -> None:
    shades = in_shades(2, 20, 1)
    shades.x[20:] = shades.x[:20]
    split = load_split(TrainingConfig(data=uploads.save(shades)))
    assert set(split.train.y) == set(split.validation.y) == {0, 1}


def test_folds_of_pictures_that_equal_one_another_cover_each_once() -> None:
    config = TrainingConfig(data=uploads.save(in_shades(2, 15, 4)), folds=5)
    kept = [load_split(config.replace(fold=fold)).validation for fold in range(5)]
    assert sum(map(len, kept)) == data_set(config.data).training
    assert set().union(*map(as_bytes, kept)) == as_bytes(data_set(config.data).train())
    assert sum(len(as_bytes(part)) for part in kept) == len(as_bytes(data_set(config.data).train()))


@pytest.mark.parametrize("changes", WAYS)
def test_equal_pictures_of_two_classes_are_in_one_part(changes: dict[str, Any]) -> None:
    shades = in_shades(2, 30, 2)
    shades.x[:20] = shades.x[60:80]
    split = load_split(TrainingConfig(data=uploads.save(shades)).replace(**changes))
    assert as_bytes(split.train).isdisjoint(as_bytes(split.validation))


@pytest.mark.parametrize(("different", "changes"), [(1, {}), (4, {"folds": 5}), (6, {"share": 0.2})])
def test_class_of_too_few_different_pictures_still_trains_and_validates(
    different: int, changes: dict[str, Any]
) -> None:
    config = TrainingConfig(data=uploads.save(in_shades(2, different, 10))).replace(**changes)
    split = load_split(config)
    assert set(split.train.y) == set(split.validation.y) == {0, 1}
    assert part_counts(config) == (len(split.train), len(split.validation), len(split.test))


@pytest.mark.parametrize("each", [1, 2])
@pytest.mark.parametrize("changes", WAYS)
def test_sets_of_before_and_sets_that_repeat_nothing_are_shared_out_as_ever(
    each: int, changes: dict[str, Any], home: Path
) -> None:
    config = TrainingConfig(data=uploads.save(in_shades(2, 60 // each, each))).replace(**changes)
    path = home / "pictures" / f"{config.data}.npz"
    if each > 1:  # versions up to 0.6 did not say which equal one another
        with np.load(path) as stored:
            arrays = {key: array for key, array in stored.items() if key != "first"}
        np.savez_compressed(path, **arrays)
    split = load_split(config)
    for part, expected in zip(
        (split.train, split.validation), divided(data_set(config.data).train(), config), strict=True
    ):
        np.testing.assert_array_equal(part.x, expected.x)


@pytest.mark.parametrize("share", [0.5, 1.0, 2.5])
@pytest.mark.parametrize("changes", [{}, {"folds": 4, "fold": 1}, {"share": 0.6}])
def test_counts_are_those_of_the_real_split_where_pictures_equal_one_another(
    share: float, changes: dict[str, Any]
) -> None:
    first, second = in_shades(2, 20, 3), in_shades(2, 21, 2)
    second.x[..., 0] = 255  # no shade of the first
    mixed = (Ingredient(uploads.save(second), share),)
    config = TrainingConfig(data=uploads.save(first), mixed=mixed).replace(**changes)
    split = load_split(config)
    assert part_counts(config) == (len(split.train), len(split.validation), len(split.test))
    assert as_bytes(split.train).isdisjoint(as_bytes(split.validation))


@pytest.mark.parametrize(
    ("data", "ingredient", "words"),
    [
        ("mnist", "faces", "“MNIST: handwritten digits” and “Faces: glad or sad” have other sizes or classes"),
        ("mnist", "cifar10", "other sizes or classes, so they cannot be mixed. Leave one out"),
        ("mnist", "imagenet", "Unknown data set 'imagenet'"),
        (
            "mnist",
            "mnist",
            "share pictures: what is learned of one would validate or test the other. Leave one",
        ),
        ("mnist", "handwriting", "“MNIST: handwritten digits” and “Handwriting: .*” share pictures"),
        ("class", "handwriting", "“handwriting” hold pictures of no class: they need categorical_crossentropy"),
    ],
)
def test_data_sets_that_do_not_go_together_are_refused(data: str, ingredient: str, words: str) -> None:
    config = TrainingConfig(data=data, mixed=(Ingredient(ingredient),))
    for ask in (check, part_counts, load_split):
        with pytest.raises(ConfigError, match=words):
            ask(config)


def test_data_set_is_not_mixed_in_twice() -> None:
    with pytest.raises(ConfigError, match="share pictures"):
        check(mixed(0.5, 0.5))


@pytest.mark.parametrize("common", [0, 1, 60])
def test_own_pictures_that_are_in_both_sets_are_not_mixed(common: int, home: Path) -> None:
    """A set of friday that holds all of monday's would test what is learned of monday's."""
    friday, monday = spotted(100), spotted(60)
    monday.x[:common] = friday.x[:common]
    config = TrainingConfig(data=uploads.save(friday), mixed=(Ingredient(uploads.save(monday)),))
    for ask in (check, part_counts, load_split):
        if common:
            with pytest.raises(ConfigError, match="“Pets” and “Pets” share pictures"):
                ask(config)
        else:
            ask(config)


@pytest.mark.parametrize("changes", [{"side": 32}, {"classes": ("cats", "cows", "fish")}])
def test_own_pictures_of_another_size_or_of_other_classes_are_not_mixed(changes: dict[str, Any], home: Path) -> None:
    first, second = uploads.save(spotted(60)), uploads.save(spotted(61, **changes))
    with pytest.raises(ConfigError, match="cannot be mixed"):
        check(TrainingConfig(data=first, mixed=(Ingredient(second),)))


def test_own_pictures_that_are_gone_are_not_mixed_in(home: Path) -> None:
    with pytest.raises(DataError, match="Import them, or choose others"):
        check(TrainingConfig(mixed=(Ingredient("gone-12345678"),)))


def test_sources_name_all_that_is_mixed_each_once() -> None:
    assert sources(CONFIG) == MNIST.sources
    assert sources(mixed(0.5, 2.0)) == (*MNIST.sources, *CLASS_DIGITS.sources)
    shipped = PRESETS["shipped"].replace(mixed=(Ingredient("mnist"),), strokes=("pen_strokes.jsonl",))
    assert [source.name.split(",")[0] for source in sources(shipped)] == [
        "MNIST", "Drawn styles of digits", "Pen-Based Recognition of Handwritten Digits",
    ]  # fmt: skip


def test_data_set_that_makes_more_of_its_pictures_does_so_where_it_is_mixed_in_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def doubled(train: Pictures, validation: Pictures, config: TrainingConfig) -> tuple[Pictures, Pictures]:
        return train[np.repeat(np.arange(len(train)), 2)], validation

    monkeypatch.setitem(registry.DATA_SETS, "class", dataclasses.replace(CLASS_DIGITS, enriched=doubled))
    assert len(load_split(mixed(1.0)).train) - len(load_split(CONFIG).train) == 2 * (205 - 41)


def test_pictures_that_were_learned_are_those_of_the_split() -> None:
    np.testing.assert_array_equal(learned_pictures(CONFIG).x, load_split(CONFIG).train.x)
    assert len(learned_pictures(PRESETS["shipped"].replace(share=0.1))) == 60_000
