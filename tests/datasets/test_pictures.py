"""Promises of pictures in memory."""

from __future__ import annotations

import numpy as np

from model.datasets.faces import FACES
from model.datasets.mnist import mnist_test
from model.datasets.pictures import Pictures, joined


def test_grey_pictures_have_no_channel_and_colour_pictures_three() -> None:
    grey, colour = mnist_test(), FACES.test()
    assert grey.images().shape == grey.pixels.shape == (10_000, 28, 28)
    assert colour.images().shape == colour.pixels.shape == (len(colour), 64, 64, 3)
    assert 0.5 < colour.images().max() <= 1


def test_fingerprint_tells_pictures_and_labels_from_all_others() -> None:
    x, y = np.arange(48, dtype=np.uint8).reshape(3, 4, 4, 1), np.array([0, 1, 2])
    same, others = Pictures(x.copy(), y.copy()), [Pictures(x[::-1], y), Pictures(x, y[::-1])]
    assert Pictures(x, y).fingerprint == same.fingerprint
    assert len({Pictures(x, y).fingerprint, *(other.fingerprint for other in others)}) == 3
    assert len(same.fingerprint) == 16


def test_joined_pictures_come_one_part_after_the_other() -> None:
    first, second = (mnist_test()[np.arange(start, start + 3)] for start in (0, 50))
    both = joined([first, second])
    np.testing.assert_array_equal(both.x[3:], second.x)
    assert both.y.tolist() == [*first.y, *second.y]
