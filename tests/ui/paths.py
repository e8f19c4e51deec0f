"""Strokes as the canvas sends them: as fabric.js 7.4.0 wrote them in a real browser.

Knows fabric's paths. Does not know what the strokes show.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from model.images.strokes import Stroke

SEVEN = (np.array([[80.0, 60.0], [140.0, 60.0], [200.0, 60.0], [170.0, 140.0], [135.0, 225.0]]),)

# A 7 drawn with a mouse, and a dot; what a pen's width does to the first and last point is in it.
RECORDED: tuple[list[list[str | float]], ...] = (
    [
        ["M", 87.982, 49.40625], ["Q", 88, 49.40625, 102, 49.40625], ["Q", 116, 49.40625, 130.5, 49.40625],
        ["Q", 145, 49.40625, 159, 49.40625], ["Q", 173, 49.40625, 187.5, 49.40625],
        ["Q", 202, 49.40625, 193.5, 70.40625], ["Q", 185, 91.40625, 176.5, 112.90625],
        ["Q", 168, 134.40625, 151.5, 177.40625], ["L", 134.982, 220.42425],
    ],
    [["M", 19.982, 29.40625], ["L", 20.018, 29.40625]],
)  # fmt: skip


def stroke(path: object) -> dict[str, Any]:
    """Return a stroke with this path, and some of what else fabric says of one."""
    return {"type": "Path", "version": "7.4.0", "left": 20, "strokeWidth": 18, "scaleX": 1, "path": path}


def path_of(points: Stroke) -> list[list[str | float]]:
    """Return the path that fabric makes of where the pen was."""
    first, *others = points.tolist()
    middles = ((points[:-1] + points[1:]) / 2).tolist()
    curves = [["Q", *point, *middle] for point, middle in zip(points.tolist(), middles, strict=False)]
    return [["M", *first], *curves, ["L", *(others or [first])[-1]]]


def packed(strokes: tuple[Stroke, ...]) -> tuple[str, ...]:
    """Return strokes as the app keeps what the canvas sent."""
    return tuple(json.dumps(stroke(path_of(points))) for points in strokes)
