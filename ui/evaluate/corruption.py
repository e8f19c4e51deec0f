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
from model.languages.joining import clauses, in_a_row, listed
from model.languages.translation import N_, Sentence, _
from ui import html, language, prediction_view, resources, session
from ui.evaluate.networks import Evaluated, choose_other, progress_in
from ui.text import plain

# In words: no damage, and the levels of each kind.
STRENGTHS = [N_("none"), N_("light"), N_("medium"), N_("strong"), N_("heavy")]


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
            _("Damage"),
            kinds,
            format_func=lambda kind: _(corruptions.KINDS[kind].title),
            key=language.kept("corruption-kind"),
            width=176,
        )
        number = st.number_input(_("Test picture"), 1, pictures, 1, key="corruption-picture", width=144)
    strength = st.select_slider(
        _("How strong?"),
        range(len(STRENGTHS)),
        2,
        format_func=lambda strength: _(STRENGTHS[strength]),
        key=language.kept("corruption-strength"),
    )
    return kind, strength, number - 1


def _level(kind: str, strength: int) -> float:
    """Return a kind's own measure of a strength."""
    return float((0.0, *corruptions.KINDS[kind].levels)[strength])


def _show_one(predictions: Predictions, at: int, kind: str, level: float) -> None:
    """Show what becomes of one picture and its answer."""
    images = predictions.pictures[np.array([at])].images()  # (1, height, width), or (1, height, width, 3)
    corrupted = corruptions.corrupted(images, kind, level)
    with st.spinner(_("Opening the network …")):
        probabilities = classifier_in(predictions.folder).probabilities(corrupted)[0]
    prediction_view.show_classes(html.pixels_of(corrupted[0]), predictions.classes, probabilities)
    st.markdown(
        in_a_row(
            _("Its label says {label}.").format(label=plain(predictions.classes[predictions.labels[at]])),
            _("{damage} {strength:g}: {meaning}.").format(
                damage=_(corruptions.KINDS[kind].title), strength=level, meaning=_(corruptions.KINDS[kind].meaning)
            ),
        )
    )


def _show_how_many(predictions: Predictions, kind: str, strength: int) -> None:
    """Say how many test pictures are read right with this damage, and whether that is more than by chance."""
    if not strength:
        return
    count = min(BENCH, len(predictions.labels))
    place = st.empty()
    progress = progress_in(place, _("Test pictures are damaged and read …"))
    accuracies = measure_robustness(predictions, progress, kind)[kind]
    place.empty()
    accuracy = accuracies[strength - 1]
    said = _("With this damage **{right:,.0f} of {count:,}** test pictures are read right.")
    st.markdown(said.format(right=accuracy * count, count=count))
    _warn_of_guesses({kind: [accuracy]}, predictions, STRENGTHS[strength : strength + 1])


def _warn_of_guesses(bench: dict[str, list[float]], predictions: Predictions, strengths: list[Sentence]) -> None:
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
    named = clauses(
        *(
            _("{damage}, {strengths}").format(
                damage=_(corruptions.KINDS[kind].title), strengths=listed(*(_(each) for each in at))
            )
            for kind, at in guesses.items()
            if at
        )
    )
    if any(guesses[kind] for kind in SURFACES if kind in guesses):
        st.warning(
            _(
                "{damages}: the network only guesses, it is right no more often than by chance. Here it gets the"
                " picture as it is; on the Draw page, Inkling takes paper and light away first."
            ).format(damages=named)
        )
    elif named:
        st.warning(
            _("{damages}: the network only guesses, it is right no more often than by chance.").format(damages=named)
        )


def _show_bench(evaluated: Evaluated, kinds: list[str]) -> None:
    """Show the accuracy under each kind and strength, of one or two classifiers."""
    predictions = evaluated.predictions
    count = min(BENCH, len(predictions.labels))
    st.subheader(_("All kinds of damage"), anchor=False)
    said = _("How many of the same {count:,} test pictures are read right, from light to heavy.")
    st.markdown(said.format(count=count))
    other = choose_other(predictions, "bench", _("No other network")) if len(resources.networks()) > 1 else None
    if not st.session_state.get(session.MEASURED):
        told = _("It takes up to a minute; what was measured is kept.")
        st.button(_("Measure"), key="corruption-measure", on_click=_measure, help=told)
        return
    for one in filter(None, [evaluated, other]):
        place = st.empty()
        bench = measure_robustness(one.predictions, progress_in(place, _("Each damage is tried …")))
        rows = {
            _(corruptions.KINDS[kind].title): [
                (accuracy, f"{level:g}")
                for accuracy, level in zip(bench[kind], corruptions.KINDS[kind].levels, strict=True)
            ]
            for kind in kinds
        }
        with place.container():
            html.show(html.heat_table(one.label, [_(each) for each in STRENGTHS[1:]], rows))
            _warn_of_guesses(bench, one.predictions, STRENGTHS[1:])


def _measure() -> None:
    """Let the bench be on show for the rest of the session."""
    st.session_state[session.MEASURED] = True
