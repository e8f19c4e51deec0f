"""The view "Mistakes": the pictures that are hardest, most confidently wrong, or look mislabelled.

Knows kinds of mistakes. Does not know how a picture of them is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from model.evaluation import mistakes
from ui.evaluate import examples_view
from ui.evaluate.networks import Evaluated


class Kind(NamedTuple):
    """Some pictures: their label, a sentence about them, and what finds them."""

    label: str
    sentence: str
    find: Callable[..., mistakes.Indices]


KINDS = {
    "hardest": Kind("Hardest", "Their label surprised the network most.", mistakes.hardest),
    "confidently-wrong": Kind("Surely wrong", "Read wrong, the surest first.", mistakes.confidently_wrong),
    "mislabelled": Kind(
        "Look mislabelled",
        "They look more like another class than their label says. The network may be wrong, too.",
        mistakes.look_mislabelled,
    ),
}


def show(evaluated: Evaluated) -> None:
    """Let a kind be chosen, and show its pictures."""
    chosen = st.segmented_control(
        "Which pictures?", list(KINDS), default="hardest", format_func=lambda kind: KINDS[kind].label
    )
    kind = KINDS[chosen or "hardest"]
    st.caption(kind.sentence)
    predictions = evaluated.predictions
    examples_view.show_pictures(predictions, kind.find(predictions.probabilities, predictions.labels))
