"""Pictures in files."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.conftest import drawn_seven


def saved_seven(folder: Path) -> Path:
    """Return the path of a picture of a 7."""
    path = folder / "seven.png"
    Image.fromarray(drawn_seven()).save(path)
    return path
