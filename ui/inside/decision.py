"""The last layer by hand: from sums of products to probabilities, class by class.

Knows logits and softmax. Does not know the other layers.
"""

from __future__ import annotations

import streamlit as st

from model.languages.percent import percent
from model.languages.translation import _
from ui import glossary
from ui.inside.subject import Subject
from ui.text import plain


def show(subject: Subject) -> None:
    """Show logits, exponentials and probabilities of all classes."""
    decision = subject.inspector.decide(subject.activations)
    products = _("Sum of {inputs:,} products").format(inputs=decision.inputs)
    with st.container(key="decision"):
        st.table(
            [
                {
                    _("Class"): plain(name),
                    products: f"{decision.sums[at]:.2f}",
                    _("Bias"): f"{decision.biases[at]:.2f}",
                    _("Logit"): f"{decision.logits[at]:.2f}",
                    _("e to that power"): _exponential(decision.exponentials[at]),
                    _("Probability"): percent(float(decision.probabilities[at])),
                }
                for at, name in enumerate(subject.inspector.classifier.classes)
            ]
        )
    total = _exponential(decision.exponentials.sum())
    st.markdown(
        _(
            "All the powers together are {total}."
            " Each power, divided by that, is the probability of its class. This is called softmax."
        ).format(total=total)
    )
    glossary.terms("dense", "neuron", "bias", "logit", "softmax", "sigmoid")


def _exponential(value: float) -> str:
    """Return a power of e as a pupil reads it: no 1e+10 unless it is far too large for the table."""
    if value >= 1e9:
        return f"{value:.3g}"
    return f"{value:,.2f}" if value >= 1 else f"{value:.6f}"
