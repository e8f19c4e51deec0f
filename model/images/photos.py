"""Find the ink in a photo of paper, whiteboard or blackboard: uneven light, shadows, ruled lines, noise, tilt.

The paper is what most of a neighbourhood shows; ink is what stands out from it, on the darker or on the lighter side.
Lines that cross the whole photo are the paper's own: they tell how far it is tilted, and are taken out.
Knows pictures in memory (NumPy, SciPy, scikit-image). Does not know files, networks or pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from scipy.signal import find_peaks
from skimage.filters import apply_hysteresis_threshold
from skimage.segmentation import clear_border
from skimage.transform import hough_line

from model.images import preprocessing

Plane = NDArray[np.float32]  # (height, width)
Mask = NDArray[np.bool_]  # likewise

_LONGEST = 900  # px; a larger photo is reduced
_SHORTEST = 280  # px; a smaller one is enlarged, as if it had been drawn
_EVEN_LEVELS, _EVEN_SHARE = 1, 0.6  # where so large a share is as even as so many grey levels, no light falls on it
_TINY, _TINY_LEVELS = 64, 16  # px, up to which a picture is no photo but, perhaps, a digit that a JPEG has made uneven
_STROKE = 0.17  # of the longest side: no pen's stroke is wider
_ROUGH = 64  # px, the longest side on which it is found what is usual in a neighbourhood ...
_NEIGHBOURHOOD = 0.45  # ... of so large a share of that
_LEAST_SHARE = 0.0015  # of a photo's px are ink, at least
_LEAST_CONTRAST = 0.09  # of the paper's light; ink differs by more, somewhere
_THICKEST_LINE = 9  # px
_LINE_COVERS = 0.3  # of a row is less dark than a line in it
_TILTS = np.radians(np.arange(-24, 24.01, 0.5))  # of the paper's lines ...
_FINER_TILTS = np.radians(np.arange(-0.4, 0.41, 0.1))  # ... and around the best of them


@dataclass(frozen=True)
class Photo:
    """The ink of a photo.

    Attributes:
        ink: uint8 of shape (height, width), bright on black; all black where there is none.
        steps: the picture after each step, uint8 (height, width): "grey", "light" (flattened), "lines" (taken out,
            where the paper has some), "ink".
    """

    ink: NDArray[np.uint8]
    steps: dict[str, NDArray[np.uint8]]


def find_ink(picture: NDArray[np.uint8]) -> Photo:
    """Return the ink in a photo, or in any other picture.

    Args:
        picture: uint8 of shape (height, width), (height, width, 3) RGB or (height, width, 4) RGBA.

    Raises:
        PictureError: the array is not of such a shape or type.
    """
    grey = _sized(preprocessing.grey_of(picture))
    steps = {"grey": grey}
    even = _even_paper(grey, _TINY_LEVELS if max(picture.shape[:2]) <= _TINY else _EVEN_LEVELS)
    contrast = _contrast(grey, even)
    steps["light"] = _shown(contrast)
    tilt = _tilt_of_lines(contrast)
    if tilt is not None:
        contrast = _without_lines(contrast, tilt)
        steps["lines"] = _shown(np.nan_to_num(contrast))
    steps["ink"] = ink = _ink(contrast, is_photo=even is None)
    return Photo(ink, steps)


def _sized(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    longest = max(grey.shape)
    wanted = min(max(longest, _SHORTEST), _LONGEST)
    return grey if wanted == longest else _resized(grey, wanted / longest)


def _resized(plane: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    height, width = (max(1, round(side * scale)) for side in plane.shape)
    return np.asarray(Image.fromarray(plane).resize((width, height), Image.Resampling.BILINEAR))


def _contrast(grey: NDArray[np.uint8], even: Plane | None) -> Plane:
    """Return by how much each place differs from the paper around it, as a share of the paper's light; ink is above 0.

    The paper is what a morphological closing leaves where the ink is darker, an opening where it is lighter: both
    take out what is narrower than their square, and leave the edge of a shadow where it is.
    """
    smooth = ndimage.gaussian_filter(grey.astype(np.float32), 1.5 * max(grey.shape) / _LONGEST)
    for_dark = _paper(smooth, ndimage.grey_closing) if even is None else even
    for_light = _paper(smooth, ndimage.grey_opening) if even is None else even
    dark, light = for_dark - smooth, smooth - for_light
    is_dark = _furthest(dark) > _furthest(light) if even is not None else _is_dark(dark, light, smooth)
    contrast = dark / np.maximum(for_dark, 20) if is_dark else light / np.maximum(for_light, 20)
    return np.asarray(contrast - np.median(contrast))


def _is_dark(dark: Plane, light: Plane, smooth: Plane) -> bool:
    """Tell whether the ink of a photo is dark: paper that it encloses stands out as much, but its level is usual."""
    usual = _usual_level(smooth)
    return _strength(np.minimum(dark, usual - smooth)) > _strength(np.minimum(light, smooth - usual))


def _usual_level(smooth: Plane) -> Plane:
    """Return the median of each place's neighbourhood."""
    scale = _ROUGH / max(smooth.shape)
    small = np.asarray(Image.fromarray(smooth).resize([max(1, round(side * scale)) for side in smooth.shape[::-1]]))
    median = ndimage.median_filter(small, int(_NEIGHBOURHOOD * _ROUGH))
    return np.asarray(Image.fromarray(median).resize(smooth.shape[::-1], Image.Resampling.BILINEAR))


