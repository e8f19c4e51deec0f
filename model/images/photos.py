"""Find the ink in a photo of paper, whiteboard or blackboard: uneven light, shadows, ruled lines, noise, tilt, colour.

Where grey hardly shows any, red, green or blue may; where the ink is small, the part around it is looked at closely.
Knows pictures in memory (NumPy, Pillow). Does not know files, networks or pages.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from model.images import paper, places, preprocessing
from model.images.ink import LEAST_CONTRAST, Pieces, ink_in, level_of
from model.images.paper import LONGEST
from model.images.places import WayBack

_SHORTEST = 280  # px; a smaller photo is enlarged, as if it had been drawn; no side is made smaller than this
_EVEN_LEVELS = 1  # grey levels
_TINY, _TINY_LEVELS = 64, 16  # px, up to which a picture is no photo but, perhaps, a digit that a JPEG has made uneven
_WEAK = 0.3  # ink that grey shows less than this, as a share of the paper's light, may be coloured: ...
_COLOURED, _STRONGER = 0.2, 2.5  # ... a colour then shows it so strongly, and so many times more
_DARK, _DARK_COLOUR = 20, 100  # grey levels: darker paper counts as so dark; one colour alone shows its noise
_POINT = 0.5  # times the pen's widest stroke: as thick is a point, at least; dirt is thinner
_SMALL = 1 / 8  # of the photo's longest side; smaller digits are looked at closely


@dataclass(frozen=True)
class Photo:
    """The ink of a photo.

    Attributes:
        ink: uint8 of shape (height, width), bright on black; all black where there is none.
        steps: the picture after each step, uint8 (height, width): "grey", "colour" (where one shows more than grey),
            "closer" (the part around small ink), "light" (flattened), "lines" (taken out, where the paper has some),
            "ink".
        cut_off: bool of shape (height, width): ink that goes on beyond the photo's edge.
        back: the way back from a place in the ink to the one in the picture that was given.
    """

    ink: NDArray[np.uint8]
    steps: dict[str, NDArray[np.uint8]]
    cut_off: NDArray[np.bool_]
    back: WayBack


class _Look(NamedTuple):
    """What was seen in a plane of a photo, uint8 (height, width): what `Photo` holds, and the strength of the ink."""

    plane: NDArray[np.uint8]
    dark: int  # see `contrast_of`
    sized: NDArray[np.uint8]  # the plane as it was looked at
    ink: NDArray[np.uint8]
    steps: dict[str, NDArray[np.uint8]]
    cut_off: NDArray[np.bool_]
    back: WayBack  # to the plane
    strength: float  # how far the ink stands out, as a share of the paper's light


def find_ink(picture: NDArray[np.uint8]) -> Photo:
    """Return the ink in a photo, or in any other picture.

    Args:
        picture: uint8 of shape (height, width), (height, width, 3) RGB or (height, width, 4) RGBA.

    Raises:
        PictureError: the array is not of such a shape or type.
    """
    look = _look(preprocessing.grey_of(picture), _DARK)
    steps = {"grey": look.sized}
    if look.strength < _WEAK and (colour := _colour(picture, look)):
        look = colour
        steps["colour"] = look.sized
    if closer := _closer(look):
        look = closer
        steps["closer"] = look.sized
    return Photo(look.ink, steps | look.steps, look.cut_off, look.back)


def _look(plane: NDArray[np.uint8], dark: int) -> _Look:
    sized, is_tiny = _sized(plane), max(plane.shape) <= _TINY
    even = paper.even_paper(sized, _TINY_LEVELS if is_tiny else _EVEN_LEVELS)
    contrast = paper.contrast_of(sized, even, dark)
    steps = {"light": _shown(contrast)}
    back = places.from_scaled(sized.shape, plane.shape)
    tilt = paper.tilt_of_lines(contrast)
    if tilt is not None:
        contrast = paper.without_lines(contrast, tilt)
        back = back @ places.from_turned(contrast.shape, sized.shape, -tilt)
        steps["lines"] = _shown(np.nan_to_num(contrast))
    steps["ink"], cut_off = ink_in(contrast, is_photo=even is None)
    if is_tiny:  # such a digit fills its picture
        cut_off[:] = False
    strength = level_of(np.where(steps["ink"] > 0, contrast, 0))
    return _Look(plane, dark, sized, steps["ink"], steps, cut_off, back, strength)


def _colour(picture: NDArray[np.uint8], grey: _Look) -> _Look | None:
    """Return what the colour shows that tells ink and paper apart best, None where it does so no better than grey."""
    colours = [_look(plane, _DARK_COLOUR) for plane in preprocessing.colours_of(picture)]
    best = max(colours, key=lambda one: one.strength, default=grey)
    return best if best.strength > max(_COLOURED, _STRONGER * grey.strength) else None


def _closer(look: _Look) -> _Look | None:
    """Return what is seen in the part around ink that is small in a photo, None where no more is to be seen."""
    scale = look.plane.shape[0] / look.ink.shape[0]
    if scale <= 1 or "lines" in look.steps or not look.ink.any():
        return None
    rows, columns = (np.flatnonzero(look.ink.any(axis=axis)) for axis in (1, 0))
    around = max(
        max(piece.stop - piece.start for piece in pair) for pair in ndimage.find_objects(ndimage.label(look.ink)[0])
    )
    part = tuple(slice(max(0, ends[0] - around), ends[-1] + around + 1) for ends in (rows, columns))
    if around > _SMALL * max(look.ink.shape) or max(look.ink[part].shape) > max(look.ink.shape) / 2:
        return None
    cut_out = tuple(slice(round(one.start * scale), round(one.stop * scale)) for one in part)
    close = _look(look.plane[cut_out], look.dark)
    if "lines" in close.steps or not close.ink.any():
        return None
    seen = _as_large(ndimage.binary_dilation(look.ink[part] > 0, iterations=2), close.ink)
    return close._replace(
        ink=np.where(seen | _as_thick(close.ink > 0, seen), close.ink, 0),
        cut_off=_as_large(look.cut_off[part], close.ink),
        back=places.from_cut_out(cut_out) @ close.back,
    )


def _as_thick(ink: NDArray[np.bool_], seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pieces of the ink that are about as thick as those seen from afar: a point was too small there."""
    pieces = Pieces.of(ink)
    thickest, are_seen = pieces.thickest(), pieces.largest(seen) > 0
    pen = np.median(thickest[are_seen]) if are_seen.any() else np.inf
    return pieces.mask(thickest >= _POINT * pen)


def _as_large(mask: NDArray[np.bool_], other: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return a mask enlarged to the size of another plane."""
    return np.asarray(Image.fromarray(mask).resize(other.shape[::-1], Image.Resampling.NEAREST))


def _sized(plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a plane in the size in which it is looked at; a long strip keeps more of its px."""
    shortest, longest = sorted(plane.shape)
    scale = max(1.0, _SHORTEST / longest)
    if longest > LONGEST:
        scale = max(LONGEST / longest, min(1.0, _SHORTEST / shortest, LONGEST / math.sqrt(plane.size)))
    return plane if scale == 1 else _resized(plane, scale)


def _resized(plane: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    height, width = (max(1, round(side * scale)) for side in plane.shape)
    return np.asarray(Image.fromarray(plane).resize((width, height), Image.Resampling.BILINEAR))


def _shown(contrast: paper.Plane) -> NDArray[np.uint8]:
    """Return the contrast as a picture: light paper, dark ink."""
    top = max(level_of(contrast), LEAST_CONTRAST)
    return np.clip(235 * (1 - contrast / top), 0, 255).astype(np.uint8)
