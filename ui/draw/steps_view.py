"""One strip from what was given to what the network sees: how digits were found, then each step to 28x28.

Each step of preprocessing can be left out. Knows the steps of preprocessing. Does not know how the picture was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st
from markupsafe import Markup
from numpy.typing import NDArray

from model.images.preprocessing import BOX, STEPS
from model.inference.classifier import Classifier, Reading
from model.languages.translation import N_, _
from ui import html, language, prediction_view, session, window_width
from ui.draw import finding_view
from ui.draw.finding_view import Finding

_TITLES = {
    "grey": N_("Grey"),
    "polarity": N_("Ink on black"),
    "crop": N_("Cropped"),
    "scale": N_("{box} px"),
    "centre": N_("Centred"),
}

_LEFT_OUT = {
    "grey": N_("only the red part of each colour is read."),
    "polarity": N_("bright stays bright: dark ink on white paper is a hole to the network."),
    "crop": N_("the empty paper stays on."),
    "scale": N_("the digit fills all 28 px."),
    "centre": N_("the middle of its box is put into the middle."),
}


class Step(NamedTuple):
    """One step from what was given to what the network sees: its title, a sentence about it, its picture (uint8).

    Where it is left out, the picture is that of the step before.
    """

    title: str
    sentence: str
    picture: NDArray[np.uint8]
    is_left_out: bool = False


class Read(NamedTuple):
    """One digit that was read: what read it, its picture (uint8), and what it made of it."""

    classifier: Classifier
    picture: NDArray[np.uint8]
    reading: Reading


def show(finding: Finding, read: Read | None = None) -> None:
    """Show all steps, and what the network would read without those that are left out.

    Args:
        finding: the picture after each step of finding digits, if any.
        read: the digit; None where no step is to be shown but those of finding.
    """
    if not finding and read is None:
        return
    is_folded = window_width.is_phone()  # at first
    strip = st.expander(
        _("How the network sees it"), expanded=not is_folded, key=language.kept("steps"), on_change="rerun"
    )
    if not strip.open:  # nothing is made of what nobody sees
        return
    with strip:
        found = [Step(*finding_view.in_words(name), shown) for name, shown in finding.items()]
        if read is None:
            _show_pictures(_numbered(found))
        else:
            _show_chosen(found, read)


def _show_chosen(found: Sequence[Step], read: Read) -> None:
    """Show the steps, those of preprocessing to be left out; at each that is, the answer with it and without.

    In few pieces: of each message, the class pays.
    """
    # In a photo, grey ink bright on black has been found already.
    names = [name for name in STEPS if not found or name not in ("grey", "polarity")]
    of = "found" if found else "given"
    key, kept = f"steps-done-{of}", f"{session.STEPS_DONE}-{of}"
    if key not in st.session_state:  # it was not on the page, as after a Clear
        st.session_state[key] = st.session_state.get(kept, names)
    done = st.session_state[kept] = st.session_state[key]
    skip = [name for name in names if name not in done]
    without = read.classifier.read(read.picture, skip) if skip else read.reading
    steps = []
    for name in names:
        sentence = _(STEPS[name])
        if name in skip:
            sentence = _("Left out: {effect} Without it: {without}. With it: {with_it}.").format(
                effect=_(_LEFT_OUT[name]),
                without=prediction_view.in_short(without),
                with_it=prediction_view.in_short(read.reading),
            )
        steps.append(Step(_title(name), sentence, without.preprocessed.steps[name], name in skip))
    _show_pictures(_numbered([*found, *steps]))
    st.pills(
        _("The steps that are done: press one to leave it out"),
        names,
        selection_mode="multi",
        width="stretch",
        key=key,
        format_func=_title,
    )


def _title(name: str) -> str:
    return _(_TITLES[name]).format(box=BOX)


def _numbered(steps: Iterable[Step]) -> list[Step]:
    return [step._replace(title=f"{number}. {step.title}") for number, step in enumerate(steps, start=1)]


def _show_pictures(steps: Sequence[Step], side: int = 112) -> None:
    """Show pictures beside one another, each `side` px high in usual type, with its title and sentence."""
    figure = Markup(
        '<figure class="ink-step{look}">{image}<figcaption><b>{title}</b><br>'
        "<small>{size}</small><br>{sentence}</figcaption></figure>"
    )
    figures = [
        figure.format(
            look=" left-out" if is_left_out else "",
            image=html.image(picture, side, f"{title}: {sentence}"),
            title=title,
            size=_("{width} x {height} px").format(width=picture.shape[1], height=picture.shape[0]),
            sentence=sentence,
        )
        for title, sentence, picture, is_left_out in steps
    ]
    html.show(
        Markup('<div class="ink-steps" style="--side: {}rem">{}</div>').format(side / 16, html.together(*figures))
    )
