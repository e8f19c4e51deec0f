"""Promises of a sample's line: all that it holds comes back; what is no sample is one sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pytest

from model.errors import SampleError
from model.samples.lines import from_line, to_line
from model.samples.sample import NO_DIGIT
from tests.samples.drawings import sample

LINE = {"label": 7, "writer": "train-12", "strokes": [[[0.1, 0.2], [0.6, 0.2], [0.3, 0.9]]]}


def test_all_that_a_sample_holds_comes_back() -> None:
    given = sample(
        label=NO_DIGIT, nickname="Zoë 小", answer=3, confidence=0.25, version="87639ec164d5a8d6", source="ten",
        created=datetime(2026, 3, 1, 9, 30, 0, 123456, UTC), is_approved=True,
    )  # fmt: skip
    back = from_line(to_line(given))
    assert back.id == given.id
    np.testing.assert_array_equal(back.image, given.image)
    np.testing.assert_array_equal(back.strokes[0], given.strokes[0])
    for name in ("label", "writer", "nickname", "answer", "confidence", "version", "source", "created", "is_approved"):
        assert getattr(back, name) == getattr(given, name)
    assert to_line(back) == to_line(given)


def test_picture_without_strokes_comes_back() -> None:
    given = sample(strokes=(), source="photo")
    assert from_line(to_line(given)).id == given.id


def test_strokes_without_a_picture_are_drawn_as_on_the_canvas() -> None:
    made = from_line(json.dumps(LINE))
    assert made.image.shape == (28, 28)
    assert made.image.max() == 255
    assert np.ptp(np.concatenate(made.strokes), axis=0).max() == pytest.approx(180)
    assert made.is_approved
    assert made.source == "import"
    assert from_line(json.dumps(LINE)).id == made.id
    assert from_line(to_line(made)).id == made.id


@pytest.mark.parametrize(
    "said",
    [
        {"label": 10}, {"label": -2}, {"label": "7"}, {"label": True}, {"label": 7.0}, {"label": None},
        {"writer": ""}, {"writer": "a" * 65}, {"writer": 3}, {"writer": "a\nb"}, {"writer": "a\0"}, {"writer": None},
        {"strokes": []}, {"strokes": None}, {"strokes": "7"}, {"strokes": {"a": 1}}, {"strokes": 7},
        {"strokes": [[]]}, {"strokes": [[[0, 0, 0]]]}, {"strokes": [[[0, 0], [1]]]}, {"strokes": [["ab", "cd"]]},
        {"strokes": [[[0, float("nan")]]]}, {"strokes": [[[0, float("inf")]]]}, {"strokes": [[[0, 10**400]]]},
        {"strokes": [[[0, 1e9]]]}, {"strokes": [[[0, None]]]}, {"strokes": [[[True, False]]]}, {"strokes": [None]},
        {"strokes": [[[0, 0]] * 3001]}, {"strokes": [[[0, 0]]] * 201},
        {"image": "AAAA"}, {"image": 7}, {"image": "é" * 1046}, {"image": []},
        {"nickname": "n" * 21}, {"nickname": None}, {"nickname": "a\u202eb"},
        {"answer": 10}, {"answer": "1"}, {"answer": 0.5}, {"answer": True},
        {"confidence": 2}, {"confidence": float("nan")}, {"confidence": "1"}, {"confidence": True},
        {"version": "v" * 17}, {"version": 1}, {"source": "web"}, {"source": []}, {"source": None},
        {"created": "today"}, {"created": "2026-03-01T09:30:00"}, {"created": 7},
        {"created": "0001-01-01T00:00:00+14:00"},
        {"is_approved": 1}, {"is_approved": "yes"},
    ],
    ids=lambda said: str(said)[:40],
)  # fmt: skip
def test_what_is_no_sample_is_one_sentence(said: dict[str, object]) -> None:
    with pytest.raises(SampleError, match=r"^This is no sample: .+\.$"):
        from_line(json.dumps({**LINE, **said}))


@pytest.mark.parametrize(
    "line",
    ["", "7", "[]", "null", "{", "{}", '"7"', "[" * 100_000, '{"a":' * 60 + "1" + "}" * 60, " " * 500_000, b"\xff"],
)
def test_line_that_is_no_object_is_one_sentence(line: str | bytes) -> None:
    with pytest.raises(SampleError, match=r"^This is no sample: .+\.$"):
        from_line(line)
