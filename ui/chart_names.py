"""What a chart shows, in a sentence: its name for those who cannot see it.

Knows the rows of a run's history, and how often answers are right. Does not know how they are drawn (see `charts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.evaluation.calibration import Bin

Rows = Sequence[Mapping[str, float]]

_CURVE = {
    ("accuracy", "rose"): "Accuracy in training rose from {first} to {last} in {epochs:.0f} epochs.",
    ("accuracy", "fell"): "Accuracy in training fell from {first} to {last} in {epochs:.0f} epochs.",
    ("accuracy", "only"): "Accuracy in training is {last} after the first epoch.",
    ("loss", "rose"): "Loss in training rose from {first} to {last} in {epochs:.0f} epochs.",
    ("loss", "fell"): "Loss in training fell from {first} to {last} in {epochs:.0f} epochs.",
    ("loss", "only"): "Loss in training is {last} after the first epoch.",
}
_NONE = {"accuracy": "Accuracy: no epoch is over yet.", "loss": "Loss: no epoch is over yet."}
_VALIDATION = "{training} On validation pictures it is {last} in the end."
_OVERLAY = {
    "accuracy": "Accuracy of {count} runs over one another. In the end, {ends}.",
    "loss": "Loss of {count} runs over one another. In the end, {ends}.",
}
_CALIBRATION = "How often answers are right, against how sure they are. {bins}."
_BIN = "of those about {sure:.0%} sure, {right:.0%} are right"


def of_curve(metric: str, history: Rows) -> str:
    """Return what the curves of "loss" or "accuracy" show, of training and, where there is one, of validation."""
    if not history:
        return _NONE[metric]
    first, last = history[0][metric], history[-1][metric]
    went = "only" if len(history) == 1 else "rose" if last > first else "fell"
    said = _CURVE[metric, went].format(
        first=_value(metric, first), last=_value(metric, last), epochs=history[-1]["epoch"]
    )
    if f"val_{metric}" not in history[-1]:
        return said
    return _VALIDATION.format(training=said, last=_value(metric, history[-1][f"val_{metric}"]))


def of_overlay(metric: str, histories: Mapping[str, Rows]) -> str:
    """Return where the curves of several runs end."""
    ends = [
        f"{name}: {_value(metric, rows[-1].get(f'val_{metric}', rows[-1][metric]))}"
        for name, rows in histories.items()
        if rows
    ]
    return _OVERLAY[metric].format(count=len(histories), ends="; ".join(ends) or "nothing yet")


def of_calibration(bins: Sequence[Bin]) -> str:
    """Return how often the answers of each bin are right."""
    told = (_BIN.format(sure=one.confidence, right=one.right) for one in bins)
    return _CALIBRATION.format(bins="; ".join(told).capitalize() or "There is no answer yet")


def _value(metric: str, value: float) -> str:
    return f"{value:.0%}" if metric == "accuracy" else f"{value:.2f}"
