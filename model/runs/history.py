"""The curves of a run as they lie in its folder: a row for each finished epoch, and points within the epochs.

Knows CSV. Does not know what a run is doing.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import TextIO

from model.storage import files

Rows = list[dict[str, float]]
_POINT = ["epoch", "loss", "accuracy"]


def epochs(path: Path) -> Rows:
    """Return the rows of finished epochs, up to the first one that is damaged, missing, or still being written."""
    return _rows(path, _epochs)


def points(path: Path) -> Rows:
    """Return the complete points within the epochs."""
    return _rows(path, _numbers)


def write_epochs(path: Path, rows: Rows) -> None:
    """Replace the rows in one step; raises OSError."""
    files.write_text(path, _csv(rows, list(rows[0]) if rows else ["epoch"]))


def write_points(path: Path, rows: Rows) -> None:
    """Replace the points in one step; raises OSError."""
    files.write_text(path, _csv(rows, _POINT))


def add_point(path: Path, point: dict[str, float]) -> None:
    """Add a point to those that were written; raises OSError."""
    with path.open("a", newline="") as lines:
        _writer(lines, _POINT).writerow(_in_digits(point))


def _csv(rows: Rows, columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = _writer(text, columns)
    writer.writeheader()
    writer.writerows(map(_in_digits, rows))
    return text.getvalue()


def _writer(file: TextIO, columns: Sequence[str]) -> csv.DictWriter[str]:
    return csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")


def _in_digits(row: dict[str, float]) -> dict[str, str]:
    return {name: f"{value:.9g}" for name, value in row.items()}  # 9 digits hold a float32 exactly; 3, not 3.0


def _rows(path: Path, parse: Callable[[str], Rows]) -> Rows:
    try:
        return files.parsed(path, parse)
    except (OSError, ValueError):  # missing, or damaged
        return []


def _epochs(text: str) -> Rows:
    rows = _numbers(text)
    if any(("val_loss" in row) != ("val_accuracy" in row) for row in rows):
        return []
    return [row for _, row in takewhile(lambda one: one[1]["epoch"] == one[0], enumerate(rows, start=1))]


def _numbers(text: str) -> Rows:
    """Return the rows that hold nothing but numbers: epoch, loss and accuracy, and perhaps others.

    Raises:
        ValueError: the text is no CSV.
    """
    complete = []
    try:
        for row in csv.DictReader(io.StringIO(text)):
            with suppress(TypeError, ValueError):
                numbers = {name: float(value) for name, value in row.items()}
                if set(_POINT) <= set(numbers) and math.isfinite(numbers["epoch"]):
                    complete.append(numbers)
    except csv.Error as error:
        raise ValueError("no table") from error
    return complete
