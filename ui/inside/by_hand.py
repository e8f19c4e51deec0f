"""The view "By hand": a layer and a filter are chosen by name, and its numbers computed from what the layer reads.

Knows layers and filters. Does not know the arithmetic, which is in `arithmetic` and, of the last layer, in `decision`.
"""

from __future__ import annotations

import streamlit as st

from model.languages.translation import _
from ui import html, language
from ui.inside import arithmetic, decision
from ui.inside.subject import Subject, bars


def show(subject: Subject) -> None:
    """Let a layer and a filter be chosen, and show how the numbers there come about."""
    inspector = subject.inspector
    last = len(inspector.layers) - 1
    layers = [*inspector.layers_of(*arithmetic.KINDS), last]
    with st.container(horizontal=True):
        key = language.kept(f"by-hand-layer-{subject.folder.name}")
        at = st.selectbox(_("Layer"), layers, format_func=inspector.title, key=key, width=320)
        if at != last:
            number = _choose_filter(subject, at)
    if at == last:
        with st.container(key="last-layer"):
            html.show(html.row(bars(subject, subject.activations.probabilities)))
            with st.container():
                decision.show(subject)
    else:
        arithmetic.show(subject, at, number)


def _choose_filter(subject: Subject, layer: int) -> int:
    """Let a filter be chosen, from 0; at first, that of the largest output."""
    key, output = f"filter-{subject.key}-{layer}", subject.activations.outputs[layer]  # (height, width, filters)
    filters = output.shape[2]
    st.session_state.setdefault(key, int(output.max(axis=(0, 1)).argmax()) + 1)
    label = _("Filter, 1 to {filters}").format(filters=filters)
    return int(st.number_input(label, 1, filters, key=key, width=150)) - 1
