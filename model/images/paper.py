"""The paper in a photo, taken out: uneven light, shadows, ruled lines, tilt.

The paper is what most of a neighbourhood shows; what stands out from it, on the darker or on the lighter side, is its
contrast. Lines that cross the whole photo are the paper's own: they tell how far it is tilted, and are taken out.
Knows planes of grey levels (NumPy, SciPy, scikit-image). Does not know which of the contrast is ink.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from scipy.signal import find_peaks
from skimage.segmentation import clear_border
from skimage.transform import hough_line

Plane = NDArray[np.float32]  # (height, width)
Mask = NDArray[np.bool_]  # likewise

LONGEST = 900  # px; a larger photo is reduced
LEAST_SHARE = 0.0015  # of a photo's px are ink, usually
_LONGEST_STRIP = 3  # times its shorter side; what is usual in a longer strip is measured as if it ended there
_EVEN_SHARE = 0.6  # where so large a share is of one level, no light falls on it
_STROKE = 0.17  # of the longest side: no pen's stroke is wider
_ROUGH = 64  # px, the longest side on which it is found what is usual in a neighbourhood ...
_NEIGHBOURHOOD = 0.45  # ... of so large a share of that
_CUT_CONTRAST = 0.2  # of the paper's light; by so much does ink at the very edge differ, and light does not
_LEAST_LEVELS, _LEAST_CONTRAST = 10, 0.1  # grey levels between paper and ink, share of the paper's; less is noise
_THICKEST_LINE = 9  # px
_LINE_COVERS = 0.3  # of a row is less dark than a line in it
_TILTS = np.radians(np.arange(-24, 24.01, 0.5))  # of the paper's lines ...
_FINER_TILTS = np.radians(np.arange(-0.4, 0.41, 0.1))  # ... and around the best of them


def contrast_of(grey: NDArray[np.uint8], even: Plane | None, dark: int) -> Plane:
    """Return by how much each place differs from the paper around it, as a share of the paper's light; ink is above 0.

    The paper is what a morphological closing leaves where the ink is darker, an opening where it is lighter: both
    take out what is narrower than their square, and leave the edge of a shadow where it is.

    Args:
        grey: uint8 of shape (height, width).
        even: the level of the paper, where `even_paper` knows it.
        dark: the grey level from which on all paper counts as equally dark: so little light shows little but noise.
    """
    smooth = ndimage.gaussian_filter(grey.astype(np.float32), 1.5 * side_of(grey) / LONGEST)
    for_dark = _paper(smooth, ndimage.grey_closing) if even is None else even
    for_light = _paper(smooth, ndimage.grey_opening) if even is None else even
    darker, lighter = for_dark - smooth, smooth - for_light
    is_dark = (
        _mean_of_furthest(darker) > _mean_of_furthest(lighter)
        if even is not None
        else _is_dark(darker, lighter, smooth)
    )
    contrast = darker / np.maximum(for_dark, dark) if is_dark else lighter / np.maximum(for_light, dark)
    return np.asarray(contrast - np.median(contrast))


def even_paper(grey: NDArray[np.uint8], levels: int) -> Plane | None:
    """Return the level of the paper everywhere when it is even to so many grey levels; None when light falls on it."""
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    level = float(np.median(edge))
    is_even = np.mean(np.abs(grey - level) <= levels) >= _EVEN_SHARE
    return np.full(grey.shape, level, np.float32) if is_even else None


def side_of(plane: NDArray[np.generic]) -> int:
    """Return the longest side in px, to which sizes in a photo are related; of a long strip, less."""
    return min(max(plane.shape), _LONGEST_STRIP * min(plane.shape))


def furthest(plane: Plane) -> Plane:
    """Return the largest values, as many as an ordinary digit has px, the smallest of them first or anywhere."""
    most = max(1, round(LEAST_SHARE * plane.size))
    return np.partition(plane, -most, axis=None)[-most:]


def noise_of(contrast: Plane) -> float:
    """Return the standard deviation of the contrast where there is only paper."""
    return 1.48 * float(np.median(np.abs(contrast)))


def tilt_of_lines(contrast: Plane) -> float | None:
    """Return the angle in radians of the lines that cross the whole photo, None where there are not three."""
    evidence = contrast > max(0.03, 3 * noise_of(contrast))
    evidence &= ~ndimage.binary_opening(evidence, np.ones((_THICKEST_LINE, _THICKEST_LINE)))
    length, tilt = _straightest(evidence, _TILTS)
    if length < 0.6 * min(contrast.shape):
        return None
    return _straightest(evidence, tilt + _FINER_TILTS)[1]


def without_lines(contrast: Plane, tilt: float) -> Plane:
    """Return the contrast turned upright, less what all of a row or column has; outside of the photo it is NaN."""
    straight = ndimage.rotate(contrast, -np.degrees(tilt), order=1, cval=np.nan)
    for axis in (1, 0):
        known = np.isfinite(straight).sum(axis=axis, keepdims=True)
        ordered = np.sort(straight, axis=axis)  # NaN comes last
        low = np.take_along_axis(ordered, (known * _LINE_COVERS).astype(int), axis)  # a digit covers less
        straight = straight - np.where(known > 0.3 * contrast.shape[axis], np.maximum(low, 0), 0)
    return np.asarray(straight)


def _is_dark(dark: Plane, light: Plane, smooth: Plane) -> bool:
    """Tell whether the ink of a photo is dark: paper that it encloses stands out as much, but its level is usual.

    What runs over the edge counts where there is nothing else; or where it is stronger, and what does not differs from
    its neighbourhood alone: paper in the loop of a large digit that is cut off, where most of a neighbourhood is ink.
    """
    usual, level = _usual_level(smooth), float(np.median(smooth))
    evidence = np.minimum(dark, usual - smooth), np.minimum(light, smooth - usual)
    least = max(_LEAST_LEVELS, _LEAST_CONTRAST * level)
    strengths, at_all = [*map(_strength, evidence)], [*map(_mean_of_furthest, evidence)]
    if max(strengths) < least:
        return at_all[0] > at_all[1]
    ink = int(strengths[1] >= strengths[0])
    if at_all[1 - ink] > strengths[ink]:
        differs = smooth - level if ink else level - smooth
        if _strength(np.minimum(evidence[ink], differs)) < least:
            ink = 1 - ink
    return ink == 0


def _strength(evidence: Plane) -> float:
    """Return how far the strongest of it reaches that does not run over the edge, as a patch of light does."""
    return _mean_of_furthest(evidence * clear_border(evidence > 0.7 * _mean_of_furthest(evidence)))


def _usual_level(smooth: Plane) -> Plane:
    """Return the median of each place's neighbourhood."""
    scale = _ROUGH / max(smooth.shape)
    small = np.asarray(Image.fromarray(smooth).resize([max(1, round(side * scale)) for side in smooth.shape[::-1]]))
    median = ndimage.median_filter(small, int(_NEIGHBOURHOOD * _ROUGH))
    return np.asarray(Image.fromarray(median).resize(smooth.shape[::-1], Image.Resampling.BILINEAR))


def _paper(smooth: Plane, without: Callable[..., Plane]) -> Plane:
    """Return the grey level of the paper at each place: what is left without narrow dark, or light, pieces."""
    around = max(1, round(_STROKE * side_of(smooth)))
    framed = smooth.copy()
    for edge in (framed[0], framed[-1], framed[:, 0], framed[:, -1]):
        whole = without(np.pad(edge, 2 * around, mode="edge"), 2 * around)[2 * around : -2 * around]
        is_ink = np.abs(whole - edge) > _CUT_CONTRAST * np.maximum(whole, 20)  # that is cut off, and must not go on
        np.copyto(edge, whole, where=is_ink)
    wider = np.pad(framed, around, mode="edge")  # else light that falls off ends in a narrow piece at the edge
    return without(wider, (around, around))[around:-around, around:-around]


def _mean_of_furthest(plane: Plane) -> float:
    return float(furthest(plane).mean())


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
