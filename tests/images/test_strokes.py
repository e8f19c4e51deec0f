"""Promises of `model.strokes`."""

import json
from pathlib import Path

import numpy as np
import pytest

from model.errors import DataError
from model.images.strokes import RENDERINGS, StrokeDigit, draw, fit, read_strokes, rendered, writers_apart

DASH = (np.array([[0.0, 0.0], [2.0, 1.0]]),)


def test_strokes_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "strokes.jsonl"
    path.write_text(json.dumps({"label": 7, "writer": "w", "strokes": [[[0, 0], [2, 1]], [[1, 1]]]}) + "\n")
    (digit,) = read_strokes(path)
    assert (digit.label, digit.writer) == (7, "w")
    assert [stroke.shape for stroke in digit.strokes] == [(2, 2), (1, 2)]


def test_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "strokes.jsonl"
    path.write_text('{"label": 1, "strokes": [[[0, 0]]]}\n{"label": 2}\n')
    with pytest.raises(DataError, match="line 2"):
        read_strokes(path)


UNIPEN = """.INCLUDE dene.doc
.HIERARCHY DIGIT
.SEGMENT DIGIT 0-1 ? "4"
.COMMENT  4  12 224
.PEN_DOWN
 267   333
 100   500
.PEN_UP
.DT 100
.PEN_DOWN
 0   0
.PEN_UP
.SEGMENT DIGIT 2 ? "1"
.COMMENT 1 13 1
.PEN_DOWN
 250 400
 250 100
.PEN_UP
"""


def test_file_of_the_uci_collection_is_read_upright(tmp_path: Path) -> None:
    path = tmp_path / "pendigits-orig.tra"
    path.write_text(UNIPEN)
    four, one = read_strokes(path)
    assert (four.label, four.writer, one.label, one.writer) == (4, "train-12", 1, "train-13")
    first, second = four.strokes
    np.testing.assert_allclose(first, [[0.534, 0.334], [0.2, 0.0]])
    np.testing.assert_allclose(second, [[0.0, 1.0]])


def test_damaged_file_of_the_uci_collection_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "pendigits-orig.tra"
    path.write_text(UNIPEN.replace("333", "3x3"))
    with pytest.raises(DataError, match="holds no pen strokes"):
        read_strokes(path)


@pytest.mark.parametrize("content", ["", ".INCLUDE dene.doc\n", ".COMMENT 4 12 224\n"])
def test_file_without_digits_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "zero"
    path.write_text(content)
    with pytest.raises(DataError, match="holds no digit of pen strokes"):
        read_strokes(path)


def test_fit_sets_the_longest_side_and_the_middle() -> None:
    (stroke,) = fit(DASH, 180, (140, 100))
    assert np.allclose(np.ptp(stroke, axis=0), [180, 90])
    assert np.allclose(stroke.mean(axis=0), [140, 100])


def test_drawing_is_as_wide_as_the_pen() -> None:
    (line,) = (np.array([[40.0, 140.0], [240.0, 140.0]]),)
    ink = draw((line,), pen=18)[..., 0] < 128
    assert ink[:, 140].sum() == pytest.approx(18, abs=1)


@pytest.mark.parametrize("name", RENDERINGS)
def test_every_rendering_stays_on_the_canvas(name: str) -> None:
    for seed in range(20):
        picture = rendered(DASH, RENDERINGS[name], np.random.default_rng(seed))
        edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        assert picture.shape == (280, 280, 4)
        assert (edge == 255).all()


def test_writers_are_in_one_part_only() -> None:
    digits = [StrokeDigit(1, f"train-{number}", DASH) for number in range(1, 31)]
    training, validation, test = writers_apart(digits)
    assert (len(training), len(validation), len(test)) == (18, 4, 8)
    assert len(training | validation | test) == 30
