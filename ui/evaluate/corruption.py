"""The view "Damage": how a corruption changes one picture and its answer, and how much of it classifiers endure.

Knows kinds of corruption. Does not know how they are made.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from model.evaluation.predictions import Predictions
from model.evaluation.robustness import BENCH, measure_robustness
from model.images import corruptions
from model.images.surfaces import SURFACES
from model.inference.loaded import classifier_in
from ui import html, prediction_view, resources, session
from ui.evaluate.networks import Evaluated, choose_other, progress_in
from ui.text import plain

_LEVELS = ["light", "medium", "strong", "heavy"]


def show(evaluated: Evaluated) -> None:
    """Show one picture that is corrupted, and the bench."""
    predictions = evaluated.predictions
    kinds = corruptions.kinds_for(predictions.pictures[np.array([0])].images())
    _show_one(predictions, kinds)
    _show_bench(evaluated, kinds)


def _show_one(predictions: Predictions, kinds: list[str]) -> None:
    """Let kind, strength and picture be chosen, and show what becomes of the picture and its answer."""
    with st.container(horizontal=True):
        kind = st.selectbox(
            "Damage", kinds, format_func=lambda kind: corruptions.KINDS[kind].title, width=200, key="corruption-kind"
        )
        at = st.number_input("Test picture", 0, len(predictions.labels) - 1, 0, width=200)
    most = float(corruptions.KINDS[kind].levels[-1])
    strength = st.slider(
        f"Strength: {corruptions.KINDS[kind].meaning}", 0.0, most, most / 2, most / 20, key=f"corruption-{kind}"
    )
    images = predictions.pictures[np.array([at])].images()  # (1, height, width), or (1, height, width, 3)
    corrupted = corruptions.corrupted(images, kind, strength)
    with st.spinner("Opening the network …"):
        probabilities = classifier_in(predictions.folder).probabilities(corrupted)[0]
    st.caption(f"Its label says {plain(predictions.classes[predictions.labels[at]])}.")
    prediction_view.show_classes(html.pixels_of(corrupted[0]), predictions.classes, probabilities)
    if kind in SURFACES:
        st.caption("The network gets the picture as it is. On the Draw page, Inkling takes paper and light away first.")


def _show_bench(evaluated: Evaluated, kinds: list[str]) -> None:
    """Show the accuracy under each kind and strength, of one or two classifiers."""
    predictions = evaluated.predictions
    count = min(BENCH, len(predictions.labels))
    st.subheader("How much damage does it endure?", anchor=False)
    st.caption(f"Accuracy on the same {count:,} test pictures, for four strengths of each damage, from light to heavy.")
    other = choose_other(predictions, "bench", "No other network") if len(resources.networks()) > 1 else None
    if not st.session_state.get(session.MEASURED):
        st.button("Measure", on_click=_measure, help="It takes up to a minute; what was measured is kept.")
        return
    for one in filter(None, [evaluated, other]):
        place = st.empty()
        bench = measure_robustness(one.predictions, progress_in(place, "Each damage is tried …"))
        rows = {
            corruptions.KINDS[kind].title: [
                (accuracy, f"{level:g}")
                for accuracy, level in zip(bench[kind], corruptions.KINDS[kind].levels, strict=True)
            ]
            for kind in kinds
        }
        with place:
            html.show(html.heat_table(one.label, _LEVELS, rows))


def _measure() -> None:
    """Let the bench be on show for the rest of the session."""
    st.session_state[session.MEASURED] = True
