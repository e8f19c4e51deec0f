"""Damage a picture can suffer before a network sees it, each kind with a strength, to measure what a network endures.

Knows images as a network reads them. Does not know networks or pages.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import ndimage

from model.errors import DataError

Images = NDArray[np.float32]  # (n, 28, 28), ink 1.0 on paper 0.0

# Each kind with what its strength means; 0 leaves an image as it is.
KINDS = {
    "noise": "standard deviation, of the step from paper to ink",
    "blur": "standard deviation in px",
    "tilt": "degrees, to the left",
    "shift": "px, in any direction",
    "thinner": "px off the edge of the ink",
    "thicker": "px on the edge of the ink",
    "contrast": "share of the ink's brightness that is lost, 0 to 1",
}


def damaged(images: Images, kind: str, strength: float, seed: int = 1) -> Images:
    """Return the images, each damaged alike; chance is drawn by the seed.

    Args:
        images: float32 of shape (n, 28, 28), ink 1.0 on paper 0.0.
        kind: a key of `KINDS`, which says what the strength means.
        strength: 0 or more.
        seed: the same seed gives the same damage.

    Raises:
        DataError: the kind is not known, or the strength cannot be.
    """
    if kind not in KINDS:
        raise DataError(f"Unknown damage {kind!r}. Choose one of: {', '.join(KINDS)}.")
    most = 1 if kind == "contrast" else 90 if kind == "tilt" else 28
    if not 0 <= strength <= most:
        raise DataError(f"The strength of {kind} must be from 0 to {most}: {KINDS[kind]}. Received: {strength}.")
    changed = _WAYS[kind](images, strength, np.random.default_rng(seed)) if strength else images
    return np.clip(changed, 0, 1).astype(np.float32)


def _noise(images: Images, strength: float, rng: Generator) -> Images:
    return images + rng.normal(0, strength, images.shape).astype(np.float32)


def _blur(images: Images, strength: float, _: Generator) -> Images:
    return ndimage.gaussian_filter(images, (0, strength, strength))


def _tilt(images: Images, strength: float, _: Generator) -> Images:
    return ndimage.rotate(images, strength, axes=(2, 1), reshape=False, order=1)


def _shift(images: Images, strength: float, rng: Generator) -> Images:
    angles = rng.uniform(0, 2 * np.pi, len(images))
    moves = strength * np.stack([np.sin(angles), np.cos(angles)], axis=1)
    return np.stack([ndimage.shift(image, move, order=1) for image, move in zip(images, moves, strict=True)])


def _thinner(images: Images, strength: float, _: Generator) -> Images:
    return _edged(images, strength, ndimage.grey_erosion)


def _thicker(images: Images, strength: float, _: Generator) -> Images:
    return _edged(images, strength, ndimage.grey_dilation)


def _edged(images: Images, strength: float, once: Callable[..., Images]) -> Images:
    """Move the edge of the ink by whole px, and the last one by a share."""
    cross = ndimage.generate_binary_structure(2, 1)[None]
    for _ in range(int(strength)):
        images = once(images, footprint=cross)
    share = strength - int(strength)
    return images + np.float32(share) * (once(images, footprint=cross) - images) if share else images


def _contrast(images: Images, strength: float, _: Generator) -> Images:
    return images * np.float32(1 - strength)


_WAYS: dict[str, Callable[[Images, float, Generator], Images]] = {
    "noise": _noise,
    "blur": _blur,
    "tilt": _tilt,
    "shift": _shift,
    "thinner": _thinner,
    "thicker": _thicker,
    "contrast": _contrast,
}
