"""Glad and sad faces, drawn by code: two classes of pictures for a network to tell apart, without internet.

Only the mouth tells which is which. All else is drawn by chance: colors, size, place, tilt, pen, eyes, brows, nose,
hair, ears, hat, glasses and what is behind. Knows Pillow. Does not know networks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.datasets.data_set import DataSet
from model.datasets.pictures import Pictures
from model.inference.card import Source
from model.languages.translation import N_

CLASSES = ("glad", "sad")
SIDE = 64  # px
_OVERSAMPLING = 4  # drawn larger and reduced, so that edges are smooth

Points = Sequence[tuple[float, float]]

_SKINS = ["#ffd93b", "#ffe3c4", "#e8b48a", "#b97a50", "#7a4a2e", "#f7a8b8", "#8fd16f", "#7cc4f0", "#c7a6f2", "#ff9f45"]
_HAIRS = ["#2b1d14", "#6b3f1d", "#c98a2b", "#f2d16b", "#c8452e", "#8d8d8d", "#d65fb0", "#3d6fd6", "#3b9a5b"]
_DEEP = ["#1d1d1d", "#2b1d14", "#16305c", "#5c1630", "#12402a"]
_PALE = ["#ffffff", "#fff7c9", "#d6f0ff", "#ffd9e6"]
_TURN = np.linspace(0, 2 * np.pi, 33)


def faces(count: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Draw faces, as many glad ones as sad ones (one more glad one where `count` is odd), in any order.

    Args:
        count: how many, at least 1.
        seed: the same seed gives the same pictures.

    Returns:
        Pictures, uint8 of shape (count, 64, 64, 3), RGB; labels, int64 of shape (count,), indices into `CLASSES`.
    """
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(count, dtype=np.int64) % len(CLASSES))
    return np.stack([_picture(rng, glad=label == 0) for label in labels]), labels


def _picture(rng: np.random.Generator, glad: bool) -> NDArray[np.uint8]:
    ground, is_dark = _ground(rng)
    large = Image.fromarray(ground).resize((SIDE * _OVERSAMPLING,) * 2, Image.Resampling.NEAREST)
    face = _Face(rng, large, is_dark)
    face.back()
    face.head()
    face.eyes()
    face.mouth(glad)
    face.front()
    picture = np.asarray(large.reduce(_OVERSAMPLING), np.float32)
    return np.clip(picture + rng.normal(0, rng.choice([0, 3, 8]), picture.shape), 0, 255).astype(np.uint8)


def _ground(rng: np.random.Generator) -> tuple[NDArray[np.uint8], bool]:
    """Return what is behind the face, uint8 of shape (64, 64, 3), and whether it is dark."""
    kind = rng.choice(["paper", "board", "gradient", "noise"])
    if kind == "paper":
        plane = np.full((SIDE, SIDE, 3), rng.uniform(225, 255, 3))
        if rng.random() < 0.5:
            plane[rng.integers(8) :: rng.integers(6, 10)] -= (60, 40, 10)  # ruled
    elif kind == "board":
        plane = np.full((SIDE, SIDE, 3), rng.uniform((15, 25, 20), (50, 75, 60)))
        plane += rng.normal(0, 6, (SIDE, 1, 1)) + rng.normal(0, 6, (1, SIDE, 1))  # wiped
    else:
        start, end = rng.uniform(20, 250, (2, 3))
        slope = rng.normal(0, 1, 2)
        way = slope[0] * np.linspace(-1, 1, SIDE)[:, None] + slope[1] * np.linspace(-1, 1, SIDE)
        share = (way - way.min()) / max(np.ptp(way), 1e-6)
        plane = start + (end - start) * share[..., None]  # (64, 64, 3)
        if kind == "noise":
            plane += np.kron(rng.normal(0, 30, (16, 16, 3)), np.ones((4, 4, 1)))
    return np.clip(plane, 0, 255).astype(np.uint8), bool(plane.mean() < 110)


