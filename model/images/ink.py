"""The ink in the contrast of a photo: what is strong, with what is connected to it.

What runs over the photo's edge is a shadow or the table, unless it is as strong and as thin as strokes of a pen; full
discs along the edge are holes of the paper.
Knows contrast as `paper` gives it (NumPy, SciPy, scikit-image). Does not know light or lines.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.filters import apply_hysteresis_threshold
from skimage.segmentation import clear_border

from model.images.paper import Mask, Plane, furthest, noise_of, side_of

LEAST_CONTRAST = 0.09  # of the paper's light; ink differs by more, somewhere
_LEAST_PX = 60  # of a small digit
_CUT = 140  # of 255: ink of so much strength at the very edge goes on beyond it
_EDGE = 3  # px; what is nearer to the edge touches it
_SOFT = 4  # px of the soft edge round what is strong
_LONG, _STUB = 3, 2.3  # times its widest stroke: the longest side of a digit, at least, and of what is left of one
_LARGE, _LONE = 0.02, 0.08  # of the photo's side: the longest side of ink that tells the pen; of a digit alone
_ALONG = 0.9  # of its length: so much of what lies along the edge, and of a straight line half as much, is no digit
_STRAIGHT = 1.5  # times its widest place: the breadth of a straight line
_ACROSS = 0.8  # of the photo's height or width: so far goes a straight line of the paper
_SHORTER, _LONGER = 0.1, 2.0  # times the tallest of the rest: what is left of a digit, and the longest digit
_THICKER, _WEAKER = 2.2, 0.7  # times the rest: the thickest and the weakest stroke
_SAME, _FATTER = 0.9, 1.3  # times the rest: what is so strong, and not fatter, may be short pieces of a digit ...
_PIECES = 3  # ... that the edge cuts into so many, at most
_HOLE_NEAR = 0.12  # of the photo's side: so near to the edge are punched holes, ...
_HOLE_FULL, _HOLE_LONG, _HOLE_WIDE = 0.75, 1.6, 1.5  # ... so full; so long as they are wide; wider than the pen
_DISC = 0.7  # of its area, at least, is the largest disc in it: a hole may have a wire, a full loop has other strokes
_HOLES = 3  # so many are no dots of a pen, however wide
_POINT, _WIDEST_POINT = 0.3, 1.5  # times the widest stroke of a pen: so thick and so wide is a point that is blurred
_SHOWS = 0.35  # of full ink, at least, shows such a point
_THIN_PEN = 20  # px of a pen's widest stroke that blur weakens


class Pieces(NamedTuple):
    """Connected pieces of ink: the label of each px, 0 outside; and of each piece, from label 1 on, where it lies."""

    labels: NDArray[np.int32]
    size: NDArray[np.int64]  # (pieces, 2): height and width
    centre: NDArray[np.int64]  # (pieces, 2): row and column

    @classmethod
    def of(cls, mask: Mask) -> Pieces:
        """Return the pieces of a mask."""
        labels, _ = ndimage.label(mask, structure=np.ones((3, 3)))
        boxes = ndimage.find_objects(labels)
        ends = np.reshape([[(one.start, one.stop) for one in box] for box in boxes], (-1, 2, 2)).astype(np.int64)
        return cls(labels, ends[..., 1] - ends[..., 0], ends.sum(axis=2) // 2)

    def largest(self, plane: NDArray[np.floating | np.bool_]) -> NDArray[np.float64]:
        """Return the largest value of a plane in each piece, at least 0."""
        largest = np.zeros(len(self.size) + 1)
        inked = self.labels > 0
        np.maximum.at(largest, self.labels[inked], plane[inked])
        return largest[1:]

    def thickest(self) -> NDArray[np.float64]:
        """Return the width of each piece's widest stroke, in px."""
        return 2 * self.largest(ndimage.distance_transform_edt(self.labels)) - 1

    def breadth(self) -> NDArray[np.float64]:
        """Return how wide each piece is across its length, in px: of a straight stroke, the stroke's width."""
        places, count = np.array(np.nonzero(self.labels)), len(self.size) + 1
        own = self.labels[tuple(places)]

        def mean(values: NDArray[np.floating]) -> NDArray[np.float64]:
            return np.bincount(own, values, count) / np.maximum(np.bincount(own, minlength=count), 1)

        down, across = (along - mean(along)[own] for along in places)
        of_down, of_across, of_both = mean(down**2), mean(across**2), mean(down * across)
        along_short_axis = (of_down + of_across) / 2 - np.hypot((of_down - of_across) / 2, of_both)  # the variance
        return np.sqrt(12 * np.maximum(along_short_axis, 0))[1:]

    def mask(self, chosen: Mask) -> Mask:
        """Return where the chosen pieces are."""
        return np.concatenate([[False], chosen])[self.labels]


