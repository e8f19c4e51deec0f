"""What a camera makes of ink on a surface, and a screen of what is drawn on it.

Knows light, blur, noise and files. Does not know what the ink means.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from model.images.surfaces import SURFACES, Surface

Ink = NDArray[np.float32]  # (height, width), 1 where the pen was, else 0
Picture = NDArray[np.uint8]  # (height, width, 3)
Range = tuple[float, float]  # from least to most, drawn evenly

WIDTH, HEIGHT = 960, 720  # px of a photo of one digit

# Lengths are in px of the photo.
RANGES: dict[str, Range] = {
    "height of the digit": (110, 330),
    "width of the pen, share of that": (0.04, 0.13),  # of strokes; an MNIST digit has its own
    "tilt, degrees": (-20, 20),
    "light at the dark end, share": (0.45, 1.0),
    "light in the shadow, share": (0.5, 0.9),  # in half of the photos, over half of the photo, its edge 2 to 60 px
    "darkness of the lines, share": (0.12, 0.35),
    "blur, standard deviation": (0.3, 3.0),
    "noise, standard deviation of 255": (1.0, 9.0),
    "JPEG quality": (55, 95),
}
_CALM = RANGES | {
    "light at the dark end, share": (0.6, 1.0),
    "light in the shadow, share": (0.7, 0.95),
    "blur, standard deviation": (0.3, 1.2),
    "noise, standard deviation of 255": (1.0, 5.0),
}  # of pictures that are hard by something else
_DARK_ON_SCREEN = (0.0, 0.2)  # reflectances, as it were, of what is drawn with on a white canvas


def drawn_from(name: str, rng: Generator) -> float:
    """Return a value of a range."""
    return float(rng.uniform(*RANGES[name]))


def photo(ink: Ink, surface: Surface, rng: Generator) -> Picture:
    """Return the photo of a digit on a surface, uint8 (720, 960, 3).

    Args:
        ink: float32 of shape (height, width), 1 where the pen was.
        surface: what it is written on.
        rng: draws all that `RANGES` holds.
    """
    tilt = drawn_from("tilt, degrees", rng)
    cover = _placed(np.clip(ndimage.rotate(ink, tilt, order=1), 0, 1), rng)
    return on_surface(cover, surface, tilt, rng, RANGES)


def snapshot(cover: Ink, rng: Generator, surfaces: tuple[str, ...] = ("paper", "whiteboard")) -> Picture:
    """Return ink on a screen or, in half of all pictures, a calm photo of it, uint8 (height, width, 3).

    Args:
        cover: float32 of the picture's size.
        rng: draws everything.
        surfaces: what it may be written on, where it is photographed.
    """
    if rng.random() < 0.5:
        return on_surface(cover, SURFACES[str(rng.choice(surfaces))], 0, rng, _CALM)
    pen = rng.uniform(*_DARK_ON_SCREEN, 3)
    return np.asarray((255 * (1 + cover[..., None] * (pen - 1))).round(), np.uint8)


def on_surface(cover: Ink, surface: Surface, tilt: float, rng: Generator, ranges: Mapping[str, Range]) -> Picture:
    """Return the photo of ink on a surface, uint8 (height, width, 3).

    Args:
        cover: float32 of the photo's size.
        surface: what is written on.
        tilt: degrees by which its lines are turned.
        rng: draws all else.
        ranges: from which; see `RANGES`.
    """
    page = _page(surface, tilt, cover.shape, rng)
    if surface.dust:
        cloud = ndimage.zoom(rng.normal(0, 1, (12, 16)), (cover.shape[0] / 12, cover.shape[1] / 16), order=3)
        page = page * (1 + surface.dust * cloud)
        cover = cover * (1 - 4 * surface.dust * rng.random(cover.shape, np.float32))  # chalk and dry pens leave grains
    colour = rng.uniform(*surface.paper) * rng.uniform(0.94, 1, 3) * page[..., None]  # (height, width, 3)
    pen = np.asarray(surface.inks[rng.integers(len(surface.inks))])
    return exposed(cover, colour, pen, rng, ranges)


def exposed(
    cover: Ink,
    paper: NDArray[np.float64],
    pen: NDArray[np.float64],
    rng: Generator,
    ranges: Mapping[str, Range] = _CALM,
) -> Picture:
    """Return the photo of ink on paper, unevenly lit, blurred and noisy, uint8 (height, width, 3).

    Args:
        cover: float32 of the photo's size.
        paper: reflectance, 0 to 1, of shape (height, width, 3) or (3,).
        pen: likewise, of shape (3,).
        rng: draws light, blur and noise.
        ranges: from which; see `RANGES`.
    """
    seen = 255 * (paper + cover[..., None] * (pen - paper)) * _light(cover.shape, rng, ranges)[..., None]
    blur = rng.uniform(*ranges["blur, standard deviation"])
    seen = ndimage.gaussian_filter(seen, (blur, blur, 0))
    seen = seen + rng.normal(0, rng.uniform(*ranges["noise, standard deviation of 255"]), seen.shape)
    return np.clip(seen, 0, 255).astype(np.uint8)


def saved(picture: Picture | Image.Image, kind: Literal["JPEG", "PNG"], quality: int = 90) -> io.BytesIO:
    """Return the file of a picture."""
    file = io.BytesIO()
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    image.save(file, kind, quality=quality)
    file.seek(0)
    return file


def _placed(ink: Ink, rng: Generator) -> Ink:
    """Return the ink somewhere in a picture of the photo's size, 20 px from its edge at least."""
    cover = np.zeros((HEIGHT, WIDTH), np.float32)
    top, left = (int(rng.integers(20, room - length - 19)) for room, length in zip(cover.shape, ink.shape, strict=True))
    cover[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return cover


def _page(surface: Surface, tilt: float, size: tuple[int, ...], rng: Generator) -> Ink:
    """Return the lines of the surface, tilted: 1 where there are none."""
    if surface.lines is None:
        return np.ones(size, np.float32)
    height, width = size
    side = 2 * max(size)
    whole = np.ones((side, side), np.float32)  # large enough to be turned without corners
    apart, thick = int(rng.integers(*surface.lines)), int(rng.integers(1, 4))
    darkness = drawn_from("darkness of the lines, share", rng)
    at = (np.arange(side) + rng.integers(apart)) % apart < thick
    whole[at] = 1 - darkness
    if surface.squared:
        whole[:, at] = 1 - darkness
    turned = ndimage.rotate(whole, tilt, reshape=False, order=1)
    top, left = (side - height) // 2, (side - width) // 2
    return np.asarray(turned[top : top + height, left : left + width])


def _light(size: tuple[int, ...], rng: Generator, ranges: Mapping[str, Range]) -> NDArray[np.float64]:
    """Return the share of the light that reaches each place: falling off to one side, and perhaps a shadow."""
    height, width = size
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]

    def along() -> NDArray[np.float64]:
        """Return a ramp from -1 to 1 across the photo, in any direction."""
        angle = rng.uniform(0, 2 * np.pi)
        ramp = np.cos(angle) * x + np.sin(angle) * y
        return np.asarray(ramp / np.abs(ramp).max())

    dark = rng.uniform(*ranges["light at the dark end, share"])
    light = dark + (1 - dark) * (1 + along()) / 2
    if rng.random() < 0.5:
        edge = rng.uniform(2, 60) / width
        covered = 1 / (1 + np.exp(np.clip((along() - rng.uniform(-0.5, 0.5)) / edge, -50, 50)))
        light = light * (1 - (1 - rng.uniform(*ranges["light in the shadow, share"])) * covered)
    return light
