"""Promises of the wall: off at first, the newest 60 drawings, each once; it counts; only the teacher's."""

from __future__ import annotations

import dataclasses
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import numpy as np
import pytest

from model.errors import RightsError
from model.people.visitor import TEACHER, Visitor
from ui.classroom import wall_view
from ui.classroom.wall import MOST, Tile, Wall

PUPIL = Visitor("a" * 16)


def tile(label: str = "7", **changes: bool | float) -> Tile:
    """Return a drawing that was read."""
    image = np.zeros((28, 28), np.float32)
    image[5:20, 10:12] = 1
    made = Tile(PUPIL.id, (image,), label, 0.9, is_sure=True)
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def wall() -> Wall:
    """Return a wall that is on."""
    wall = Wall()
    wall.turn(TEACHER, on=True)
    return wall


def labels(wall: Wall) -> list[str]:
    """Return what the tiles say."""
    return [each.label for each in wall.tiles()]


def test_wall_is_off_at_first_and_shows_nothing_but_counts() -> None:
    wall = Wall()
    wall.add(tile(), None, is_shown=True)
    assert not wall.is_on
    assert wall.tiles() == []
    assert wall.counts() == (1, 0)


def test_newest_is_first_and_the_oldest_make_room(wall: Wall) -> None:
    for each in range(MOST + 5):
        wall.add(tile(str(each)), None, is_shown=True)
    assert labels(wall) == [str(each) for each in range(MOST + 4, 4, -1)]
    assert wall.counts().read == MOST + 5


def test_drawing_with_more_strokes_takes_the_place_of_itself(wall: Wall) -> None:
    first = tile("1")
    wall.add(first, None, is_shown=True)
    wall.add(tile("9"), None, is_shown=True)
    wall.add(dataclasses.replace(first, label="4"), first, is_shown=True)
    assert labels(wall) == ["9", "4"]
    assert wall.counts().read == 2


def test_who_was_not_told_is_counted_and_not_shown(wall: Wall) -> None:
    wall.add(tile(), None, is_shown=False)
    assert (wall.tiles(), wall.counts().read) == ([], 1)


def test_turned_off_or_cleared_it_is_empty(wall: Wall) -> None:
    wall.add(tile(), None, is_shown=True)
    wall.clear(TEACHER)
    assert wall.tiles() == []
    wall.add(tile(), None, is_shown=True)
    wall.turn(TEACHER, on=False)
    wall.turn(TEACHER, on=True)
    assert wall.tiles() == []
    assert wall.counts() == (2, 0)


def test_answer_is_called_wrong_and_that_is_taken_back(wall: Wall) -> None:
    drawn = tile()
    wall.add(drawn, None, is_shown=True)
    called = wall.call_wrong(drawn, is_wrong=True)
    assert [each.is_wrong for each in wall.tiles()] == [True]
    assert wall.counts() == (1, 1)
    wall.add(dataclasses.replace(called, label="1", is_wrong=False), called, is_shown=True)
    assert wall.counts() == (1, 0)
    wall.clear(TEACHER)
    wall.call_wrong(called, is_wrong=False)
    assert wall.tiles() == []


def test_pupil_may_neither_turn_nor_clear_it(wall: Wall) -> None:
    wall.add(tile(), None, is_shown=True)
    for deed in (lambda: wall.turn(PUPIL, on=False), lambda: wall.clear(PUPIL)):
        with pytest.raises(RightsError, match="Only the teacher"):
            deed()
    assert len(wall.tiles()) == 1


def test_many_at_once_lose_nothing(wall: Wall) -> None:
    def draw(_: int) -> None:
        for _ in range(50):
            drawn = tile()
            wall.add(drawn, None, is_shown=True)
            wall.call_wrong(drawn, is_wrong=True)
            wall.tiles()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(draw, range(8)))
    assert wall.counts() == (400, 400)
    assert len(wall.tiles()) == MOST


@pytest.mark.parametrize("on", [True, False])
def test_a_drawing_costs_microseconds(on: bool) -> None:
    wall = Wall()
    wall.turn(TEACHER, on)
    took = []
    for drawn in [tile() for _ in range(200)]:
        begun = time.perf_counter()
        wall.add(drawn, None, is_shown=True)
        took.append(time.perf_counter() - begun)
    assert median(took) < 100e-6


def test_tiles_say_what_is_wrong_in_words_and_names_are_no_markup() -> None:
    tiles = [tile("3", is_wrong=True), tile("8", is_sure=False, confidence=0.9999), tile("2026")]
    markup = str(wall_view.markup(tiles, {PUPIL.id: "<b>x</b>"}))
    first, second, third = markup.split("<li ")[1:]
    assert 'class="ink-tile wrong"' in first
    assert "<em>wrong</em>" in first
    assert "&lt;b&gt;x&lt;/b&gt;" in first
    assert "<b>8?</b> <span>over 99.9%</span>" in second
    assert "<b>2026</b>" in third
    assert "<b>x</b>" not in markup


def test_picture_is_the_images_beside_one_another_and_made_once() -> None:
    number = dataclasses.replace(tile(), images=(np.zeros((28, 28), np.float32),) * 3)
    assert number.picture.startswith("data:image/png;base64,")
    assert number.picture is number.picture
