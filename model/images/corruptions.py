"""Corruptions: noise, blur, tilt, a blackboard behind the digit, ...: each kind with a strength.

Knows images as a network reads them. Does not know networks or pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import ndimage

from model.errors import DataError
from model.images.surfaces import SURFACES
from model.languages.translation import N_

Images = NDArray[np.float32]  # (n, height, width), ink 1.0 on paper 0.0; or (n, height, width, 3), in colour

_GREY = np.array([0.299, 0.587, 0.114])  # how bright red, green and blue are (ITU-R BT.601)
_DARK_END = (0.6, 1.0)  # share of the light that reaches the darker side of a surface
_GRAIN = 0.02  # of a surface, standard deviation


@dataclass(frozen=True)
class Kind:
    """A kind of corruption.

    Attributes:
        title: what it is called; marked by `N_`, as is the meaning.
        meaning: what its strength is; 0 leaves an image as it is.
        levels: four strengths, from light to heavy, at which it is measured.
        most: the highest strength that can be asked for.
        apply: does it: images, strength, generator -> images, which may leave 0 to 1.
        of_ink: whether it makes sense for ink on paper alone, not for pictures in colour.
    """

    title: str
    meaning: str
    levels: tuple[float, float, float, float]
    most: float
    apply: Callable[[Images, float, Generator], Images]
    of_ink: bool = False


def corrupted(images: Images, kind: str, strength: float, seed: int = 1) -> Images:
    """Return the images, each corrupted alike; what is random is drawn by the seed.

    Args:
        images: float32 of shape (n, height, width), ink 1.0 on paper 0.0, or (n, height, width, 3), 0 to 1.
        kind: a key of `KINDS`, which says what the strength means.
        strength: 0 or more.
        seed: the same seed gives the same corruption.

    Raises:
        DataError: the kind is not known or not for such images, or the strength cannot be.
    """
    if kind not in KINDS:
        raise DataError(
            "unknown-corruption",
            "Unknown damage {kind!r}. Choose one of: {choices}.",
            kind=kind,
            choices=", ".join(KINDS),
        )
    one = KINDS[kind]
    if kind not in kinds_for(images):
        raise DataError(
            "corruption-of-ink",
            "Pictures in colour hold no ink that {kind} could change. Choose one of: {choices}.",
            kind=kind,
            choices=", ".join(kinds_for(images)),
        )
    if not 0 <= strength <= one.most:
        raise DataError(
            "no-such-strength",
            "The strength of {kind} must be from 0 to {most:g}: {meaning}. Received: {strength}.",
            kind=kind,
            most=one.most,
            meaning=one.meaning,
            strength=strength,
        )
    changed = one.apply(images, strength, np.random.default_rng(seed)) if strength else images
    return np.clip(changed, 0, 1).astype(np.float32)


def parsed(text: str) -> tuple[str, float]:
    """Return kind and strength of a corruption that is written as "blur:1.5".

    Raises:
        DataError: it is not written so.
    """
    kind, _, strength = text.partition(":")
    try:
        return kind, float(strength)
    except ValueError as error:
        raise DataError(
            "no-corruption",
            "Damage must be KIND:STRENGTH, such as blur:1.5. Received: {text!r}. The kinds are: {choices}.",
            text=text,
            choices=", ".join(KINDS),
        ) from error


def kinds_for(images: Images) -> list[str]:
    """Return the kinds of corruption that make sense for the images: those of ink are for grey ones."""
    return [name for name, kind in KINDS.items() if images.ndim == 3 or not kind.of_ink]


def _noise(images: Images, strength: float, rng: Generator) -> Images:
    return images + rng.normal(0, strength, images.shape).astype(np.float32)


def _blur(images: Images, strength: float, _: Generator) -> Images:
    return ndimage.gaussian_filter(images, strength, axes=(1, 2))


def _tilt(images: Images, strength: float, _: Generator) -> Images:
    return ndimage.rotate(images, strength, axes=(2, 1), reshape=False, order=1)


def _shift(images: Images, strength: float, rng: Generator) -> Images:
    angles = rng.uniform(0, 2 * np.pi, len(images))
    moves = np.zeros((len(images), images.ndim - 1))  # colours stay together
    moves[:, 0], moves[:, 1] = strength * np.sin(angles), strength * np.cos(angles)
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


def _written_on(name: str) -> Callable[[Images, float, Generator], Images]:
    """Return what lays the ink onto a surface, with the surface's own polarity at every strength.

    The strength is how far the surface is from an even and clean one: its shade, dust and grain, and how the light
    falls off to one side. Ink and ground are lit alike, so the ink never vanishes.
    """
    surface = SURFACES[name]
    clean = float(np.mean(surface.paper) > 0.5)  # white or black; a clean pen is the other one

    def apply(images: Images, strength: float, rng: Generator) -> Images:
        count, height, width = images.shape
        each = (count, 1, 1)
        cloud = ndimage.zoom(rng.normal(0, 1, (count, 4, 4)), (1, height / 4, width / 4), order=1)  # (n, height, width)
        grain = rng.normal(0, _GRAIN, images.shape)
        shade = clean + strength * (rng.uniform(*surface.paper, each) - clean)
        ground = shade * (1 + strength * (surface.dust * cloud + grain))
        cover = images * (1 - strength * 4 * surface.dust * rng.random(images.shape))  # chalk and dry pens leave grains
        pen = 1 - clean + strength * (rng.choice(np.array(surface.inks) @ _GREY, each) - (1 - clean))
        lit = 1 - strength * (1 - _light(count, height, width, rng))
        return np.asarray((ground + cover * (pen - ground)) * lit, np.float32)

    return apply


def _light(count: int, height: int, width: int, rng: Generator) -> NDArray[np.float64]:
    """Return the share of the light that reaches each place, (n, height, width): falling off to any side."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    angle = rng.uniform(0, 2 * np.pi, (count, 1, 1))
    ramp = (np.cos(angle) * x + np.sin(angle) * y) / np.sqrt(2)
    dark = rng.uniform(*_DARK_END, (count, 1, 1))
    return np.asarray(dark + (1 - dark) * (1 + ramp) / 2)


