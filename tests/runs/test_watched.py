"""Promises of the test picture that a training reads anew after each epoch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.runs import watched
from model.runs.watched import Watched

PICTURE = np.arange(64, dtype=np.uint8).reshape(8, 8)


def read_after(*epochs: int) -> Watched:
    """Return a picture of a "1" that was read after these epochs; the later, the surer."""
    seen = watched.unread(PICTURE, 1, 3)
    for epoch in epochs:
        seen = seen.read_again(epoch, np.array([0.1, 0.8, 0.1], np.float32))
    return seen


def test_picture_is_read_back_with_all_its_readings(tmp_path: Path) -> None:
    watched.keep(tmp_path, read_after(0, 1, 2))
    seen = watched.read(tmp_path)
    assert seen is not None
    assert np.array_equal(seen.picture, PICTURE)
    assert (seen.label, seen.epochs.tolist(), seen.probabilities.shape) == (1, [0, 1, 2], (3, 3))


def test_epoch_that_is_trained_anew_is_read_anew() -> None:
    assert read_after(0, 1, 2, 3, 2).epochs.tolist() == [0, 1, 2]


def test_run_that_has_read_nothing_has_no_picture(tmp_path: Path) -> None:
    assert watched.read(tmp_path) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"picture": PICTURE.astype(float)},
        {"picture": np.zeros(5, np.uint8)},
        {"label": 3},
        {"label": 0.5},
        {"epochs": np.arange(2)},
        {"probabilities": np.full((3, 3), np.nan, np.float32)},
        {"probabilities": np.zeros(3, np.float32)},
    ],
)
def test_arrays_that_do_not_fit_are_no_picture(tmp_path: Path, changes: dict[str, object]) -> None:
    watched.keep(tmp_path, read_after(0, 1, 2)._replace(**changes))  # type: ignore[arg-type]
    assert watched.read(tmp_path) is None
