"""What the benchmarks share: how figures are told, and digits in strokes to draw them.

Knows neither the app nor a browser (see `browser`). Imports nothing that takes long.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

STROKES = click.Path(exists=True, dir_okay=False, path_type=Path)  # a file of pen strokes
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and nothing else.")

# Corners of digits written in one stroke, in px on the canvas of 280 x 280; `stroke` makes a curve of them.
DIGITS: dict[int, list[tuple[float, float]]] = {
    0: [(150, 45), (100, 75), (88, 140), (105, 215), (148, 238), (190, 205), (198, 130), (180, 68), (150, 46)],
    1: [(122, 82), (150, 48), (147, 140), (144, 236)],
    2: [(86, 92), (106, 54), (150, 44), (188, 70), (182, 118), (138, 172), (86, 230), (140, 226), (206, 230)],
    3: [(90, 66), (136, 44), (184, 70), (176, 112), (132, 134), (184, 152), (196, 200), (152, 238), (92, 222)],
    6: [(178, 46), (122, 92), (92, 160), (104, 220), (150, 236), (190, 202), (172, 158), (128, 156), (96, 188)],
    7: [(82, 60), (140, 56), (200, 54), (168, 120), (140, 178), (124, 238)],
    8: [(186, 66), (138, 44), (98, 76), (128, 124), (178, 164), (182, 220), (136, 238), (94, 208), (184, 80)],
    9: [(186, 84), (148, 48), (100, 72), (102, 122), (146, 136), (184, 96), (188, 70), (182, 150), (164, 238)],
}  # fmt: skip


def stroke(digit: int) -> list[tuple[float, float]]:
    """Return the points (x, y) in px of a digit of `DIGITS`: a smooth curve through its corners, 6 px apart."""
    corners = [DIGITS[digit][0], *DIGITS[digit], DIGITS[digit][-1]]
    points: list[tuple[float, float]] = []
    for before, start, end, after in zip(corners, corners[1:], corners[2:], corners[3:], strict=False):
        steps = max(2, round(math.dist(start, end) / 6))
        for t in (step / steps for step in range(steps)):
            x, y = (_catmull_rom(t, *values) for values in zip(before, start, end, after, strict=True))
            points.append((x, y))
    return [*points, corners[-1]]


def _catmull_rom(t: float, before: float, start: float, end: float, after: float) -> float:
    """Return the curve's value between `start` (t = 0) and `end` (t = 1)."""
    slope, next_slope = (end - before) / 2, (after - start) / 2
    bend = 3 * (end - start) - 2 * slope - next_slope
    twist = 2 * (start - end) + slope + next_slope
    return start + slope * t + bend * t**2 + twist * t**3


def show(figures: dict[str, Any], rows: Sequence[Sequence[str]], as_json: bool) -> None:
    """Print the figures as one JSON object, or else the rows as a table: first column left, the others right."""
    if as_json:
        click.echo(json.dumps(figures))
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = [f"{cell:>{width}}" for cell, width in zip(others, widths[1:], strict=True)]
        click.echo("  ".join([f"{first:<{widths[0]}}", *cells]).rstrip())


def tell(progress: str) -> None:
    """Say on the error output what is going on."""
    click.echo(progress, err=True)


@contextmanager
def temporary_home() -> Iterator[Path]:
    """Give a folder that is the INKLING_HOME of this process and of those it starts; it is deleted afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["INKLING_HOME"] = folder
        yield Path(folder)
