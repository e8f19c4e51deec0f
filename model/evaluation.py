"""How good a classifier is on pictures that it did not learn from.

Knows metrics (scikit-learn). Does not know training or pages.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics

from model.calibration import expected_calibration_error
from model.classifier import Classifier
from model.datasets import Pictures


@dataclass(frozen=True)
class Evaluation:
    """The figures of one classifier on one set of pictures.

    Attributes:
        accuracy: share of right answers, 0 to 1.
        loss: mean cross-entropy, in nats.
        per_class: for each class its label, precision, recall and F1 (0 to 1), and support (pictures).
        confusion: pictures of each class (row) that were taken for each class (column).
        calibration_error: expected calibration error, 0 to 1.
    """

    accuracy: float
    loss: float
    per_class: list[dict[str, float]]
    confusion: list[list[int]]
    calibration_error: float


def evaluate(classifier: Classifier, pictures: Pictures) -> Evaluation:
    """Return the figures of the classifier on the pictures, as published: not cropped or centred anew."""
    return measure(classifier.probabilities(pictures.images()), pictures.y)


def measure(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> Evaluation:
    """Return the figures of probabilities (n, classes) against the true labels (n,)."""
    classes = np.arange(probabilities.shape[1])
    answers = probabilities.argmax(axis=1)
    shares = probabilities.astype(np.float64)
    shares /= shares.sum(axis=1, keepdims=True)  # float32 sums to 1 only nearly
    scores = metrics.precision_recall_fscore_support(labels, answers, labels=classes, zero_division=0)
    return Evaluation(
        accuracy=float(metrics.accuracy_score(labels, answers)),
        loss=float(metrics.log_loss(labels, shares, labels=classes)),
        per_class=[
            {"label": int(label), "precision": float(p), "recall": float(r), "f1": float(f), "support": int(n)}
            for label, p, r, f, n in zip(classes, *scores, strict=True)
        ],
        confusion=metrics.confusion_matrix(labels, answers, labels=classes).tolist(),
        calibration_error=expected_calibration_error(probabilities, labels),
    )
