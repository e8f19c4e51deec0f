"""Photos made by code, for the promises of finding ink in them."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from scipy import ndimage

from model.images.picture_files import read_picture
from model.images.strokes import draw, fit
from tests.conftest import SEVEN

WIDTH, HEIGHT = 800, 600
SMALLER = (480, 360)  # width and height of photos whose size does not matter: they are quick


def cover(
    centre: tuple[float, float] = (400, 300),
    longest: float = 220,
    pen: float = 20,
    size: tuple[int, int] = (WIDTH, HEIGHT),
) -> NDArray[np.float32]:
    """Return where a 7 covers the photo, 0 to 1."""
    drawing = draw(fit(SEVEN, longest, centre), pen, size)
    return 1 - drawing[..., 0].astype(np.float32) / 255


def photo(paper: ArrayLike, ink: ArrayLike, on: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the photo of ink on paper, with a little noise; both are grey levels, or RGB of shape (..., 3)."""
    of_paper, of_ink = np.asarray(paper, np.float64), np.asarray(ink, np.float64)
    covered = on[..., None] if of_ink.ndim else on
    seen = of_paper + covered * (of_ink - of_paper)
    return np.clip(seen + np.random.default_rng(1).normal(0, 3, seen.shape), 0, 255).astype(np.uint8)


def as_jpeg(picture: NDArray[np.uint8], quality: int = 80) -> NDArray[np.uint8]:
    """Return a picture as it is read from a JPEG file."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return read_picture(file).picture


def agreement(ink: NDArray[np.uint8], on: NDArray[np.float32]) -> float:
    """Return the intersection over the union of what was found and what is there."""
    found = np.asarray(ndimage.zoom(ink, np.array(on.shape) / ink.shape, order=0)) > 100
    there = on > 0.5
    return float((found & there).sum() / (found | there).sum())