class _Face:
    """Draws one face; its points are in radii of the head, (0, 0) in its middle, y down, and are tilted with it."""

    def __init__(self, rng: np.random.Generator, page: Image.Image, on_dark: bool) -> None:
        self.rng, self.brush = rng, ImageDraw.Draw(page)
        self.radius = rng.uniform(20, 29)  # px of the picture
        tilt = np.radians(rng.uniform(-18, 18))
        self.turn = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
        room = min(self.radius * 1.1, SIDE / 2)
        self.middle = rng.uniform(room, SIDE - room, 2)
        self.filled = rng.random() < 0.8
        self.skin = self.one_of(_SKINS)
        self.pen = self.one_of(_PALE) if on_dark and not self.filled else self.one_of(_DEEP)
        self.outline = self.one_of(_PALE) if on_dark else self.pen
        self.hair = self.one_of(_HAIRS)
        self.thick = rng.uniform(0.08, 0.14)

    def one_of(self, values: Sequence[str]) -> str:
        return values[int(self.rng.integers(len(values)))]

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def at(self, points: NDArray[np.float64] | Points) -> list[tuple[float, float]]:
        placed = (np.asarray(points, np.float64) @ self.turn * self.radius + self.middle) * _OVERSAMPLING
        return [(x, y) for x, y in placed.tolist()]

    def line(self, points: NDArray[np.float64] | Points, color: str, thick: float | None = None) -> None:
        width = max(3, round((thick or self.thick) * self.radius * _OVERSAMPLING))
        places = self.at(points)
        self.brush.line(places, fill=color, width=width)
        for x, y in (places[0], places[-1]):
            self.brush.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=color)

    def area(self, points: NDArray[np.float64] | Points, color: str) -> None:
        self.brush.polygon(self.at(points), fill=color)

    def oval(self, x: float, y: float, wide: float, high: float, color: str) -> None:
        self.area(_ring(x, y, wide, high), color)

    def back(self) -> None:
        """Draw what the head hides in part: ears and long hair."""
        if self.filled and self.chance(0.25):
            self.oval(0, 0.25, 1.2, 1.25, self.hair)
        ear = self.skin if self.filled else self.outline
        kind = self.rng.integers(5)
        for side in (-1, 1):
            if kind == 0:  # of a bear
                self.oval(side * 0.75, -0.75, 0.38, 0.38, ear)
            elif kind == 1:  # of a cat
                self.area([(side * 0.95, -0.2), (side * 0.9, -1.25), (side * 0.25, -0.9)], ear)
            elif kind == 2:
                self.oval(side * 1.0, 0, 0.2, 0.28, ear)

    def head(self) -> None:
        wide, high = self.rng.uniform(0.85, 1.0, 2)
        if self.filled:
            self.oval(0, 0, wide, high, self.skin)
        if not self.filled or self.chance(0.6):
            self.line(_ring(0, 0, wide, high), self.outline)
        if self.filled and self.chance(0.35):
            for side in (-1, 1):
                self.oval(side * 0.58, 0.22, 0.17, 0.12, "#f0776e")

    def eyes(self) -> None:
        apart, y, size = self.rng.uniform(0.3, 0.45), self.rng.uniform(-0.35, -0.15), self.rng.uniform(0.08, 0.15)
        kind, winks = self.rng.integers(4), self.chance(0.1)
        bend = self.rng.choice([-0.14, 0.14])
        for side in (-1, 1):
            x = side * apart
            if kind == 0 or (winks and side == 1):
                self.line(_arc(x, y, 0.17, bend), self.pen)
            elif kind == 1:
                self.oval(x, y, 0.2, 0.24, "#ffffff")
                self.line(_ring(x, y, 0.2, 0.24), self.pen, 0.04)
                self.oval(x + 0.05, y + 0.05, 0.09, 0.1, "#1d1d1d")
            else:
                self.oval(x, y, size, size * (1.6 if kind == 2 else 1), self.pen)
        slant = self.rng.uniform(-0.12, 0.12)
        if self.chance(0.4):
            for side in (-1, 1):
                self.line(
                    [(side * (apart - 0.17), y - 0.32 - slant), (side * (apart + 0.17), y - 0.32 + slant)], self.pen
                )
        if self.chance(0.25):  # glasses
            frame = self.one_of(_DEEP) if self.filled else self.pen
            for side in (-1, 1):
                self.line(_ring(side * apart, y, 0.28, 0.28), frame, 0.07)
            self.line([(-apart + 0.28, y), (apart - 0.28, y)], frame, 0.07)

    def mouth(self, glad: bool) -> None:
        """Draw the mouth: its corners are above its middle in a glad face, below in a sad one."""
        wide, depth = self.rng.uniform(0.3, 0.55), self.rng.uniform(0.14, 0.3)
        bend = depth if glad else -depth
        x, y = self.rng.uniform(-0.05, 0.05), self.rng.uniform(0.45, 0.52)
        curve = _arc(x, y, wide, bend)
        kind = self.rng.integers(5)  # most often a line
        if kind == 0:  # open
            self.area(curve, "#5c0f1c" if self.filled else self.pen)
        elif kind == 1:  # teeth
            self.area(curve, "#ffffff")
            self.line([*curve, curve[0]], self.pen, 0.05)
        else:
            self.line(curve, self.pen)

    def front(self) -> None:
        """Draw what lies on the face: nose, hair, hat."""
        nose = self.rng.integers(5)
        if nose == 0:
            self.oval(0, 0.14, 0.15, 0.15, "#e23b2e")
        elif nose == 1:
            self.line([(0, -0.05), (-0.1, 0.17), (0.04, 0.19)], self.pen)
        elif nose == 2:
            self.oval(0, 0.13, 0.06, 0.05, self.pen)
        top = self.rng.integers(7)
        if top == 0:  # a party hat
            self.area([(-0.55, -0.75), (0.55, -0.75), (0.1, -1.6)], self.hair)
            self.oval(0.1, -1.6, 0.16, 0.16, self.one_of(_PALE))
        elif top == 1:  # a top hat
            self.area([(-0.5, -0.75), (-0.5, -1.5), (0.5, -1.5), (0.5, -0.75)], self.hair)
            self.line([(-0.85, -0.75), (0.85, -0.75)], self.hair, 0.16)
        elif top == 2:  # a fringe
            self.area([point for point in _ring(0, 0, 1.02, 1.02).tolist() if point[1] < -0.45], self.hair)
        elif top == 3:  # three hairs
            for x in (-0.25, 0.0, 0.25):
                self.line([(x * 0.6, -0.9), (x * 1.2, -1.15), (x * 2, -1.3)], self.hair)
        elif top == 4:  # curls
            for angle in np.linspace(np.pi * 1.12, np.pi * 1.88, 7):
                self.oval(np.cos(angle) * 0.92, np.sin(angle) * 0.92, 0.26, 0.26, self.hair)


def _ring(x: float, y: float, wide: float, high: float) -> NDArray[np.float64]:
    return np.stack([x + wide * np.cos(_TURN), y + high * np.sin(_TURN)], axis=1)


def _arc(x: float, y: float, wide: float, bend: float) -> NDArray[np.float64]:
    """Return a part of a parabola around (x, y): a positive bend has its corners up."""
    way = np.linspace(-1, 1, 13)
    return np.stack([x + wide * way, y + bend * (1 - 2 * way**2)], axis=1)


def _part(count: int, seed: int) -> Pictures:
    return Pictures(*faces(count, seed))


_TRAINING, _TEST = 1600, 400  # how many are drawn

FACES = DataSet(
    id="faces",
    title=N_("Faces: glad or sad"),
    shape=(SIDE, SIDE, 3),
    classes=CLASSES,
    training=_TRAINING,
    testing=_TEST,
    sources=(Source("Drawn faces", "MIT", "model/datasets/faces.py"),),
    train=partial(_part, _TRAINING, seed=1),
    test=partial(_part, _TEST, seed=2),
)
