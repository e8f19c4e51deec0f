"""Promises of sharing pictures out: by share, by validation split, by folds."""

from __future__ import annotations

import numpy as np
import pytest

from model.config import PRESETS
from model.datasets.mnist import mnist_train
from model.datasets.pictures import Pictures
from model.datasets.splitting import divided
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
    with pytest.raises(DataError, match=r"too few to hold every class, or leave too few. Choose another share"):
        divided(pictures, PRESETS["two-conv"].replace(share=0.0001))


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
