"""Promises of the styles in which digits, and what is none, are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from model.datasets.digit_styles import FREE, OTHERS, STYLES, other, rewritten, styled_digit
from model.images.strokes import Stroke


def _extent(strokes: tuple[Stroke, ...]) -> float:
    return float(np.ptp(np.concatenate(strokes), axis=0).max())


def test_every_class_has_styles() -> None:
    assert sorted(STYLES) == list(range(10))
    assert all(len(styles) >= 5 for styles in STYLES.values())


@pytest.mark.parametrize("label", range(10))
def test_digits_of_one_seed_are_alike(label: int) -> None:
    first, second = (styled_digit(label, np.random.default_rng(3)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("kind", [*OTHERS, *FREE])
def test_what_is_no_digit_can_be_drawn(kind: str) -> None:
    rng = np.random.default_rng(0)
    assert all(np.isfinite(stroke).all() for stroke in rewritten(other(kind, rng), rng))


def test_rewriting_keeps_the_strokes_and_about_the_size() -> None:
    for seed in range(50):
        rng = np.random.default_rng(seed)
        digit = styled_digit(seed % 10, rng)
        again = rewritten(digit, rng)
        assert len(again) == len(digit)
        assert 50 < _extent(again) < 220


def test_a_single_point_can_be_rewritten() -> None:
    (stroke,) = rewritten((np.array([[3.0, 4.0]]),), np.random.default_rng(0))
    assert len(stroke) >= 1
