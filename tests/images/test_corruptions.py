"""Promises of pictures that are corrupted: noise, blur, tilt, ..."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from model.datasets.mnist import mnist_test
from model.errors import DataError
from model.images.corruptions import KINDS, corrupted, kinds_for, parsed

STRENGTHS = {kind: of.levels[1] for kind, of in KINDS.items()}


@pytest.fixture(scope="module")
def images() -> NDArray[np.float32]:
    """Return some test pictures of MNIST."""
    return mnist_test().images()[:50]


@pytest.mark.parametrize("kind", KINDS)
def test_corruption_keeps_shape_and_range_and_no_strength_changes_nothing(
    kind: str, images: NDArray[np.float32]
) -> None:
    found = corrupted(images, kind, STRENGTHS[kind])
    assert (found.shape, found.dtype) == (images.shape, np.float32)
    assert found.min() >= 0
    assert found.max() <= 1
    assert not np.array_equal(found, images)
    assert np.array_equal(found, corrupted(images, kind, STRENGTHS[kind]))
    assert np.array_equal(corrupted(images, kind, 0), images)


def test_shift_moves_the_ink_by_its_strength_in_any_direction() -> None:
    spots = np.zeros((40, 28, 28), np.float32)
    spots[:, 12:16, 12:16] = 1
    moves = np.array([ndimage.center_of_mass(spot) for spot in corrupted(spots, "shift", 3)]) - 13.5
    assert np.hypot(*moves.T) == pytest.approx(3, abs=0.01)
    assert (np.abs(moves.mean(axis=0)) < 1).all()


def test_tilt_turns_to_the_left() -> None:
    line = np.zeros((1, 28, 28), np.float32)
    line[0, 2:26, 13:15] = 1
    top = corrupted(line, "tilt", 20)[0, 4]
    assert float(top @ np.arange(28) / top.sum()) < 12


def test_thinner_takes_ink_and_thicker_adds_it_also_by_shares(images: NDArray[np.float32]) -> None:
    ink = [
        float(corrupted(images, kind, strength).sum())
        for kind, strength in (("thinner", 1.0), ("thinner", 0.5), ("blur", 0.0), ("thicker", 0.5), ("thicker", 1.0))
    ]
    assert ink == sorted(ink)
    assert len(set(ink)) == 5


@pytest.mark.parametrize(
    ("kind", "strength"), [("rain", 1.0), ("blur", -1.0), ("contrast", 1.5), ("tilt", float("nan"))]
)
def test_corruption_that_cannot_be_is_refused(kind: str, strength: float, images: NDArray[np.float32]) -> None:
    with pytest.raises(DataError, match=kind):
        corrupted(images, kind, strength)


@pytest.mark.parametrize("strength", [0.05, 0.5, 1.0])
@pytest.mark.parametrize(("kind", "ink_is_dark"), [("paper", True), ("whiteboard", True), ("blackboard", False)])
def test_ink_stands_out_from_every_surface_however_strong(
    kind: str, ink_is_dark: bool, strength: float, images: NDArray[np.float32]
) -> None:
    for image, seen in zip(images, corrupted(images, kind, strength), strict=True):
        step = float(seen[image > 0.9].mean() - seen[image == 0].mean())
        assert (-step if ink_is_dark else step) > 0.15


def test_colours_of_a_picture_stay_together_and_ink_is_not_looked_for_in_it() -> None:
    grey = np.random.default_rng(1).random((5, 12, 12), np.float32)
    colour = np.repeat(grey[..., None], 3, axis=-1)
    for kind in ("blur", "tilt", "shift", "contrast"):
        found = corrupted(colour, kind, KINDS[kind].levels[0])
        assert found[..., 1] == pytest.approx(corrupted(grey, kind, KINDS[kind].levels[0]), abs=1e-6)
    with pytest.raises(DataError, match="no ink"):
        corrupted(colour, "paper", 1)


def test_kind_and_strength_are_read_from_a_text() -> None:
    assert parsed("blur:1.5") == ("blur", 1.5)
    for text in ("blur", "blur:", "blur:much"):
        with pytest.raises(DataError, match="KIND:STRENGTH"):
            parsed(text)


def test_what_belongs_to_ink_is_not_offered_for_colour_pictures(images: NDArray[np.float32]) -> None:
    colour = np.repeat(images[..., None], 3, axis=-1)
    assert kinds_for(images) == list(KINDS)
    assert kinds_for(colour) == [kind for kind in KINDS if not KINDS[kind].of_ink]
