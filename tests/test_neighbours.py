"""Promises of the nearest training pictures and of what excites a filter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.classifier import Classifier
from model.datasets import Pictures, mnist_test
from model.explanation import Anatomy
from model.neighbours import Excitement, Index
from model.versions import SHIPPED


@pytest.fixture(scope="module")
def opened() -> Anatomy:
    return Anatomy(Classifier.load(SHIPPED))


def some(count: int) -> Pictures:
    return Pictures(mnist_test().x[:count], mnist_test().y[:count])


def test_nearest_are_those_of_a_search_through_all_features(opened: Anatomy) -> None:
    index = Index(opened, some(3000), SHIPPED)
    everything = opened.features(some(3000).images())
    for image in mnist_test().images()[5000:5010]:
        distances = np.linalg.norm(everything - opened.features(image[None]), axis=1)
        found = index.nearest(opened.look(image))
        assert [one.picture for one in found] == np.argsort(distances)[:5].tolist()
        np.testing.assert_allclose([one.distance for one in found], np.sort(distances)[:5], rtol=1e-3)
        assert [one.label for one in found] == mnist_test().y[[one.picture for one in found]].tolist()


def test_picture_is_nearest_to_itself(opened: Anatomy) -> None:
    found = Index(opened, some(300), SHIPPED).nearest(opened.look(mnist_test().images()[17]))
    assert found[0].picture == 17
    assert found[0].distance < 1e-2


def test_index_is_computed_once_and_a_damaged_one_anew(opened: Anatomy, home: Path) -> None:
    told: list[float] = []
    Index(opened, some(600), SHIPPED, told.append)
    assert told == sorted(told)
    again: list[float] = []
    Index(opened, some(600), SHIPPED, again.append)
    assert again == []
    (path,) = (home / "cache").glob("*-neighbours.npz")
    path.write_text("damaged")
    Index(opened, some(600), SHIPPED, again.append)
    assert again == told


def test_exciting_pictures_excite_more_than_all_others(opened: Anatomy) -> None:
    excitement = Excitement(opened, some(700), SHIPPED)
    strongest = opened.strongest(some(700).images())
    for layer, number in [(0, 4), (2, 60), (len(opened.layers) - 1, 3)]:
        found = excitement.most(layer, number)
        values = strongest[layer][:, number]
        np.testing.assert_allclose(values[found], np.sort(values)[::-1][:5], rtol=1e-5)
