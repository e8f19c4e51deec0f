"""Where the pen was: the points of the strokes that a canvas sent, which fabric.js writes as paths.

Knows fabric's paths. Does not know the canvas, or what the strokes show.
"""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np

from model.errors import PictureError
from model.images.strokes import Stroke
from model.samples.sample import MOST_POINTS, MOST_STROKES
from ui.draw.received import Packed, no_drawing

_FARTHEST = 10_000.0  # px from the corner: a pen goes on a little beyond the paper
_CLOSE = 0.05  # px: fabric begins and ends a stroke this near to where the pen was


def points_of(packed: Packed) -> tuple[Stroke, ...]:
    """Return the strokes of a drawing in order, each float64 (points, 2) in px: x to the right, y down.

    A path goes from "M", the beginning, along curves "Q", each drawn towards where the pen was, to "L", the end.

    Raises:
        PictureError: a stroke is none, or there are more than a sample may have.
    """
    if len(packed) > MOST_STROKES or sum(stroke.count("[") for stroke in packed) > MOST_POINTS + 2 * len(packed):
        raise PictureError("too-much-to-keep", "This is too much scribbling to be kept. Press Clear, and draw less.")
    try:
        return tuple(_stroke(json.loads(stroke)["path"]) for stroke in packed)
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise no_drawing() from error


def _stroke(path: list[list[str | float]]) -> Stroke:
    """Return the points of one path; raises TypeError, ValueError or PictureError where it is none."""
    points = np.array([command[1:3] for command in path], np.float64).reshape(-1, 2)
    if not len(points) or not (np.abs(points) <= _FARTHEST).all():  # also where one is no number
        raise no_drawing()
    moved = [bool(np.abs(after - before).max() > _CLOSE) for before, after in pairwise(points)]
    return points[np.array([True, *moved])]
