"""Two digits that touch: which cut between them is the right one, if any.

Knows cuts, and what the network makes of their halves. Does not know the network.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.images.cuts import Cut
from model.images.segmentation import Part

_NARROW = 0.7  # of its height: two digits that touch are no narrower
_ONE, _PERHAPS_ONE = 0.99, 0.6  # what is so probably one digit is no two; and is two only perhaps, however clear a cut
_SURE, _LIKELY = 0.994, 0.92  # so probable is each half; and of a cut that makes the other ones less clear
_STROKES = {1, 7}  # a single stroke is one of these: two of them may be a letter
_INK = 5.0  # what a cut loses for each height of the part that it goes through ink, in logarithms of probability
_LEAST = -0.9  # likewise, all in all; a cut that is right goes through little ink
_CLEAR = 0.3  # likewise, by which it is ahead of each cut into other digits


def may_be_two(part: Part, probability: float) -> bool:
    """Tell whether a part may be two digits that touch; `probability` is that of its being one."""
    return part.box.width >= _NARROW * part.box.height and probability < _ONE


def is_perhaps_one(probability: float) -> bool:
    """Tell whether what has a clear cut may be one digit all the same; `probability` is that of its being one."""
    return probability >= _PERHAPS_ONE


def clearest(found: Sequence[Cut], probabilities: NDArray[np.float32]) -> Cut | None:
    """Return the cut whose halves are clearly two digits, None where there is none.

    Args:
        found: n cuts.
        probabilities: float32 of shape (n, 2, 10), of each half.
    """
    best: dict[tuple[int, ...], tuple[float, bool, Cut]] = {}
    for cut, halves in zip(found, probabilities, strict=True):
        sure = halves.max(axis=1)  # (2,)
        score = float(np.log(sure).sum()) - _INK * cut.ink
        labels = tuple(map(int, halves.argmax(axis=1)))
        if sure.min() >= _LIKELY and score > best.get(labels, (_LEAST,))[0]:
            best[labels] = score, bool(sure.min() >= _SURE) and not _STROKES.issuperset(labels), cut
    ranked = sorted(best.values(), key=lambda one: -one[0])
    is_clear = bool(ranked) and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _CLEAR)
    return ranked[0][2] if is_clear and ranked[0][1] else None
