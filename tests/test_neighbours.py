"""Promises of the nearest training pictures and of what excites a filter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.cards import fingerprint, read_card
from model.datasets import Pictures, divided, mnist_test, training_pictures
from model.explanation import Anatomy
from model.neighbours import Excitement, Index
from model.versions import SHIPPED
from tests.classifiers import opened_in
from ui import state


@pytest.fixture(scope="module")
def opened() -> Anatomy:
    return opened_in(SHIPPED)


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
    shipped = {path: path.stat().st_mtime_ns for path in SHIPPED.iterdir()}
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
    assert {path: path.stat().st_mtime_ns for path in SHIPPED.iterdir()} == shipped  # that of fewer pictures is another


def test_exciting_pictures_excite_more_than_all_others(opened: Anatomy) -> None:
    excitement = Excitement(opened, some(700), SHIPPED)
    strongest = opened.strongest(some(700).images())
    for layer, number in [(0, 4), (2, 60), (len(opened.layers) - 1, 3)]:
        found = excitement.most(layer, number)
        values = strongest[layer][:, number]
        np.testing.assert_allclose(values[found], np.sort(values)[::-1][:5], rtol=1e-5)


@pytest.fixture(scope="module")
def learned() -> Pictures:
    """Return what the page "Look inside" searches for the shipped classifier: all pictures of MNIST's training."""
    config = state.config_of(SHIPPED)
    pictures, _ = divided(training_pictures(config), config)
    assert len(pictures) == 60_000
    return pictures


def never(share: float) -> None:
    """Be told how far it is, where nothing is to be computed."""
    raise AssertionError(f"told that {share:.0%} is done")


def test_shipped_index_is_there_at_once_and_finds_what_a_search_through_all_features_finds(
    opened: Anatomy, learned: Pictures, home: Path
) -> None:
    index = Index(opened, learned, SHIPPED, never)
    everything = np.concatenate([opened.features(learned[part].images()) for part in np.split(np.arange(60_000), 60)])
    length = np.square(everything).sum(axis=1)
    right = []
    for image in mnist_test().images()[1000:10_000:450]:
        look = opened.look(image)
        features = look.outputs[-2]
        (expected,) = np.argsort(length - 2 * everything @ features, kind="stable")[None, :5]
        found = index.nearest(look)
        right.append(len({one.picture for one in found} & set(expected.tolist())) / 5)
        assert [one.label for one in found] == learned.y[[one.picture for one in found]].tolist()
    assert len(right) == 20
    assert np.mean(right) >= 0.98
    assert not (home / "cache").exists()


def test_shipped_excitement_is_there_at_once_and_is_what_excites_it_most(opened: Anatomy, home: Path) -> None:
    excitement = Excitement(opened, mnist_test(), SHIPPED, never)
    strongest = opened.strongest(mnist_test().images()[:2000])
    of_all = mnist_test().images()
    for layer, number in [(0, 4), (2, 60), (6, 17), (len(opened.layers) - 1, 3)]:
        found = excitement.most(layer, number)
        values = opened.strongest(of_all[found])[layer][:, number]
        assert values.tolist() == sorted(values, reverse=True)
        assert values[-1] >= np.sort(strongest[layer][:, number])[-5] - 1e-4  # a part is excited by no more
    assert not (home / "cache").exists()


def test_shipped_files_hold_nothing_of_an_earlier_classifier() -> None:
    kept = {f"{fingerprint(read_card(SHIPPED))}-{what}.npz" for what in ("neighbours", "excitement")}
    assert {path.name for path in SHIPPED.glob("*-*.npz")} == kept