def level_of(contrast: Plane) -> float:
    """Return the contrast of full ink, 0 where nothing stands out from the paper."""
    most = furthest(contrast)
    ink = most[most > most.max() / 2]  # of a small digit all others are paper
    level = float((ink if ink.size >= _LEAST_PX else most).mean())
    return level if level > max(LEAST_CONTRAST, 6 * noise_of(contrast)) else 0.0


def ink_in(contrast: Plane, is_photo: bool) -> tuple[NDArray[np.uint8], Mask]:
    """Return the ink, uint8 (height, width), bright on black; and where it is cut off at the photo's edge.

    Args:
        contrast: NaN outside of the photo.
        is_photo: whether light falls on the paper, so that shadows and a table may be seen.
    """
    inside = np.isfinite(contrast)
    contrast = np.where(inside, contrast, 0)
    top = level_of(contrast)
    if not top:
        return np.zeros(contrast.shape, np.uint8), np.zeros(contrast.shape, bool)
    least = max(0.25 * top, 4 * noise_of(contrast))
    strong = max(0.6 * top, least)
    mask = apply_hysteresis_threshold(contrast, least, strong)
    if is_photo:
        mask |= _points(apply_hysteresis_threshold(contrast, least, max(_SHOWS * top, least)), mask)
        seen, mask = mask, _without_holes(_within(mask, contrast, strong, inside), inside)
        if seen.any() and not mask.any():  # holes or a table hide a pencil that is much weaker
            rest = np.where(ndimage.binary_dilation(seen, iterations=_SOFT), 0, contrast)
            return ink_in(np.where(inside, rest, np.nan), is_photo)
    mask = ndimage.binary_dilation(mask)  # with the soft edge of the ink
    ink = np.where(mask, np.clip(contrast / top * 255, 0, 255), 0).astype(np.uint8)
    return ink, _cut_off(ink, inside)


def _points(weaker: Mask, mask: Mask) -> Mask:
    """Return the points in a mask of weaker ink, next to which strokes of a thin pen are: blur weakens these more."""
    pieces = Pieces.of(weaker)
    thickest = pieces.thickest()
    of_ink = pieces.largest(mask) > 0
    pen = float(np.median(thickest[of_ink])) if of_ink.any() else 0.0
    are_points = (thickest >= _POINT * pen) & (pieces.size.max(axis=1, initial=0) <= _WIDEST_POINT * pen)
    return pieces.mask(are_points & ~of_ink & (pen <= _THIN_PEN))


def _cut_off(ink: NDArray[np.uint8], inside: Mask) -> Mask:
    """Return where ink reaches the photo's very edge; nowhere in a picture that was cut out around its ink."""
    cut = np.asarray((ink > _CUT) & inside & ~ndimage.binary_erosion(inside))
    is_cut_out = all(side.any() for side in (cut[0], cut[-1], cut[:, 0], cut[:, -1]))
    return np.zeros_like(cut) if is_cut_out else cut


def _within(mask: Mask, contrast: Plane, strong: float, inside: Mask) -> Mask:
    """Return the mask without what runs over the edge and is no stroke of a pen: a shadow, or the table.

    Of what does, the strong parts that do not are kept: a digit that stands half in a shadow.
    """
    well_inside = ndimage.binary_erosion(inside, iterations=_EDGE)
    whole = clear_border(mask, mask=well_inside)
    over = mask & ~whole
    if not over.any():
        return np.asarray(whole)
    in_shadow = _no_finger(clear_border(over & (contrast > strong), mask=well_inside), whole)
    strokes = _strokes(over, whole, contrast, well_inside)
    return np.asarray(whole | strokes | (mask & ndimage.binary_dilation(in_shadow, iterations=_SOFT)))