_STRUCTURE = N_("how much shade, dust and grain the surface has, 1: as a camera sees it")
_SHARES = (0.25, 0.5, 0.75, 1.0)

KINDS: dict[str, Kind] = {
    "noise": Kind(
        N_("Noise"), N_("standard deviation, of the step from paper to ink"), (0.1, 0.2, 0.35, 0.5), 28, _noise
    ),
    "blur": Kind(N_("Blur"), N_("standard deviation in px"), (0.5, 1.0, 1.5, 2.5), 28, _blur),
    "tilt": Kind(N_("Tilt"), N_("degrees, to the left"), (10, 20, 30, 45), 90, _tilt),
    "shift": Kind(N_("Shift"), N_("px, in any direction"), (1, 2, 4, 6), 28, _shift),
    "thinner": Kind(N_("Thinner"), N_("px off the edge of the ink"), (0.5, 1.0, 1.5, 2.0), 28, _thinner, of_ink=True),
    "thicker": Kind(N_("Thicker"), N_("px on the edge of the ink"), (0.5, 1.0, 1.5, 2.0), 28, _thicker, of_ink=True),
    "contrast": Kind(
        N_("Contrast"), N_("share of the brightness that is lost, 0 to 1"), (0.25, 0.5, 0.75, 0.9), 1, _contrast
    ),
    "paper": Kind(N_("Paper"), _STRUCTURE, _SHARES, 1, _written_on("paper"), of_ink=True),
    "whiteboard": Kind(N_("Whiteboard"), _STRUCTURE, _SHARES, 1, _written_on("whiteboard"), of_ink=True),
    "blackboard": Kind(N_("Blackboard"), _STRUCTURE, _SHARES, 1, _written_on("blackboard"), of_ink=True),
}
