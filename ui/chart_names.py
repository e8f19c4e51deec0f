"""What a chart shows, in a sentence: its name for those who cannot see it.

Knows the rows of a run's history, and how often answers are right. Does not know how they are drawn (see `charts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.evaluation.calibration import Bin

from model.languages.joining import clauses, in_a_row
from model.languages.percent import percent
from model.languages.translation import N_, _

Rows = Sequence[Mapping[str, float]]

_CURVE = {
    ("accuracy", "rose"): N_("Accuracy in training rose from {first} to {last} in {epochs:.0f} epochs."),
    ("accuracy", "fell"): N_("Accuracy in training fell from {first} to {last} in {epochs:.0f} epochs."),
    ("accuracy", "stayed"): N_("Accuracy in training stayed at {last} in {epochs:.0f} epochs."),
    ("accuracy", "only"): N_("Accuracy in training is {last} after the first epoch."),
    ("loss", "rose"): N_("Loss in training rose from {first} to {last} in {epochs:.0f} epochs."),
    ("loss", "fell"): N_("Loss in training fell from {first} to {last} in {epochs:.0f} epochs."),
    ("loss", "stayed"): N_("Loss in training stayed at {last} in {epochs:.0f} epochs."),
    ("loss", "only"): N_("Loss in training is {last} after the first epoch."),
}
_NONE = {"accuracy": N_("Accuracy: no epoch is over yet."), "loss": N_("Loss: no epoch is over yet.")}
_VALIDATION = N_("On validation pictures it is {last} in the end.")
_OVERLAY = {
    "accuracy": N_("Accuracy of {count} runs over one another. In the end, {ends}."),
    "loss": N_("Loss of {count} runs over one another. In the end, {ends}."),
}
_CALIBRATION = N_("How often answers are right, against how sure they are. {bins}.")
_BIN = N_("of those about {sure} sure, {right:.1%} are right")


def of_curve(metric: str, history: Rows) -> str:
    """Return what the curves of "loss" or "accuracy" show, of training and, where there is one, of validation."""
    if not history:
        return _(_NONE[metric])
    first, last = (_value(metric, row[metric]) for row in (history[0], history[-1]))
    went = "rose" if history[-1][metric] > history[0][metric] else "fell"
    if first == last:  # as they are written
        went = "only" if len(history) == 1 else "stayed"
    said = _(_CURVE[metric, went]).format(first=first, last=last, epochs=history[-1]["epoch"])
    if f"val_{metric}" not in history[-1]:
        return said
    return in_a_row(said, _(_VALIDATION).format(last=_value(metric, history[-1][f"val_{metric}"])))


def of_overlay(metric: str, histories: Mapping[str, Rows]) -> str:
    """Return where the curves of several runs end."""
    ends = [
        _("{name}: {value}").format(name=name, value=_value(metric, rows[-1].get(f"val_{metric}", rows[-1][metric])))
        for name, rows in histories.items()
        if rows
    ]
    return _(_OVERLAY[metric]).format(count=len(histories), ends=clauses(*ends) or _("nothing yet"))


def of_calibration(bins: Sequence[Bin]) -> str:
    """Return how often the answers of each bin are right."""
    told = (_(_BIN).format(sure=percent(one.confidence), right=one.right) for one in bins)
    return _(_CALIBRATION).format(bins=clauses(*told).capitalize() or _("There is no answer yet"))


def _value(metric: str, value: float) -> str:
    return f"{value:.1%}" if metric == "accuracy" else f"{value:.2f}"
