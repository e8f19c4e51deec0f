"""Turn a drawing or a picture into the 28x28 image that a network reads, step by step.

The steps are those by which MNIST itself was made (LeCun, Cortes, Burges: "The MNIST database of
handwritten digits"): the digit is scaled into 20x20, then centred in 28x28 by its centre of mass.
Knows pictures in memory (NumPy, Pillow, SciPy). Does not know TensorFlow, files or pages.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from model.errors import PictureError
from model.languages.translation import N_

Status = Literal["digit", "empty", "faint", "several"]

SIDE = 28  # px, the side of the image that a network reads
BOX = 20  # px, the longest side of the digit in it
MIDDLE = 14.5  # px from the image's corner: where MNIST's pictures have their centre of mass

# The steps that can be left out, in their order, each with the sentence that a pupil reads.
STEPS = {
    "grey": N_("Colours become shades of grey: only light and dark count."),
    "polarity": N_("The ink becomes bright and the paper black, as in the pictures the network learned from."),
    "crop": N_("The empty paper around the digit is cut off, so it does not matter where you draw."),
    "scale": N_(
        "The digit is brought to one size: its longest side is now 20 px, so it does not matter how large you draw."
    ),
    "centre": N_(
        "The digit is put into 28 x 28 px with its centre of mass in the middle. This is what the network sees."
    ),
}

_LEAST_CONTRAST = 32  # grey levels of 255 between paper and ink; less is a shade on the paper
LEAST_INK = 26  # a pixel counts as ink from here on, of 255
_STRONG_INK = 128  # likewise: no light or noise looks like this alone
_SOFT_SHARE = 0.05  # of a picture's longer side: the soft edge of a stroke is no wider
_FAINT_SHARE = 0.06  # of the picture's longer side; a digit whose longest side is smaller is a dot
_DOT_SHARE = 0.15  # likewise, when it is full: a pen of 36 px pressed once on 280 px
_FAINT_SIDE = 4  # px, likewise
_LABEL_SIDE = 18  # px: parts are told apart on a picture reduced to about this size, where a small gap closes
_HAIR_INK = 0.25  # of the ink in a row of the strongest part; a hair has less ...
_HAIR_WIDTH = 0.25  # ... and is so narrow, as a share of its height


@dataclass(frozen=True)
class Preprocessed:
    """What became of a picture.

    Attributes:
        image: float32 of shape (28, 28), ink 1.0 on paper 0.0; all 0.0 where there is no ink.
        status: "digit"; "empty" (no ink); "faint" (too little ink); "several" (separate digits).
        steps: the picture after each step of `STEPS`, uint8 of shape (height, width), in order. Shorter when
            there is no ink.
    """

    image: NDArray[np.float32]
    status: Status
    steps: dict[str, NDArray[np.uint8]]


def preprocess(picture: NDArray[np.uint8], skip: Collection[str] = ()) -> Preprocessed:
    """Return the image of the digit in a drawing or a picture.

    Args:
        picture: uint8 of shape (height, width), (height, width, 3) RGB or (height, width, 4) RGBA. Ink may be
            dark on light or light on dark; transparent is paper.
        skip: steps of `STEPS` to leave out, for showing what each is good for.

    Raises:
        PictureError: the array is not of such a shape or type.
    """
    steps: dict[str, Image.Image] = {}
    grey = _grey(_checked(picture), red_only="grey" in skip)
    steps["grey"] = grey
    ink = _ink(grey)
    box = ink.point(_THRESHOLD).getbbox()
    if box is None:
        return _finish(np.zeros((SIDE, SIDE), np.float32), "empty", steps)
    cropped = ink.crop(box)
    status = _status(cropped, max(ink.size))
    steps["polarity"] = whole = grey if "polarity" in skip else ink
    steps["crop"] = part = whole if "crop" in skip else whole.crop(box)
    steps["scale"] = small = _scaled(part, SIDE if "scale" in skip else BOX)
    image = _placed(small, by_mass="centre" not in skip)
    steps["centre"] = Image.fromarray(image)
    return _finish(image.astype(np.float32) / np.float32(255), status, steps)


def grey_of(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the shades of grey of a picture, uint8 (height, width); see `preprocess` for the picture.

    Raises:
        PictureError: the array is not of such a shape or type.
    """
    return np.asarray(_grey(_checked(picture), red_only=False))


