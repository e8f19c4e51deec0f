"""The view "Damage": how a corruption changes one picture and its answer, and how much of it classifiers endure.

Knows kinds of corruption. Does not know how they are made.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from model.evaluation.predictions import Predictions
from model.evaluation.robustness import BENCH, measure_robustness, reads_as_chance
from model.images import corruptions
from model.images.surfaces import SURFACES
from model.inference.loaded import classifier_in
from ui import html, prediction_view, resources, session
from ui.evaluate.networks import Evaluated, choose_other, progress_in
from ui.text import plain

STRENGTHS = ["none", "light", "medium", "strong", "heavy"]  # in words: no damage, and the levels of each kind


def show(evaluated: Evaluated) -> None:
    """Show one picture that is corrupted, how many are still read right, and the bench."""
    predictions = evaluated.predictions
    kinds = corruptions.kinds_for(predictions.pictures[np.array([0])].images())
    with st.container(key="evaluate-one"):
        left, right = st.columns([2, 3], gap="medium")
        with left:
            kind, strength, at = _choose(kinds, len(predictions.labels))
        with right:
            _show_one(predictions, at, kind, _level(kind, strength))
        with left:  # below the slider; it takes longer than one picture
            _show_how_many(predictions, kind, strength)
    _show_bench(evaluated, kinds)


def _choose(kinds: list[str], pictures: int) -> tuple[str, int, int]:
    """Let a kind, a strength and a picture be chosen.

    Returns:
        The kind, the place of the strength in `STRENGTHS`, and the index of the picture.
    """
    with st.container(horizontal=True):
        kind = st.selectbox(
            "Damage", kinds, format_func=lambda kind: corruptions.KINDS[kind].title, key="corruption-kind", width=176
        )
        number = st.number_input("Test picture", 1, pictures, 1, key="corruption-picture", width=144)
    strength = st.select_slider(
        "How strong?",
        range(len(STRENGTHS)),
        2,
        format_func=STRENGTHS.__getitem__,
        key="corruption-strength",
    )
    return kind, strength, number - 1


def _level(kind: str, strength: int) -> float:
    """Return a kind's own measure of a strength."""
    return float((0.0, *corruptions.KINDS[kind].levels)[strength])


def _show_one(predictions: Predictions, at: int, kind: str, level: float) -> None:
    """Show what becomes of one picture and its answer."""
    images = predictions.pictures[np.array([at])].images()  # (1, height, width), or (1, height, width, 3)
    corrupted = corruptions.corrupted(images, kind, level)
    with st.spinner("Opening the network …"):
        probabilities = classifier_in(predictions.folder).probabilities(corrupted)[0]
    prediction_view.show_classes(html.pixels_of(corrupted[0]), predictions.classes, probabilities)
    st.markdown(
        f"Its label says {plain(predictions.classes[predictions.labels[at]])}."
        f" {corruptions.KINDS[kind].title} {level:g}: {corruptions.KINDS[kind].meaning}."
    )


def _show_how_many(predictions: Predictions, kind: str, strength: int) -> None:
    """Say how many test pictures are read right with this damage, and whether that is more than by chance."""
    if not strength:
        return
    count = min(BENCH, len(predictions.labels))
    place = st.empty()
    accuracies = measure_robustness(predictions, progress_in(place, "Test pictures are damaged and read …"), kind)[kind]
    place.empty()
    accuracy = accuracies[strength - 1]
    st.markdown(f"With this damage **{accuracy * count:,.0f} of {count:,}** test pictures are read right.")
    _warn_of_guesses({kind: [accuracy]}, predictions, STRENGTHS[strength : strength + 1])


def _warn_of_guesses(bench: dict[str, list[float]], predictions: Predictions, strengths: list[str]) -> None:
    """Say with which damage the network is right no more often than by chance, and why.

    Args:
        bench: for each kind of damage the accuracy (0 to 1) at each strength.
        predictions: whose accuracy it is.
        strengths: what the strengths are called.
    """
    count = min(BENCH, len(predictions.labels))
    guesses = {
        kind: [
            strength
            for strength, accuracy in zip(strengths, accuracies, strict=True)
            if reads_as_chance(accuracy, predictions.labels, count)
        ]
        for kind, accuracies in bench.items()
    }
    named = "; ".join(f"{corruptions.KINDS[kind].title}, {', '.join(at)}" for kind, at in guesses.items() if at)
    if any(guesses[kind] for kind in SURFACES if kind in guesses):
        st.warning(
            f"{named}: the network only guesses, it is right no more often than by chance. Here it gets the picture as"
            " it is; on the Draw page, Inkling takes paper and light away first."
        )
    elif named:
        st.warning(f"{named}: the network only guesses, it is right no more often than by chance.")


def _show_bench(evaluated: Evaluated, kinds: list[str]) -> None:
    """Show the accuracy under each kind and strength, of one or two classifiers."""
    predictions = evaluated.predictions
    count = min(BENCH, len(predictions.labels))
    st.subheader("All kinds of damage", anchor=False)
    st.markdown(f"How many of the same {count:,} test pictures are read right, from light to heavy.")
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
        with place.container():
            html.show(html.heat_table(one.label, STRENGTHS[1:], rows))
            _warn_of_guesses(bench, one.predictions, STRENGTHS[1:])


def _measure() -> None:
    """Let the bench be on show for the rest of the session."""
    st.session_state[session.MEASURED] = True
