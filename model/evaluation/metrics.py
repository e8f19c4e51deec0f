"""How good a classifier is on pictures that it did not learn from.

Knows metrics (scikit-learn). Does not know training or pages.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn import metrics

from model.evaluation.calibration import expected_calibration_error
from model.languages.translation import N_, _

AVERAGES = {"macro": N_("average (macro)"), "weighted": N_("average (weighted)")}  # over the classes


@dataclass(frozen=True)
class Evaluation:
    """The figures of one classifier on one set of pictures.

    Attributes:
        accuracy: share of right answers, 0 to 1.
        accuracy_interval: the 95 % interval of that, lowest and highest (E. B. Wilson, 1927).
        loss: mean cross-entropy, in nats.
        per_class: for each class its label, precision, recall and F1 (0 to 1), and support (pictures).
        averages: precision, recall and F1 averaged over the classes, each class alike ("macro") and each as often as it
            occurs ("weighted").
        confusion: pictures of each class (row) that were read as each class (column).
        calibration_error: expected calibration error, 0 to 1.
    """

    accuracy: float
    accuracy_interval: tuple[float, float]
    loss: float
    per_class: list[dict[str, float]]
    averages: dict[str, dict[str, float]]
    confusion: list[list[int]]
    calibration_error: float


@dataclass(frozen=True)
class Comparison:
    """Two classifiers on the same pictures: how many both, only the first, only the second, or neither reads right.

    `p_value` is how probable so large a difference is where both are equally good: McNemar's test, exact.
    """

    both: int
    only_first: int
    only_second: int
    neither: int
    p_value: float

    def in_words(self, first: str = "", second: str = "") -> str:
        """Return one sentence that says whether one of the two is better, under the names they are given, if any."""
        better = (first or _("The first")) if self.only_first > self.only_second else (second or _("The second"))
        return better_by_chance(better, self.p_value)


def better_by_chance(better: str, p_value: float) -> str:
    """Return one sentence that says whether the better of two classifiers is better by more than chance.

    Args:
        better: what it is called, as a sentence begins with it.
        p_value: of McNemar's test, see `Comparison`.
    """
    if p_value >= 0.05:
        sentence = _("They differ by no more than chance: as much happens in {p_value:.0%} of such cases.")
    elif p_value >= 0.001:
        sentence = _(
            "{better} is better, by more than chance: as much happens by chance in {p_value:.1%} of such cases."
        )
    else:
        sentence = _(
            "{better} is better, by more than chance: as much happens by chance in fewer than 0.1% of such cases."
        )
    return sentence.format(better=better, p_value=p_value)


def compare(first: NDArray[np.int64], second: NDArray[np.int64], labels: NDArray[np.int64]) -> Comparison:
    """Return how the answers of two classifiers compare.

    Args:
        first: int64 of shape (n,), what the first one answers.
        second: likewise, the second one.
        labels: int64 of shape (n,), what is right.
    """
    one, other = first == labels, second == labels
    only_first, only_second = int((one & ~other).sum()), int((other & ~one).sum())
    differ = only_first + only_second
    p_value = float(binomtest(only_first, differ).pvalue) if differ else 1.0
    return Comparison(int((one & other).sum()), only_first, only_second, int((~one & ~other).sum()), p_value)


def measure(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> Evaluation:
    """Return the figures of probabilities (n, classes) against the true labels (n,)."""
    classes = np.arange(probabilities.shape[1])
    predicted = probabilities.argmax(axis=1)
    exact = probabilities.astype(np.float64)
    exact /= exact.sum(axis=1, keepdims=True)  # float32 sums to 1 only nearly
    scores = metrics.precision_recall_fscore_support(labels, predicted, labels=classes, zero_division=0)
    averages = {
        average: metrics.precision_recall_fscore_support(
            labels, predicted, labels=classes, average=average, zero_division=0
        )
        for average in AVERAGES
    }
    right = int((predicted == labels).sum())
    interval = binomtest(right, len(labels)).proportion_ci(0.95, "wilson")
    return Evaluation(
        accuracy=right / len(labels),
        accuracy_interval=(float(interval.low), float(interval.high)),
        loss=float(metrics.log_loss(labels, exact, labels=classes)),
        per_class=[
            {"label": int(label), "precision": float(p), "recall": float(r), "f1": float(f), "support": int(n)}
            for label, p, r, f, n in zip(classes, *scores, strict=True)
        ],
        averages={
            average: {"precision": float(p), "recall": float(r), "f1": float(f)}
            for average, (p, r, f, __) in averages.items()
        },
        confusion=metrics.confusion_matrix(labels, predicted, labels=classes).tolist(),
        calibration_error=expected_calibration_error(probabilities, labels),
    )
