"""The steps from the picture to what the network sees, each with a switch that leaves it out.

Knows the steps of preprocessing. Does not know how the picture was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st
from markupsafe import Markup
from numpy.typing import NDArray

from model.images.preprocessing import BOX, STEPS
from model.inference.classifier import Reading
from ui import html, prediction_view, resources

_TITLES = {
    "grey": "Grey",
    "polarity": "Ink on black",
    "crop": "Cropped",
    "scale": f"{BOX} px",
    "centre": "Centred",
}

_LEFT_OUT = {
    "grey": "only the red part of each colour is read.",
    "polarity": "bright stays bright: dark ink on white paper is a hole to the network.",
    "crop": "the empty paper stays on.",
    "scale": "the digit fills all 28 px.",
    "centre": "the middle of its box is put into the middle.",
}


class Step(NamedTuple):
    """One step from what was given to what the network sees: its title, a sentence about it, its picture (uint8)."""

    title: str
    sentence: str
    picture: NDArray[np.uint8]


def show(picture: NDArray[np.uint8], reading: Reading) -> None:
    """Show each step, and what the network would read without those that are switched off."""
    st.subheader("How the network sees it")
    skip = [name for name in STEPS if not st.session_state.get(f"step-{name}", True)]
    without = resources.current_classifier().read(picture, skip) if skip else reading
    shown = [Step("The digit", "What you gave.", picture)]
    for number, name in enumerate(STEPS, start=1):
        shown.append(Step(f"{number}. {_TITLES[name]}", STEPS[name], without.preprocessed.steps[name]))
    show_pictures(shown)  # in one piece: of each message to the browser, the class pays
    with st.container(horizontal=True, gap="medium"):
        for number, name in enumerate(STEPS, start=1):
            label = f"Do step {number}: {_TITLES[name]}"
            st.toggle(label, value=True, key=f"step-{name}", help=f"Off: {_LEFT_OUT[name]}")
    if skip:
        left_out = " and ".join(f"“{_TITLES[name]}”" for name in skip)
        st.info(f"Without {left_out}: {prediction_view.in_words(without)}", icon=":material/toggle_off:")


def show_pictures(steps: Sequence[Step], side: int = 112) -> None:
    """Show pictures beside one another, the longest side of each `side` px, each with its title and sentence."""
    figure = Markup(
        '<figure class="ink-step">{image}<figcaption><b>{title}</b><br>'
        "<small>{width} x {height} px</small><br>{sentence}</figcaption></figure>"
    )
    figures = [
        figure.format(
            image=html.image(picture, side, f"{title}: {sentence}"),
            title=title,
            width=picture.shape[1],
            height=picture.shape[0],
            sentence=sentence,
        )
        for title, sentence, picture in steps
    ]
    html.show(Markup('<div class="ink-steps" style="--side: {}px">{}</div>').format(side, html.together(*figures)))
