"""What an answer hangs on: which parts of the picture count for a class, by occlusion and by Grad-CAM.

Knows opened networks and images. Does not know where either comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from model.explanation import by_hand
from model.explanation.by_hand import Values
from model.explanation.inspector import NetworkInspector


@dataclass(frozen=True)
class Occlusion:
    """What the answer loses when a patch of the picture is erased (Zeiler and Fergus, 2014).

    Attributes:
        side: of the patch, in px.
        tops: rows of the patches' corners; `lefts`: columns.
        costs: float32 (tops, lefts): probability that the class loses; negative where it gains.
        heat: float32 (height, width): the mean cost of the patches that cover a pixel.
        top: row of the patch that costs most; `left`: column.
        without: float32 (classes,): the probabilities when that patch is erased.
    """

    side: int
    tops: list[int]
    lefts: list[int]
    costs: Values
    heat: Values
    top: int
    left: int
    without: Values


def occlude(inspector: NetworkInspector, image: Values, label: int) -> Occlusion:
    """Return what erasing each patch costs a class, all patches in one pass.

    Erased is paper (0.0) in a grey picture, the mean colour in one of colours.

    Raises:
        ExplanationError: the image is of another size.
    """
    (whole,) = inspector.batch(image[None])  # (height, width, channels)
    height, width, _ = whole.shape
    side = min(height, width, max(3, round(min(height, width) / 6)))
    tops, lefts = (_corners(length, side) for length in (height, width))
    corners = [(top, left) for top in tops for left in lefts]
    probabilities = inspector.classifier.probabilities(_with_patches_erased(whole, corners, side))
    costs = (probabilities[-1, label] - probabilities[:-1, label]).astype(np.float32)  # the last is of the whole image
    worst = int(costs.argmax())
    return Occlusion(
        side,
        tops,
        lefts,
        costs.reshape(len(tops), len(lefts)),
        _mean_costs(costs, corners, side, (height, width)),
        *corners[worst],
        probabilities[worst],
    )


def grad_cam(inspector: NetworkInspector, image: Values, label: int) -> Values:
    """Return where the last convolution found what speaks for a class: float32 (height, width), 0 to 1.

    Grad-CAM (Selvaraju et al., 2017): the convolution's maps, each weighed by the mean gradient of the class's
    logit, summed, cut off below 0, enlarged to the image. All 0 where nothing speaks for the class.

    Raises:
        ExplanationError: the network has no convolution, or the image is of another size.
    """
    last, activations = inspector.convolutions()[-1], inspector.activations(image)
    maps = activations.outputs[last]  # (rows, columns, filters)
    slope = by_hand.gradient(inspector.layers, inspector.weights, activations.outputs, last, label)
    cam = np.maximum((maps * slope.mean(axis=(0, 1))).sum(axis=2), 0).astype(np.float32)
    height, width, _ = activations.image.shape
    heat = np.asarray(Image.fromarray(cam).resize((width, height), Image.Resampling.BILINEAR))
    return heat / heat.max() if heat.max() > 0 else heat


def _corners(length: int, side: int) -> list[int]:
    """Return where patches begin, a quarter of a patch apart, so that they cover the whole length."""
    return sorted({*range(0, length - side + 1, max(1, side // 4)), length - side})


def _with_patches_erased(image: Values, corners: Sequence[tuple[int, int]], side: int) -> Values:
    """Return the image once for each corner, with the patch there erased, and once whole: (corners + 1, ...)."""
    paper = np.zeros(1, np.float32) if image.shape[2] == 1 else image.mean(axis=(0, 1))
    batch = np.repeat(image[None], len(corners) + 1, axis=0)
    for erased, (top, left) in zip(batch, corners, strict=False):
        erased[top : top + side, left : left + side] = paper
    return batch


def _mean_costs(costs: Values, corners: Sequence[tuple[int, int]], side: int, size: tuple[int, int]) -> Values:
    """Return for each pixel the mean cost of the patches that cover it: float32 of that size."""
    total, count = np.zeros((2, *size), np.float32)
    for cost, (top, left) in zip(costs, corners, strict=True):
        total[top : top + side, left : left + side] += cost
        count[top : top + side, left : left + side] += 1
    return np.asarray(total / count)
