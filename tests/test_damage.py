"""Promises of damage."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from model.damage import KINDS, damaged
from model.datasets import mnist_test
from model.errors import DataError

STRENGTHS = {kind: of.levels[1] for kind, of in KINDS.items()}


@pytest.fixture(scope="module")
def images() -> NDArray[np.float32]:
    """Return some test pictures of MNIST."""
    return mnist_test().images()[:50]


@pytest.mark.parametrize("kind", KINDS)
def test_damage_keeps_shape_and_range_and_no_strength_changes_nothing(kind: str, images: NDArray[np.float32]) -> None:
    hurt = damaged(images, kind, STRENGTHS[kind])
    assert (hurt.shape, hurt.dtype) == (images.shape, np.float32)
    assert hurt.min() >= 0
    assert hurt.max() <= 1
    assert not np.array_equal(hurt, images)
    assert np.array_equal(hurt, damaged(images, kind, STRENGTHS[kind]))
    assert np.array_equal(damaged(images, kind, 0), images)


def test_shift_moves_the_ink_by_its_strength_in_any_direction() -> None:
    spots = np.zeros((40, 28, 28), np.float32)
    spots[:, 12:16, 12:16] = 1
    moves = np.array([ndimage.center_of_mass(spot) for spot in damaged(spots, "shift", 3)]) - 13.5
    assert np.hypot(*moves.T) == pytest.approx(3, abs=0.01)
    assert (np.abs(moves.mean(axis=0)) < 1).all()


def test_tilt_turns_to_the_left() -> None:
    line = np.zeros((1, 28, 28), np.float32)
    line[0, 2:26, 13:15] = 1
    top = damaged(line, "tilt", 20)[0, 4]
    assert float(top @ np.arange(28) / top.sum()) < 12


def test_thinner_takes_ink_and_thicker_adds_it_also_by_shares(images: NDArray[np.float32]) -> None:
    ink = [
        float(damaged(images, kind, strength).sum())
        for kind, strength in (("thinner", 1.0), ("thinner", 0.5), ("blur", 0.0), ("thicker", 0.5), ("thicker", 1.0))
    ]
    assert ink == sorted(ink)
    assert len(set(ink)) == 5


@pytest.mark.parametrize(
    ("kind", "strength"), [("rain", 1.0), ("blur", -1.0), ("contrast", 1.5), ("tilt", float("nan"))]
)
def test_damage_that_cannot_be_is_refused(kind: str, strength: float, images: NDArray[np.float32]) -> None:
    with pytest.raises(DataError, match=kind):
        damaged(images, kind, strength)


@pytest.mark.parametrize("strength", [0.05, 0.5, 1.0])
@pytest.mark.parametrize(("kind", "ink_is_dark"), [("paper", True), ("whiteboard", True), ("blackboard", False)])
def test_ink_stands_out_from_every_surface_however_strong(
    kind: str, ink_is_dark: bool, strength: float, images: NDArray[np.float32]
) -> None:
    for image, seen in zip(images, damaged(images, kind, strength), strict=True):
        step = float(seen[image > 0.9].mean() - seen[image == 0].mean())
        assert (-step if ink_is_dark else step) > 0.15


def test_colours_of_a_picture_stay_together_and_ink_is_not_looked_for_in_it() -> None:
    grey = np.random.default_rng(1).random((5, 12, 12), np.float32)
    colour = np.repeat(grey[..., None], 3, axis=-1)
    for kind in ("blur", "tilt", "shift", "contrast"):
        hurt = damaged(colour, kind, KINDS[kind].levels[0])
        assert hurt[..., 1] == pytest.approx(damaged(grey, kind, KINDS[kind].levels[0]), abs=1e-6)
    with pytest.raises(DataError, match="no ink"):
        damaged(colour, "paper", 1)
