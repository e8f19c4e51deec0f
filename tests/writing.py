"""Numbers written by code, with what may stand between, round and under their digits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from model.images.photos import find_ink
from model.images.preprocessing import ink_of
from model.images.strokes import Stroke, draw


def arc(centre: tuple[float, float], radii: tuple[float, float], first: float = 0, last: float = 360) -> Stroke:
    """Return a part of an ellipse, in degrees: 0 to the right, 90 down."""
    turn = np.radians(np.linspace(first, last, 40))
    return np.stack([centre[0] + radii[0] * np.cos(turn), centre[1] + radii[1] * np.sin(turn)], axis=1)


def line(*points: tuple[float, float]) -> Stroke:
    """Return straight lines from point to point."""
    return np.array(points, np.float64)


# In heights of a digit: x from its left side, y down from its top.
GLYPHS: dict[str, tuple[Stroke, ...]] = {
    "0": (arc((0.3, 0.5), (0.3, 0.5)),),
    "1": (line((0, 0), (0, 1)),),
    "2": (np.concatenate([arc((0.28, 0.28), (0.28, 0.28), 190, 400), line((0, 1), (0.6, 1))]),),
    "3": (arc((0.25, 0.25), (0.27, 0.25), 200, 450), arc((0.25, 0.74), (0.32, 0.26), 270, 510)),
    "4": (line((0.5, 1), (0.45, 0), (0, 0.66), (0.68, 0.66)),),
    "7": (line((0, 0), (0.6, 0), (0.25, 1)),),
    ",": (line((0.08, 0.92), (0.1, 1.02), (0, 1.18)),),
    ".": (line((0, 0.98), (0.01, 0.99)),),
    ":": (line((0, 0.3), (0.01, 0.31)), line((0, 0.8), (0.01, 0.81))),
    "-": (line((0, 0.52), (0.35, 0.5)),),
    "/": (line((0, 1.1), (0.45, -0.06)),),
    "(": (arc((0.55, 0.5), (0.55, 0.75), 235, 125),),
    ")": (arc((-0.4, 0.5), (0.55, 0.75), -55, 55),),
    "[": (line((0.2, -0.14), (0, -0.14), (0, 1.12), (0.2, 1.12)),),
    "]": (line((0, -0.14), (0.2, -0.14), (0.2, 1.12), (0, 1.12)),),
    "<": (line((0.45, 0.25), (0, 0.58), (0.45, 0.9)),),
    ">": (line((0, 0.25), (0.45, 0.58), (0, 0.9)),),
    "|": (line((0, -0.3), (0.02, 1.3)),),
}


def number(text: str, height: float = 100, uphill: float = 0.0) -> list[Stroke]:
    """Return the strokes of a number in px; each digit stands higher by `uphill` px for each px to the right."""
    strokes: list[Stroke] = []
    right = 0.0
    for character in text:
        glyph = [stroke * height + [right, -uphill * right] for stroke in GLYPHS[character]]
        strokes += glyph
        right = max(float(stroke[:, 0].max()) for stroke in glyph) + 0.3 * height
    return strokes


def moved(strokes: list[Stroke], right: float, down: float) -> list[Stroke]:
    """Return the strokes moved by so many px."""
    return [stroke + np.array([right, down]) for stroke in strokes]


def turned(strokes: list[Stroke], degrees: float) -> list[Stroke]:
    """Return the strokes turned to the left."""
    turn = np.radians(degrees)
    return [stroke @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) for stroke in strokes]


def box_around(strokes: list[Stroke]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of the strokes."""
    points = np.concatenate(strokes)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def drawn(strokes: list[Stroke], pen: float = 10) -> NDArray[np.uint8]:
    """Return the ink of the strokes, drawn on a canvas."""
    return ink_of(_page(strokes, pen))


def photographed(strokes: list[Stroke], pen: float = 10) -> NDArray[np.uint8]:
    """Return the ink of a photo of the strokes."""
    return find_ink(photo_of(strokes, pen)).ink


def photo_of(strokes: list[Stroke], pen: float = 10) -> NDArray[np.uint8]:
    """Return a photo of the strokes: light that falls off, blur, noise."""
    page = np.pad(_page(strokes, pen)[..., 0], 90, constant_values=255).astype(np.float64)
    light = np.linspace(0.7, 0.95, page.shape[1])[None, :]
    seen = ndimage.gaussian_filter(page * 0.75 + 40, 1.2) * light
    noise = np.random.default_rng(1).normal(0, 4, page.shape)
    return np.clip(seen + noise, 0, 255).astype(np.uint8)


def two_near() -> NDArray[np.uint8]:
    """Return a photo of a 0 and a 3, so near one another that the steps to one image join them."""
    zero, three = number("0"), number("3")
    beside = box_around(zero)[2] - box_around(three)[0] + 14
    return photo_of([*zero, *moved(three, beside, 0)], 8)


def _page(strokes: list[Stroke], pen: float) -> NDArray[np.uint8]:
    left, top, right, bottom = box_around(strokes)
    margin = 30 + pen
    strokes = moved(strokes, margin - left, margin - top)
    return draw(tuple(strokes), pen, (round(right - left + 2 * margin), round(bottom - top + 2 * margin)))