def colours_of(picture: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Return red, green and blue of a picture, each uint8 (height, width); none of a grey one. See `preprocess`.

    Raises:
        PictureError: the array is not of such a shape or type.
    """
    image = Image.fromarray(_checked(picture))
    if image.mode == "RGBA":
        image = _on_paper(image)
    return [] if image.mode == "L" else [np.asarray(one) for one in image.split()]


def ink_of(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the ink of a drawing, uint8 (height, width), bright on black; see `preprocess` for the picture.

    Raises:
        PictureError: the array is not of such a shape or type.
    """
    return np.asarray(_ink(Image.fromarray(grey_of(picture))))


def is_clean(ink: NDArray[np.uint8]) -> bool:
    """Whether weak ink lies only beside strong ink, as in a drawing or a scan; in a photo, light and noise look weak.

    Args:
        ink: uint8 of shape (height, width), as `ink_of` gives it.
    """
    reach = 2 + round(_SOFT_SHARE * max(ink.shape))
    near = ndimage.maximum_filter(ink, 2 * reach + 1) >= _STRONG_INK
    return not ((ink >= LEAST_INK) & ~near).any()


_THRESHOLD = [255 * (level >= LEAST_INK) for level in range(256)]


def _finish(image: NDArray[np.float32], status: Status, steps: dict[str, Image.Image]) -> Preprocessed:
    return Preprocessed(image, status, {name: np.asarray(step) for name, step in steps.items()})


def _checked(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    shape_fits = picture.ndim == 2 or (picture.ndim == 3 and picture.shape[2] in (3, 4))
    if picture.dtype != np.uint8 or not shape_fits or 0 in picture.shape:
        raise PictureError(
            "no-array-of-a-picture",
            "Expected a picture as uint8 of shape (height, width), (height, width, 3) or (height, width, 4)."
            " Received: {dtype} of shape {shape}.",
            dtype=picture.dtype,
            shape=picture.shape,
        )
    return picture


def _grey(picture: NDArray[np.uint8], red_only: bool) -> Image.Image:
    image = Image.fromarray(picture)
    if image.mode == "RGBA":
        image = _on_paper(image)
    if image.mode == "L":
        return image
    return image.getchannel("R") if red_only else image.convert("L")


def _on_paper(image: Image.Image) -> Image.Image:
    """Lay a transparent picture on the paper that its ink stands out from: dark ink on white, else black."""
    alpha = image.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return image.convert("RGB")
    weights = np.asarray(alpha, np.float32)
    light = np.asarray(image.convert("L"), np.float32)
    is_dark = float((light * weights).sum()) <= 127 * float(weights.sum())
    paper = Image.new("RGBA", image.size, "white" if is_dark else "black")
    return Image.alpha_composite(paper, image).convert("RGB")


def _ink(grey: Image.Image) -> Image.Image:
    """Return the ink bright on black, all black where nothing stands out from the paper.

    The paper is the median of the picture's edge; the ink lies on the side of it that reaches further.
    """
    pixels = np.asarray(grey)
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    paper = int(np.partition(edge, edge.size // 2)[edge.size // 2])
    darkest, lightest = _extremes(grey)
    toward = darkest if paper - darkest > lightest - paper else lightest
    contrast = abs(toward - paper)
    sign = 1 if toward > paper else -1
    if contrast < _LEAST_CONTRAST:
        return Image.new("L", grey.size)
    levels = np.clip(sign * (np.arange(256) - paper) * 255 / contrast, 0, 255)
    return grey.point(levels.round().astype(int).tolist())


def _status(cropped: Image.Image, longest: int) -> Status:
    if max(cropped.size) < max(_FAINT_SHARE * longest, _FAINT_SIDE) or _is_dot(cropped, longest):
        return "faint"
    return "several" if _separate_digits(cropped) else "digit"


def _is_dot(cropped: Image.Image, longest: int) -> bool:
    """Tell whether the ink is one press of the pen: small, round and full (a disc fills 79 % of its box)."""
    is_small = max(cropped.size) < _DOT_SHARE * longest
    is_round = min(cropped.size) > 0.7 * max(cropped.size)
    return is_small and is_round and bool(np.asarray(cropped).mean() > 0.65 * 255)


def _separate_digits(cropped: Image.Image) -> bool:
    """Tell whether two parts of the ink stand beside or above one another like two digits.

    A bar of a 5 or a 7 that does not touch is short or overlaps its digit; a second digit is tall and apart, and no
    hair: a line beside the digit, much weaker or thinner than the pen, is what was left of a form's box.
    """
    reduced = np.asarray(cropped.reduce(max(1, max(cropped.size) // _LABEL_SIDE)))
    labels, count = ndimage.label(reduced > 0, structure=np.ones((3, 3)))
    if count < 2:
        return False
    boxes = [(rows.start, rows.stop, columns.start, columns.stop) for rows, columns in ndimage.find_objects(labels)]
    heights = np.array([box[1] - box[0] for box in boxes])
    widths = np.array([box[3] - box[2] for box in boxes])
    inks = ndimage.sum_labels(reduced, labels, np.arange(1, count + 1)) / heights  # of a row
    hairs = (inks <= _HAIR_INK * inks.max()) & (widths <= _HAIR_WIDTH * heights)
    is_tall = (heights >= 0.4 * labels.shape[0]) & ~hairs
    tall = sorted((boxes[at] for at in np.flatnonzero(is_tall)), key=lambda box: box[2])
    return any(right[2] - left[3] > -0.1 * labels.shape[0] for left, right in pairwise(tall))


def _scaled(part: Image.Image, longest: int) -> Image.Image:
    """Return the part with its longest side `longest` px, its strongest ink at 255."""
    scale = longest / max(part.size)
    width, height = (max(1, round(side * scale)) for side in part.size)
    small = part if part.size == (width, height) else part.resize((width, height), Image.Resampling.BILINEAR)
    strongest = max(1, _extremes(small)[1])
    return small.point([min(255, round(level * 255 / strongest)) for level in range(256)])


def _extremes(grey: Image.Image) -> tuple[int, int]:
    darkest, lightest = grey.getextrema()
    return int(darkest), int(lightest)  # type: ignore[arg-type]  # one channel: two numbers, not pairs


def _placed(small: Image.Image, by_mass: bool) -> NDArray[np.uint8]:
    """Return the small picture in 28x28, in the middle by its centre of mass, or by its box."""
    digit = np.asarray(small)
    height, width = digit.shape
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    if by_mass and digit.any():
        row, column = ndimage.center_of_mass(digit)  # counted from the middle of the first pixel
        top = min(max(0, round(MIDDLE - 0.5 - row)), SIDE - height)
        left = min(max(0, round(MIDDLE - 0.5 - column)), SIDE - width)
    image = np.zeros((SIDE, SIDE), np.uint8)
    image[top : top + height, left : left + width] = digit
    return image
