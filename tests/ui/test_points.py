"""Promises of where the pen was, as the canvas tells it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from model.errors import PictureError
from model.images.preprocessing import preprocess
from model.images.strokes import draw
from model.samples.lines import from_line, to_line
from model.samples.sample import MOST_POINTS, MOST_STROKES
from tests.samples.drawings import sample
from tests.ui.paths import RECORDED, SEVEN, packed, stroke
from ui.draw.points import points_of


def test_points_of_a_real_drawing_are_where_the_pen_was() -> None:
    seven, dot = points_of(tuple(json.dumps(stroke(path)) for path in RECORDED))
    assert seven.dtype == np.float64
    assert np.round(seven).tolist() == [
        [88, 49], [116, 49], [145, 49], [173, 49], [202, 49], [185, 91], [168, 134], [135, 220]
    ]  # fmt: skip
    assert dot.shape == (1, 2)


def test_drawing_comes_out_as_it_went_in() -> None:
    (points,) = points_of(packed(SEVEN))
    assert points.tolist() == SEVEN[0].tolist()
    drawn, again = (preprocess(draw(strokes, pen=18)).image for strokes in (SEVEN, (points,)))
    assert np.array_equal(drawn, again)


@pytest.mark.parametrize(
    "path",
    [
        None, 5, "path", {}, [], [[]], [["M"]], [["M", 1]], [["M", 1, 2], ["Q", 3]], [["M", "x", 2]], [["M", None, 2]],
        [["M", 1, [2]]], [["M", 1e9, 2]], [["M", 10**400, 2]], [5], ["Mx", "L"], [["M", {}, {}]],
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_stroke_is_one_sentence(path: object) -> None:
    with pytest.raises(PictureError, match="no drawing"):
        points_of((json.dumps(stroke(path)),))


@pytest.mark.parametrize(
    "text", ["{}", "[]", "5", "NaN", '{"path": [["M", NaN, 1]]}', '{"path": [["M", 1, Infinity]]}']
)
def test_what_is_no_number_is_one_sentence(text: str) -> None:
    with pytest.raises(PictureError, match="no drawing"):
        points_of((text,))


def test_longest_drawing_that_is_taken_can_be_kept_and_a_longer_one_is_one_sentence() -> None:
    scribble = np.random.default_rng(1).uniform(0, 280, (MOST_POINTS + 1, 2))
    longest = points_of(packed((scribble[:-1],)))
    assert len(longest[0]) == MOST_POINTS
    assert from_line(to_line(sample(strokes=longest))).strokes[0].shape == longest[0].shape
    with pytest.raises(PictureError, match="too much scribbling"):
        points_of(packed((scribble,)))


def test_most_strokes_that_are_taken_can_be_kept_and_more_are_one_sentence() -> None:
    dots = packed((np.array([[20.0, 30.0]]),) * (MOST_STROKES + 1))
    assert len(from_line(to_line(sample(strokes=points_of(dots[:-1])))).strokes) == MOST_STROKES
    with pytest.raises(PictureError, match="too much scribbling"):
        points_of(dots)


def test_no_stroke_is_no_point() -> None:
    assert points_of(()) == ()
