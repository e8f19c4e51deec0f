"""Honest doubt: probabilities that mean what they say, and the threshold below which the answer is "not sure".

Knows probabilities and labels. Does not know networks, or where pictures come from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

BINS = 10  # of equal width, as in Guo et al., "On Calibration of Modern Neural Networks" (2017)

_ANSWERED = 0.97  # the least share of the digits that the threshold lets through ...
_RIGHT = 0.998  # ... and the share of right answers among them that it is raised for
_MISLABELLED = 0.01  # share of labels that nobody would give: about so many of the pen strokes cannot be read


@dataclass(frozen=True)
class Bin:
    """The pictures whose highest probability lies in a range: how many, how sure on average, how often right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> list[Bin]:
    """Return the bins of equal width from 0 to 1 that hold a picture.

    Args:
        probabilities: float32 of shape (n, classes), each row sums to 1.
        labels: int64 of shape (n,).
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        Bin(at / BINS, (at + 1) / BINS, int(here.sum()), float(confidence[here].mean()), float(right[here].mean()))
        for at in range(BINS)
        if (here := place == at).any()
    ]


def expected_calibration_error(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return by how much confidence and the share of right answers differ, over all pictures: 0 to 1, 0 is best."""
    bins = reliability(probabilities, labels)
    return sum(one.count * abs(one.confidence - one.right) for one in bins) / max(1, len(labels))


def threshold_curve(
    probabilities: NDArray[np.float32], labels: NDArray[np.int64], thresholds: NDArray[np.float64]
) -> list[dict[str, float]]:
    """Return what becomes of the answers when only those are given that are at least so sure.

    Args:
        probabilities: float32 of shape (n, classes), each row sums to 1.
        labels: int64 of shape (n,).
        thresholds: the least highest probability that is an answer, 0 to 1 each.

    Returns:
        For each its `threshold`, the share `answered` of the pictures (0 to 1), the share `right` of those answers (0
        to 1, NaN where nothing is answered), and the number of answers that are `wrong`.
    """
    confidence = probabilities.max(axis=1)
    is_right = probabilities.argmax(axis=1) == labels
    rows = []
    for least in thresholds:
        answered = confidence >= least
        count, right = int(answered.sum()), int(is_right[answered].sum())
        rows.append(
            {
                "threshold": float(least),
                "answered": count / len(labels),
                "right": right / count if count else float("nan"),
                "wrong": count - right,
            }
        )
    return rows


def threshold(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return the least highest probability that is an answer, so that answers are right and few are withheld.

    Args:
        probabilities: float32 of shape (n, classes), each row sums to 1.
        labels: int64 of shape (n,).
    """
    order = np.argsort(probabilities.max(axis=1))
    confidence = probabilities.max(axis=1)[order]
    right = (probabilities.argmax(axis=1) == labels)[order]
    right_from = right[::-1].cumsum()[::-1] / np.arange(len(right), 0, -1)  # of the answers from this one on
    most = int((1 - _ANSWERED) * len(right))
    enough = np.flatnonzero(right_from[: most + 1] >= _RIGHT)
    return float(confidence[enough[0] if len(enough) else most])


def temperature(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return the temperature under which the labels are most probable, e^-2 to e^2 (Guo et al., 2017).

    Some labels are wrong, each as likely as another: else the few of them that the network is sure against would make
    it doubt all it answers (the forward correction of Patrini et al., "Making Deep Neural Networks Robust to Label
    Noise", 2017).

    Args:
        probabilities: float32 of shape (n, classes), each row sums to 1, of pictures that training did not see.
        labels: int64 of shape (n,).
    """
    rows, classes = np.arange(len(labels)), probabilities.shape[1]

    def loss(log_temperature: float) -> float:
        right = at_temperature(probabilities, np.exp(log_temperature))[rows, labels]
        return float(-np.log((1 - _MISLABELLED) * right + _MISLABELLED / classes).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))


def at_temperature(probabilities: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
    """Return the probabilities (n, classes) that logits divided by the temperature would give."""
    powers = np.maximum(probabilities, 1e-30) ** (1 / temperature)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
