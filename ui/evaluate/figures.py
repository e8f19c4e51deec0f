"""The view "Figures": precision, recall, F1, loss and calibration, each with a sentence; and those of each class.

Knows figures. Does not know where predictions come from.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from model.languages.translation import N_, _
from ui import glossary
from ui.evaluate.networks import Evaluated
from ui.text import plain

# What each figure says, for somebody who meets it for the first time.
_SENTENCES = {
    "precision": N_("When the network says a name, how often is that true? The average over the classes."),
    "recall": N_("Of all pictures of a class, how many does it find? The average over the classes."),
    "f1": N_("Precision and recall in one figure: it is high only when both are."),
    "loss": N_("How much the labels surprise the network: 0 is best. Being surely wrong costs most."),
    "calibration": N_("How far sureness and truth lie apart: 0% when it is as sure as it is right."),
}


def show(evaluated: Evaluated) -> None:
    """Show the figures."""
    from model.evaluation.metrics import AVERAGES  # brings scikit-learn

    figures = evaluated.figures
    average = figures.averages["macro"]
    shown = {
        "precision": (_("Precision"), f"{average['precision']:.2%}"),
        "recall": (_("Recall"), f"{average['recall']:.2%}"),
        "f1": (_("F1"), f"{average['f1']:.2%}"),
        "loss": (_("Loss"), f"{figures.loss:.4f}"),
        "calibration": (_("Calibration error"), f"{figures.calibration_error:.2%}"),
    }
    for place, (key, (label, value)) in zip(st.columns(len(shown)), shown.items(), strict=True):
        with place:
            st.metric(label, value)
            st.markdown(_(_SENTENCES[key]))
            glossary.terms(key)
    st.subheader(_("Each class"), anchor=False)
    classes, pictures = evaluated.predictions.classes, len(evaluated.predictions.labels)
    rows = [_row(plain(classes[int(each["label"])]), each) for each in figures.per_class]
    for name, each in figures.averages.items():
        rows.append(_row(_(AVERAGES[name]), {**each, "support": pictures}))
    st.table(rows)


def _row(name: str, figures: Mapping[str, float]) -> dict[str, str]:
    return {
        _("Class"): name,
        _("Precision"): f"{figures['precision']:.2%}",
        _("Recall"): f"{figures['recall']:.2%}",
        _("F1"): f"{figures['f1']:.2%}",
        _("Pictures"): f"{figures['support']:,}",
    }
