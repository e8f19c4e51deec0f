"""Promises of the drawn faces."""

import numpy as np
import pytest

from model.datasets.faces import CLASSES, _picture, faces


def test_faces_are_small_color_pictures_with_a_label_each() -> None:
    x, y = faces(6, seed=1)
    assert (x.shape, x.dtype, y.shape, y.dtype) == ((6, 64, 64, 3), np.uint8, (6,), np.int64)


@pytest.mark.parametrize("count", [1, 40, 41])
def test_as_many_faces_are_glad_as_sad(count: int) -> None:
    glad, sad = np.bincount(faces(count, seed=2)[1], minlength=len(CLASSES))
    assert (glad + sad, glad - sad) == (count, count % 2)


def test_same_seed_gives_the_same_faces_and_another_seed_others() -> None:
    (x, y), (again, labels), (other, _) = faces(8, seed=3), faces(8, seed=3), faces(8, seed=4)
    np.testing.assert_array_equal(x, again)
    np.testing.assert_array_equal(y, labels)
    assert (x != other).any(axis=(1, 2, 3)).all()


def test_glad_and_sad_come_in_no_order() -> None:
    labels = faces(40, seed=5)[1]
    assert 5 < np.count_nonzero(np.diff(labels)) < 35


def test_no_two_faces_are_alike() -> None:
    x, _ = faces(60, seed=6)
    assert len(np.unique(x.reshape(60, -1), axis=0)) == 60


def test_only_the_mouth_tells_glad_from_sad() -> None:
    for seed in range(20):
        glad, sad = (_picture(np.random.default_rng(seed), glad).astype(int) for glad in (True, False))
        differs = (glad != sad).any(axis=2)
        assert 0.001 < differs.mean() < 0.15


def test_colors_alone_do_not_tell_glad_from_sad() -> None:
    x, y = faces(400, seed=7)
    means = x.mean(axis=(1, 2))  # (n, 3)
    between = np.abs(means[y == 0].mean(axis=0) - means[y == 1].mean(axis=0))
    assert (between < means.std(axis=0) / 2).all()
