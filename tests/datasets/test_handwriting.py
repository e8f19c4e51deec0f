"""Promises of the handwriting that the shipped classifier learns: digits, and what is none."""

from __future__ import annotations

import numpy as np
import pytest

from model.config import PRESETS
from model.datasets import handwriting
from model.datasets.digit_styles import FREE, OTHERS, UNSEEN_OTHERS
from model.datasets.pictures import NO_CLASS, Pictures


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Pictures:
    """Return a few pictures in place of MNIST, and make the drawn part small."""
    for name, count in {"_STYLED": 40, "_OTHER": 1, "_TOUCHING": 4, "_TURNED": 9}.items():
        monkeypatch.setattr(handwriting, name, count)
    x = np.random.default_rng(0).integers(0, 255, (40, 28, 28, 1)).astype(np.uint8)
    return Pictures(x, np.arange(40) % 10)


def test_one_seed_gives_the_same_pictures(small: Pictures) -> None:
    first, second = (handwriting.handwriting(small, PRESETS["shipped"]) for _ in range(2))
    assert np.array_equal(first.x, second.x)
    assert np.array_equal(first.y, second.y)


def test_pool_holds_digits_and_what_is_none(small: Pictures) -> None:
    pool = handwriting.handwriting(small, PRESETS["shipped"])
    assert pool.x.shape[1:] == (28, 28, 1)
    assert set(pool.y.tolist()) == set(range(-1, 10))
    assert (pool.y == NO_CLASS).sum() == len(OTHERS) + len(FREE) - len(UNSEEN_OTHERS) + 3 + 9


def test_validation_holds_digits_only(small: Pictures) -> None:
    validation = handwriting.unseen_handwriting(small, PRESETS["shipped"])
    assert len(validation) > len(small)
    assert validation.y.min() == 0


def test_sources_say_when_strokes_are_missing() -> None:
    assert "no file of pen strokes was given" in handwriting.remark(PRESETS["shipped"])
    assert "training writers in pens.jsonl" in handwriting.remark(PRESETS["shipped"].replace(strokes="/a/pens.jsonl"))
