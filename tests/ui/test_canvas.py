"""Promises of what is kept of a drawing."""

from __future__ import annotations

import json
import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from ui.draw.received import pack, unpack


@pytest.fixture
def canvas(within_app: None) -> ModuleType:
    """Return the room of the canvas."""
    from ui.draw import canvas

    return canvas


def strokes(count: int) -> list[dict[str, Any]]:
    """Return strokes of a hundred points each, as the canvas tells them."""
    points = np.random.default_rng(1).uniform(0, 280, (count, 100, 4)).round(3)
    return [{"type": "Path", "path": [["Q", *point] for point in stroke.tolist()]} for stroke in points]


def test_two_hundred_strokes_are_kept_in_few_megabytes() -> None:
    drawn = strokes(200)
    kept: tuple[str, ...] = ()
    states = []
    for count in range(1, 201):
        told = [*drawn[: count - 1], json.loads(json.dumps(drawn[count - 1]))]
        kept = pack(told, kept)
        states.append(kept)
    texts = {id(text): text for state in states for text in state}
    assert sum(map(sys.getsizeof, [*texts.values(), *states])) < 2_000_000
    assert unpack(kept, 3) == {"objects": drawn, "number": 3}


def test_other_strokes_are_not_taken_for_those_before() -> None:
    first, second, third = strokes(3)
    kept = pack([first, second], ())
    assert [json.loads(stroke) for stroke in pack([first, third], kept)] == [first, third]
    assert [json.loads(stroke) for stroke in pack([third], kept)] == [third]
    assert pack([], kept) == ()
    assert pack([first], kept) == kept[:1]


def test_pictures_of_scribbles_do_not_pile_up(canvas: ModuleType) -> None:
    states = [canvas.Drawn(("{}",) * count, bytes(100_000)) for count in range(1, 101)]
    canvas.forget_oldest(states)
    assert sum(len(state.png) for state in states) <= 2_000_000
    assert len(states[-1].strokes) == 100


def test_long_drawings_that_have_nothing_in_common_do_not_pile_up(canvas: ModuleType) -> None:
    states = [canvas.Drawn((f"{number:0900000}",), b"png") for number in range(5)]
    canvas.forget_oldest(states)
    assert [state.strokes[0][-1] for state in states] == ["3", "4"]