def _no_finger(in_shadow: Mask, whole: Mask) -> Mask:
    """Return a mask without what is far thicker than the pen of the whole pieces: a finger, or its shadow's middle."""
    digits, shaded = Pieces.of(whole), Pieces.of(in_shadow)
    longest = digits.size.max(axis=1, initial=0)
    tallest = longest.max(initial=0)
    if tallest < _LARGE * side_of(whole):
        return in_shadow
    pen = digits.thickest()[longest >= tallest / 2].max()
    return shaded.mask(shaded.thickest() <= _THICKER * pen)


def _strokes(over: Mask, whole: Mask, contrast: Plane, well_inside: Mask) -> Mask:
    """Return what of the mask over the edge is as thin and as strong as the whole pieces; alone, as thin as a pen.

    The table is straight or along the edge, and in a corner or alone; a line of the paper goes across the photo.
    """
    pieces, side = Pieces.of(over), side_of(over)
    longest, thickest = pieces.size.max(axis=1), pieces.thickest()
    labels = np.arange(1, len(longest) + 1)
    in_corner = np.isin(labels, pieces.labels[_corners(well_inside)])
    along_edge = np.bincount(pieces.labels[~well_inside], minlength=len(longest) + 1)[1:] / _EDGE / longest
    is_straight = pieces.breadth() < _STRAIGHT * thickest
    are = ~(in_corner & (is_straight | (along_edge > _ALONG)))
    is_long = longest >= _STUB * thickest
    rest = Pieces.of(whole)
    tallest = rest.size.max(initial=0)
    if tallest < _LARGE * side:
        goes_across = (pieces.size > _ACROSS * np.array(over.shape)).any(axis=1)
        are &= ~(is_straight & (goes_across | (along_edge > _ALONG / 2)))
        return pieces.mask(are & is_long & (longest >= _LONE * side) & (longest >= _LONG * thickest))
    digits = rest.size.max(axis=1) >= tallest / 2
    are &= (longest >= _SHORTER * tallest) & (longest <= _LONGER * tallest)
    thicker = thickest / rest.thickest()[digits].max()
    stronger = pieces.largest(contrast) / np.median(rest.largest(contrast)[digits])
    is_short = are & ~is_long & (thicker <= _FATTER) & (stronger >= _SAME)
    if is_short.sum() > _PIECES:  # holes of the paper
        is_short[:] = False
    return pieces.mask(is_short | (are & is_long & (thicker <= _THICKER) & (stronger >= _WEAKER)))


def _without_holes(mask: Mask, inside: Mask) -> Mask:
    """Return the mask without full discs along the edge that are clearly wider than the strokes elsewhere."""
    pieces = Pieces.of(mask)
    shortest, longest = np.sort(pieces.size).T
    rows, columns = pieces.centre.T
    far = ndimage.minimum_filter(inside, 2 * round(_HOLE_NEAR * side_of(inside)) + 1, mode="constant")
    are = (longest <= _HOLE_LONG * shortest) & ~far[rows, columns]
    if not are.any():
        return mask
    depth = ndimage.distance_transform_edt(mask)
    deepest, area = pieces.largest(depth), np.bincount(pieces.labels.ravel(), minlength=len(are) + 1)[1:]
    are &= (2 * deepest - 1 >= _HOLE_FULL * shortest) & (np.pi * deepest**2 > _DISC * area)
    if not are.all():
        stroke = pieces.labels == 1 + np.argmax(np.where(are, 0, longest))
        are &= (shortest > _HOLE_WIDE * 4 * depth[stroke].mean()) | (
            are.sum() >= _HOLES
        )  # a quarter of a stroke is its mean depth
    return mask & ~pieces.mask(are)


def _corners(inside: Mask) -> Mask:
    """Return where the corners of the photo are, which may be turned."""
    rows, columns = np.nonzero(inside)
    corners = np.zeros_like(inside)
    if not inside.any():  # a strip that is all edge
        return corners
    for sums in (rows + columns, rows - columns):
        for at in (sums.argmin(), sums.argmax()):
            corners[rows[at], columns[at]] = True
    return np.asarray(ndimage.binary_dilation(corners, iterations=2 * _EDGE))