def _paper(smooth: Plane, without: Callable[..., Plane]) -> Plane:
    """Return the grey level of the paper at each place: what is left without narrow dark, or light, pieces."""
    around = round(_STROKE * max(smooth.shape))
    wider = np.pad(smooth, around, mode="edge")  # else light that falls off ends in a narrow piece at the edge
    return without(wider, (around, around))[around:-around, around:-around]


def _even_paper(grey: NDArray[np.uint8], levels: int) -> Plane | None:
    """Return the level of the paper everywhere when it is even to so many grey levels; None when light falls on it."""
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    level = float(np.median(edge))
    is_even = np.mean(np.abs(grey - level) <= levels) >= _EVEN_SHARE
    return np.full(grey.shape, level, np.float32) if is_even else None


def _strength(evidence: Plane) -> float:
    """Return how far the strongest of it reaches that does not run over the edge, as a patch of light does."""
    return _furthest(evidence * clear_border(evidence > 0.7 * _furthest(evidence)))


def _furthest(plane: Plane) -> float:
    """Return the mean of the largest values, as many as the smallest digit has px."""
    most = max(1, round(_LEAST_SHARE * plane.size))
    return float(np.partition(plane, -most, axis=None)[-most:].mean())


def _shown(contrast: Plane) -> NDArray[np.uint8]:
    """Return the contrast as a picture: light paper, dark ink."""
    top = max(_ink_level(contrast), _LEAST_CONTRAST)
    return np.clip(235 * (1 - contrast / top), 0, 255).astype(np.uint8)


def _ink_level(contrast: Plane) -> float:
    """Return the contrast of full ink, 0 where nothing stands out from the paper."""
    level = _furthest(contrast)
    return level if level > max(_LEAST_CONTRAST, 6 * _noise(contrast)) else 0.0


def _noise(contrast: Plane) -> float:
    return 1.48 * float(np.median(np.abs(contrast)))


def _tilt_of_lines(contrast: Plane) -> float | None:
    """Return the angle in radians of the lines that cross the whole photo, None where there are not three."""
    evidence = contrast > max(0.03, 3 * _noise(contrast))
    evidence &= ~ndimage.binary_opening(evidence, np.ones((_THICKEST_LINE, _THICKEST_LINE)))
    length, tilt = _straightest(evidence, _TILTS)
    if length < 0.6 * min(contrast.shape):
        return None
    return _straightest(evidence, tilt + _FINER_TILTS)[1]


def _straightest(evidence: Mask, tilts: NDArray[np.float64]) -> tuple[float, float]:
    """Return the length in px of the third longest line at the best of the tilts, lying or upright, and that tilt."""
    best, tilt = 0.0, 0.0
    for lines in (evidence.T, evidence):
        votes, _, _ = hough_line(lines, theta=tilts)
        for angle, of_angle in zip(tilts, votes.T, strict=True):
            peaks, _ = find_peaks(of_angle, height=best, distance=_THICKEST_LINE)
            if len(peaks) >= 3:
                best, tilt = float(np.sort(of_angle[peaks])[-3]), float(angle)
    return best, tilt


def _without_lines(contrast: Plane, tilt: float) -> Plane:
    """Return the contrast turned upright, less what all of a row or column has; outside of the photo it is NaN."""
    straight = ndimage.rotate(contrast, -np.degrees(tilt), order=1, cval=np.nan)
    for axis in (1, 0):
        known = np.isfinite(straight).sum(axis=axis, keepdims=True)
        ordered = np.sort(straight, axis=axis)  # NaN comes last
        low = np.take_along_axis(ordered, (known * _LINE_COVERS).astype(int), axis)  # a digit covers less
        straight = straight - np.where(known > 0.3 * contrast.shape[axis], np.maximum(low, 0), 0)
    return np.asarray(straight)


def _ink(contrast: Plane, is_photo: bool) -> NDArray[np.uint8]:
    """Return the ink bright on black: where it is strong, and what is connected to that."""
    inside = np.isfinite(contrast)
    contrast = np.where(inside, contrast, 0)
    top = _ink_level(contrast)
    if not top:
        return np.zeros(contrast.shape, np.uint8)
    least = max(0.25 * top, 4 * _noise(contrast))
    strong = max(0.6 * top, least)
    mask = apply_hysteresis_threshold(contrast, least, strong)
    if is_photo:
        mask = _within(mask, contrast > strong, ndimage.binary_erosion(inside, iterations=3))
    mask = ndimage.binary_dilation(mask)  # with the soft edge of the ink
    return np.where(mask, np.clip(contrast / top * 255, 0, 255), 0).astype(np.uint8)


def _within(mask: Mask, strong: Mask, inside: Mask) -> Mask:
    """Return the mask without what runs over the edge: a shadow, the table, or a digit that is cut off.

    Of what does, the strong parts that do not are kept: a digit that stands half in a shadow.
    """
    whole = clear_border(mask, mask=inside)
    in_shadow = clear_border(mask & ~whole & strong, mask=inside)
    return np.asarray(whole | (mask & ndimage.binary_dilation(in_shadow, iterations=4)))
