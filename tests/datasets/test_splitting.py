"""Promises of sharing pictures out: by share, by validation split, by folds."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.model_selection import train_test_split

from model.config import PRESETS, TrainingConfig
from model.datasets.mnist import mnist_train
from model.datasets.pictures import Pictures
from model.datasets.splitting import counts, divided
from model.errors import DataError
from tests.datasets.pictures import as_bytes


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    """Return MNIST, to be shared out."""
    return mnist_train()


def test_share_and_validation_hold_every_class_alike_and_never_meet(pictures: Pictures) -> None:
    train, validation = divided(pictures, PRESETS["two-conv"].replace(share=0.1, validation_split=0.2))
    assert (len(train), len(validation)) == (4800, 1200)
    shares = np.bincount(train.y) / len(train)
    np.testing.assert_allclose(shares, np.bincount(pictures.y) / len(pictures), atol=0.001)
    seen = {picture.tobytes() for picture in train.x}
    assert not any(picture.tobytes() in seen for picture in validation.x)


def test_same_seed_draws_the_same_pictures_and_another_seed_others(pictures: Pictures) -> None:
    config = PRESETS["two-conv"].replace(share=0.01)
    first, again, other = (divided(pictures, config.replace(seed=seed))[0].x for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_share_too_small_for_every_class_is_refused(pictures: Pictures) -> None:
    config = PRESETS["two-conv"].replace(share=0.0001)
    for changes, words in (
        ({}, "6 pictures are too few to hold each of the 10 classes. Choose more training pictures"),
        ({"share": 19 / 60_000}, "at least 20 are needed. Choose more .* or keep none apart for validation"),
        ({"validation_split": 0}, "6 pictures are too few to hold each of the 10 classes"),
    ):
        with pytest.raises(DataError, match=words):
            divided(pictures, config.replace(**changes))


@pytest.mark.parametrize("sizes", [[8] * 10, [2] * 20, [90, 4, 4], [300, 2, 5, 41]])
@pytest.mark.parametrize("split", [0.01, 0.1, 0.5])
@pytest.mark.parametrize("share", [1.0, 0.99, 0.5, 0.1])
def test_each_class_trains_and_validates_however_few_there_are(sizes: list[int], split: float, share: float) -> None:
    y = np.repeat(np.arange(len(sizes)), sizes)
    few = Pictures(np.arange(len(y)).reshape(-1, 1, 1, 1), y)  # each is its own number
    config = TrainingConfig(share=share, validation_split=split)
    if round(len(y) * share) < 2 * len(sizes):
        with pytest.raises(DataError, match=r"keep none apart|too few to hold"):
            divided(few, config)
        return
    parts = divided(few, config)
    assert tuple(map(len, parts)) == counts(len(y), len(sizes), config)
    for part in parts:
        assert set(part.y) == set(range(len(sizes)))
    assert set(parts[0].x.flat).isdisjoint(parts[1].x.flat)
    again = divided(few, config)
    assert np.array_equal(again[0].x, parts[0].x)


@pytest.mark.parametrize(("share", "split", "seed"), [(1.0, 0.1, 0), (0.1, 0.2, 3), (300 / 60_000, 0.2, 0)])
def test_plenty_is_divided_as_scikit_learn_does(share: float, split: float, seed: int, pictures: Pictures) -> None:
    y, chosen = pictures.y, np.arange(60_000)
    if share < 1:
        chosen = np.sort(train_test_split(chosen, train_size=round(60_000 * share), stratify=y, random_state=seed)[0])
    count = round(len(chosen) * split)
    kept, _ = train_test_split(chosen, train_size=count, stratify=y[chosen], random_state=seed)
    numbered = Pictures(np.arange(60_000).reshape(-1, 1, 1, 1), y)
    train, validation = divided(numbered, TrainingConfig(share=share, validation_split=split, seed=seed))
    assert np.array_equal(validation.x.ravel(), np.sort(kept))
    assert np.array_equal(train.x.ravel(), np.setdiff1d(chosen, kept))


@pytest.mark.parametrize(("share", "folds"), [(0.01, 5), (0.0317, 7), (0.005, 2)])
def test_folds_never_meet_cover_all_and_hold_every_class_alike(share: float, folds: int, pictures: Pictures) -> None:
    config = PRESETS["two-conv"].replace(share=share, folds=folds)
    parts = [divided(pictures, config.replace(fold=fold)) for fold in range(folds)]
    whole = as_bytes(parts[0][0]) | as_bytes(parts[0][1])
    seen: set[bytes] = set()
    for train, kept in parts:
        assert as_bytes(train).isdisjoint(as_bytes(kept))
        assert as_bytes(train) | as_bytes(kept) == whole
        assert seen.isdisjoint(as_bytes(kept))
        seen |= as_bytes(kept)
    assert seen == whole
    counts = np.stack([np.bincount(kept.y, minlength=10) for _, kept in parts])
    assert (np.ptp(counts, axis=0) <= 1).all()


def test_more_folds_than_pictures_of_a_class_are_refused(pictures: Pictures) -> None:
    with pytest.raises(DataError, match="Choose fewer folds, or more pictures"):
        divided(pictures, PRESETS["two-conv"].replace(share=0.001, folds=10))
