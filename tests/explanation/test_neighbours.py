"""Promises of the nearest training pictures and of those that activate a filter most."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from model.datasets.mixing import learned_pictures
from model.datasets.mnist import mnist_test
from model.datasets.pictures import Pictures
from model.explanation.inspector import NetworkInspector
from model.explanation.neighbours import Index
from model.explanation.top_activations import TopActivations
from model.inference.card import read_card
from model.versions.published import SHIPPED
from tests.classifiers import opened_in
from ui import resources


@pytest.fixture(scope="module")
def inspector() -> NetworkInspector:
    return opened_in(SHIPPED)


def some(count: int) -> Pictures:
    return Pictures(mnist_test().x[:count], mnist_test().y[:count])


def test_nearest_are_those_of_a_search_through_all_features(inspector: NetworkInspector) -> None:
    index = Index(inspector, some(1800), SHIPPED)
    everything = inspector.features(some(1800).images())
    for image in mnist_test().images()[5000:5010]:
        distances = np.linalg.norm(everything - inspector.features(image[None]), axis=1)
        found = index.nearest(inspector.activations(image))
        assert [one.picture for one in found] == np.argsort(distances)[:5].tolist()
        np.testing.assert_allclose([one.distance for one in found], np.sort(distances)[:5], rtol=1e-3)
        assert [one.label for one in found] == mnist_test().y[[one.picture for one in found]].tolist()


def test_picture_is_nearest_to_itself(inspector: NetworkInspector) -> None:
    found = Index(inspector, some(300), SHIPPED).nearest(inspector.activations(mnist_test().images()[17]))
    assert found[0].picture == 17
    assert found[0].distance < 1e-2


def test_index_is_computed_once_and_a_damaged_one_anew(inspector: NetworkInspector, home: Path) -> None:
    shipped = {path: path.stat().st_mtime_ns for path in SHIPPED.iterdir()}
    first: list[float] = []
    Index(inspector, some(600), SHIPPED, first.append)
    assert first == sorted(first)
    again: list[float] = []
    Index(inspector, some(600), SHIPPED, again.append)
    assert again == []
    (path,) = (home / "cache").glob("*-neighbours.npz")
    path.write_text("damaged")
    Index(inspector, some(600), SHIPPED, again.append)
    assert again == first
    assert {path: path.stat().st_mtime_ns for path in SHIPPED.iterdir()} == shipped  # that of fewer pictures is another


def test_top_pictures_activate_a_filter_more_than_all_others(inspector: NetworkInspector) -> None:
    top = TopActivations(inspector, some(700), SHIPPED)
    strongest = inspector.strongest(some(700).images())
    for layer, number in [(0, 4), (2, 60), (len(inspector.layers) - 1, 3)]:
        found = top.most(layer, number)
        values = strongest[layer][:, number]
        np.testing.assert_allclose(values[found], np.sort(values)[::-1][:5], rtol=1e-5)


def test_pictures_that_do_not_activate_a_filter_are_none_that_activate_it_most(
    inspector: NetworkInspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    strongest = inspector.strongest
    two = np.array([3, 1])

    def dimmed(images: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Let nothing activate filter 4 of the first layer, and two pictures filter 5."""
        of_layers = strongest(images)
        of_layers[0][:, 4] = 0
        is_one = (images[:, None] == some(700).images()[two][None]).all(axis=(2, 3))
        of_layers[0][:, 5] = is_one @ np.array([2, 1], np.float32)
        return of_layers

    monkeypatch.setattr(inspector, "strongest", dimmed)
    top = TopActivations(inspector, some(700), SHIPPED)
    assert top.most(0, 4) == []
    assert top.most(0, 5) == two.tolist()


@pytest.fixture(scope="module")
def learned() -> Pictures:
    """Return what the page "Look inside" searches for the shipped classifier: all pictures of MNIST's training."""
    config = resources.trained_by(SHIPPED)
    pictures = learned_pictures(config)
    assert len(pictures) == 60_000
    return pictures


def never(share: float) -> None:
    """Fail where progress is made: nothing is to be computed."""
    raise AssertionError(f"{share:.0%} was computed")


def test_shipped_index_is_there_at_once_and_leaves_no_nearer_picture_out(
    inspector: NetworkInspector, learned: Pictures, home: Path
) -> None:
    """All features of every 4 and 9 are computed: those nearer than the last one found must be among these."""
    index = Index(inspector, learned, SHIPPED, never)
    looked_at = np.flatnonzero(np.isin(learned.y, (4, 9)))
    features = np.concatenate([inspector.features(learned[part].images()) for part in np.array_split(looked_at, 12)])
    length = np.square(features).sum(axis=1)
    nearer, found_of_them = 0, 0
    for image in mnist_test().images()[np.flatnonzero(np.isin(mnist_test().y, (4, 9)))[::100]]:
        activations = inspector.activations(image)
        found = index.nearest(activations)
        own = activations.outputs[-2]
        distances = np.sqrt(np.maximum(length - 2 * features @ own + np.square(own).sum(), 0))
        expected = set(looked_at[distances < found[-1].distance * 1.0001].tolist())
        nearer += len(expected)
        found_of_them += len(expected & {one.picture for one in found})
        assert [one.label for one in found] == learned.y[[one.picture for one in found]].tolist()
    assert nearer > 80  # of 20 pictures nearly all of the five nearest
    assert found_of_them >= 0.98 * nearer
    assert not (home / "cache").exists()


def test_shipped_top_activations_are_there_at_once_and_are_the_largest(inspector: NetworkInspector, home: Path) -> None:
    top = TopActivations(inspector, mnist_test(), SHIPPED, never)
    strongest = inspector.strongest(mnist_test().images()[:2000])
    of_all = mnist_test().images()
    for layer, number in [(0, 4), (2, 60), (6, 17), (len(inspector.layers) - 1, 3)]:
        found = top.most(layer, number)
        values = inspector.strongest(of_all[found])[layer][:, number]
        assert values.tolist() == sorted(values, reverse=True)
        assert values[-1] >= np.sort(strongest[layer][:, number])[-5] - 1e-4  # a part activates it no more than all do
    assert not (home / "cache").exists()


def test_shipped_files_hold_nothing_of_an_earlier_classifier() -> None:
    kept = {f"{read_card(SHIPPED).fingerprint}-{what}.npz" for what in ("neighbours", "top-activations")}
    assert {path.name for path in SHIPPED.glob("*-*.npz")} == kept
