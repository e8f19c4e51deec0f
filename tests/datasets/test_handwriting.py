"""Promises of the handwriting that the shipped classifier learns: digits, and what is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.config import PRESETS
from model.datasets import handwriting
from model.datasets.digit_styles import FREE, OTHERS, UNSEEN_OTHERS
from model.datasets.mixing import sources
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
    files = ("/a/pens.jsonl", "/a/unipen.jsonl")
    assert "writers in pens.jsonl, unipen.jsonl." in handwriting.remark(PRESETS["shipped"].replace(strokes=files))


def test_writers_of_each_file_are_divided_by_themselves(tmp_path: Path) -> None:
    files = []
    for name in "ab":
        files.append(tmp_path / f"{name}.jsonl")
        line = '{{"label": 1, "writer": "{}{}", "strokes": [[[0, 0], [1, 1]]]}}'
        files[-1].write_text("\n".join(line.format(name, number) for number in range(8)))
    config = PRESETS["shipped"].replace(strokes=tuple(map(str, files)))
    train, validation = ([digit.writer for digit in handwriting._written(config, part)] for part in (0, 1))
    assert train == ["a1", "a3", "a5", "a6", "a7", "b1", "b3", "b5", "b6", "b7"]
    assert validation == ["a2", "b2"]


@pytest.mark.parametrize(
    ("file", "name", "licence"),
    [
        ("pendigits-orig.tra", "Pen-Based Recognition", "CC BY 4.0"),
        ("unipen_strokes.jsonl.gz", "UNIPEN train_r01_v07", "CC BY 4.0"),
        ("class 7b.jsonl", "Pen strokes in class 7b.jsonl", "not known"),
    ],
)
def test_card_says_where_the_strokes_of_a_file_come_from(file: str, name: str, licence: str) -> None:
    source = sources(PRESETS["shipped"].replace(strokes=(f"/a/{file}",)))[-1]
    assert source.name.startswith(name)
    assert source.licence == licence
