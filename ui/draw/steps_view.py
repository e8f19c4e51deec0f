"""One strip from what was given to what the network sees: how digits were found, then each step to 28x28.

Each step has a switch that leaves it out. Knows the steps of preprocessing. Does not know how the picture was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st
from markupsafe import Markup
from numpy.typing import NDArray

from model.images.preprocessing import BOX, STEPS
from model.inference.classifier import Reading
from ui import html, prediction_view, resources, window_width
from ui.draw import finding_view
from ui.draw.finding_view import Finding

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


def show(finding: Finding, picture: NDArray[np.uint8] | None = None, reading: Reading | None = None) -> None:
    """Show all steps, and what the network would read without those that are switched off.

    Args:
        finding: the picture after each step of finding digits, if any.
        picture: of one digit, uint8.
        reading: of that picture; None where no step is to be shown but those of finding.
    """
    if not finding and reading is None:
        return
    is_folded = window_width.is_phone()  # at first
    strip = st.expander("How the network sees it", expanded=not is_folded, key="steps", on_change="rerun")
    if not strip.open:  # nothing is made of what nobody sees
        return
    with strip:
        found = [Step(*finding_view.STEPS[name], shown) for name, shown in finding.items()]
        if picture is None or reading is None:
            _show_pictures(_numbered(found))
        else:
            _show_switched(found, picture, reading)


def _show_switched(found: Sequence[Step], picture: NDArray[np.uint8], reading: Reading) -> None:
    """Show the steps, each with its switch, and at those that are off the answer with them and without."""
    # In a photo, grey ink bright on black has been found already.
    names = [name for name in STEPS if not found or name not in ("grey", "polarity")]
    skip = [name for name in names if not st.session_state.get(f"step-{name}", True)]
    without = resources.current_classifier().read(picture, skip) if skip else reading
    steps = [Step(_TITLES[name], STEPS[name], without.preprocessed.steps[name]) for name in names]
    first = [] if found else [Step("The digit", "What you gave.", picture)]
    _show_pictures([*first, *_numbered([*found, *steps])])  # in one piece: of each message, the class pays
    with st.container(key="switches"):
        for number, name in enumerate(names, start=len(found) + 1):
            label = f"Do step {number}: {_TITLES[name]}"
            if name in skip:
                label = (
                    f"Do step {number}. Without “{_TITLES[name]}”: **{prediction_view.in_short(without)}**."
                    f" With it: **{prediction_view.in_short(reading)}**."
                )
            st.toggle(label, value=True, key=f"step-{name}", help=f"Off: {_LEFT_OUT[name]}")


def _numbered(steps: Iterable[Step]) -> list[Step]:
    return [step._replace(title=f"{number}. {step.title}") for number, step in enumerate(steps, start=1)]


def _show_pictures(steps: Sequence[Step], side: int = 112) -> None:
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
