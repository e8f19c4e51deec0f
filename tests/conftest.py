"""What several tests need: an own INKLING_HOME, drawings, a small training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from model.config import PRESETS, TrainingConfig
from model.strokes import draw, fit

SEVEN = (np.array([[0.0, 0.0], [1.0, 0.0], [0.4, 1.6]]),)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test writes below a folder of its own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("INKLING_HOME", str(folder))
    return folder


@pytest.fixture
def seven() -> NDArray[np.uint8]:
    """Return a 7 in the middle of the canvas."""
    return drawn_seven()


@pytest.fixture
def small_config() -> TrainingConfig:
    """Return a training of some seconds."""
    return PRESETS["fast"].replace(share=0.02, epochs=2, batch_size=64, validation_split=0.2)


def drawn_seven(
    centre: tuple[float, float] = (140, 140), longest: float = 180, pen: float = 18, size: tuple[int, int] = (280, 280)
) -> NDArray[np.uint8]:
    """Return a 7 drawn in black on white."""
    return draw(fit(SEVEN, longest, centre), pen, size)
