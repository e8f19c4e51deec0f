"""What the runs of a group came to, beside one another.

Knows groups, and predictions of their classifiers. Does not know how runs are done, or pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, stdev

import numpy as np
from numpy.typing import NDArray

from model.errors import InklingError
from model.evaluation.predictions import predictions_of
from model.runs.groups import Group
from model.runs.store import Run


@dataclass(frozen=True)
class Result:
    """What one run of a group came to; None what is not known yet.

    Attributes:
        member: id of what the run stands for.
        name: what that is called, in the reader's language.
        run: the run.
        epochs: that have finished.
        validation_accuracy: of the epoch that is kept, 0 to 1.
        test_accuracy: 0 to 1.
        seconds_per_epoch: mean of the epochs.
    """

    member: str
    name: str
    run: Run
    epochs: int
    validation_accuracy: float | None
    test_accuracy: float | None
    seconds_per_epoch: float | None


def of_group(group: Group) -> list[Result]:
    """Return what each run of the group came to, in the group's order."""
    return [_result(member, group.label(member), run) for member, run in group.runs().items()]


def _result(member: str, name: str, run: Run) -> Result:
    history, card = run.history(), run.card()
    best = card.best_epoch if card else 0
    kept = history[best - 1] if 0 < best <= len(history) else None
    seconds = [row["seconds"] for row in history if "seconds" in row]
    return Result(
        member,
        name,
        run,
        len(history),
        kept.get("val_accuracy") if kept else None,
        card.figures.test_accuracy if card else None,
        fmean(seconds) if seconds else None,
    )


def mean_and_spread(values: list[float]) -> tuple[float, float]:
    """Return the mean, and the sample standard deviation (0 for a single value)."""
    return fmean(values), stdev(values) if len(values) > 1 else 0.0


def always_wrong(group: Group) -> tuple[NDArray[np.int64], int]:
    """Return the test pictures that every run gets wrong, and of how many runs that is said.

    Returns:
        int64 of shape (m,), indices into the test pictures; and the number of runs whose classifier can be asked.
    """
    wrong = []
    for run in group.runs().values():
        try:
            predictions = predictions_of(run.folder)
        except InklingError:  # it has no classifier, or a damaged one: the others are compared all the same
            continue
        wrong.append(predictions.predicted != predictions.labels)
    if not wrong or len({len(each) for each in wrong}) > 1:
        return np.empty(0, np.int64), 0
    return np.flatnonzero(np.all(wrong, axis=0)), len(wrong)
