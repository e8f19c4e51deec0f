"""The wall: what the class drew last, each with its answer; in memory alone, and gone when the server stops.

Knows tiles, and how many drawings were read. Does not know sessions, or how a wall is shown (see `wall_view`).
"""

from __future__ import annotations

import dataclasses
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.errors import RightsError
from model.images.picture_files import data_uri
from model.people.visitor import Visitor
from ui import html

MOST = 60  # tiles


@dataclass(frozen=True, eq=False)
class Tile:
    """A drawing, and what it was read as.

    Attributes:
        visitor: id of who drew it.
        images: of each digit, float (28, 28), 0 to 1.
        label: the answer; of a number all its digits.
        confidence: its probability, 0 to 1; of a number that of its least sure digit.
        is_sure: whether the network did not doubt.
        is_wrong: whether who drew it called the answer wrong.
        drawing: tells drawings apart: one with more strokes is the same.
    """

    visitor: str
    images: tuple[NDArray[np.floating], ...]
    label: str
    confidence: float
    is_sure: bool
    is_wrong: bool = False
    drawing: str = field(default_factory=lambda: secrets.token_hex(8))

    @cached_property
    def picture(self) -> str:
        """The images beside one another, as an address of a picture: made when it is first shown."""
        return data_uri(Image.fromarray(html.pixels_of(np.hstack(self.images))))

    def has_picture_of(self, other: Tile) -> bool:
        """Whether both show the same."""
        return len(self.images) == len(other.images) and all(map(np.array_equal, self.images, other.images))

    def has_answer_of(self, other: Tile) -> bool:
        """Whether both were read as the same, equally surely."""
        return (self.label, self.confidence, self.is_sure) == (other.label, other.confidence, other.is_sure)


class Counts(NamedTuple):
    """How many drawings were read since the server started, and how many of the answers were called wrong."""

    read: int
    wrong: int


class Wall:
    """What the class drew last. Safe for threads; what a pupil's page asks of it takes microseconds."""

    def __init__(self) -> None:
        """Begin empty, and off."""
        self._lock = Lock()
        self._is_on = False
        self._tiles: dict[str, Tile] = {}  # by their drawings, the newest last
        self._read = self._wrong = 0

    @property
    def is_on(self) -> bool:
        """Whether drawings are shown."""
        return self._is_on

    def turn(self, by: Visitor, on: bool) -> None:
        """Turn it on, or off: then it is empty. Raises RightsError: a pupil asks for it."""
        _check(by)
        with self._lock:
            self._is_on = on
            if not on:
                self._tiles.clear()

    def clear(self, by: Visitor) -> None:
        """Take all tiles off. Raises RightsError: a pupil asks for it."""
        _check(by)
        with self._lock:
            self._tiles.clear()

    def add(self, tile: Tile, before: Tile | None, is_shown: bool) -> None:
        """Count a drawing that was read, and show it while the wall is on.

        Args:
            tile: what was read.
            before: the same drawing with fewer strokes, None where it is new.
            is_shown: whether it may be shown; else it is only counted.
        """
        with self._lock:
            self._read += before is None
            self._wrong += tile.is_wrong - (before is not None and before.is_wrong)
            if self._is_on and is_shown:
                self._tiles[tile.drawing] = tile
                while len(self._tiles) > MOST:
                    del self._tiles[next(iter(self._tiles))]

    def call_wrong(self, tile: Tile, is_wrong: bool) -> Tile:
        """Call the answer to a drawing wrong, or take that back; return the tile that says so."""
        called = dataclasses.replace(tile, is_wrong=is_wrong)
        with self._lock:
            self._wrong += called.is_wrong - tile.is_wrong
            if tile.drawing in self._tiles:
                self._tiles[tile.drawing] = called
        return called

    def shows(self, tile: Tile) -> bool:
        """Whether this drawing is among those that are shown."""
        with self._lock:
            return tile.drawing in self._tiles

    def tiles(self) -> list[Tile]:
        """Return what is shown, the newest first."""
        with self._lock:
            return [*reversed(self._tiles.values())]

    def counts(self) -> Counts:
        """Return how many drawings were read and called wrong, whether the wall is on or not."""
        with self._lock:
            return Counts(self._read, self._wrong)


def _check(by: Visitor) -> None:
    if not by.is_teacher:
        raise RightsError(
            "wall-is-teachers", "Only the teacher turns the wall on or off, or clears it. Ask your teacher."
        )


WALL = Wall()
