"""Let the network and the picture be chosen that the page is about.

Knows the networks and the drawing that there are. Does not know the views.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model.images.preprocessing import preprocess
from model.languages.translation import N_, _
from ui import language, resources, session
from ui.inside.subject import Subject, image_of, show_subject

if TYPE_CHECKING:
    from ui.draw.canvas import Drawn  # which can be imported within a running app alone

DRAWN, TEST = "drawn", "test"
PICTURES = {DRAWN: N_("Your digit"), TEST: N_("Test picture")}


class Chosen(NamedTuple):
    """A picture: as a network reads it, its strokes where it was drawn, its class from 0 where that is known."""

    image: NDArray[np.float32]
    strokes: list[Drawn]
    label: int | None


def choose_subject() -> Subject | None:
    """Let the network and the picture be chosen, and keep them in view with the answer.

    Returns:
        None while the drawing that was chosen is not there; the page then says so.

    Raises:
        InklingError: the network or its pictures are missing or damaged.
    """
    with st.container(key="subject", horizontal=True, vertical_alignment="center"):
        answer = st.container()
        another = _("Another picture, or another network")
        with st.popover(_("Change"), icon=":material/image_search:", help=another, key="change-subject"):
            folder = choose_network()
            chosen = choose_picture(folder)
    with answer:
        if chosen is None:
            st.info(_("Nothing is drawn yet. Draw a digit on the page “Draw”, or choose a test picture."))
            st.page_link("app.py", label=_("Draw a digit"), icon=":material/draw:")
            return None
        with st.spinner(_("Opening the network …")):
            inspector = resources.inspector(folder)
            activations = inspector.activations(chosen.image)
        true_class = None if chosen.label is None else inspector.classifier.classes[chosen.label]
        subject = Subject(folder, inspector, activations, chosen.strokes, true_class)
        show_subject(subject)
    return subject


def choose_network() -> Path:
    """Let the network in use, the shipped one or that of a run be chosen."""
    names = {folder: each.name for folder, each in resources.networks().items()}
    return st.selectbox(
        _("Network"), list(names), format_func=names.__getitem__, key=language.kept(session.INSIDE_NETWORK, names)
    )  # fmt: skip


def choose_picture(folder: Path) -> Chosen | None:
    """Let the drawing or a test picture be chosen; None where the drawing is chosen and nothing is drawn."""
    if not resources.reads_digits(folder):
        st.caption(_("This network reads no drawn digits: the page is about its test pictures."))
        return choose_test_picture(folder)
    drawing: NDArray[np.uint8] | None = st.session_state.get(session.PICTURE)
    first = TEST if drawing is None else DRAWN
    which = st.segmented_control(
        _("Which picture?"), PICTURES, format_func=lambda each: _(PICTURES[each]), default=first, required=True,
        key="which-picture",
    )  # fmt: skip
    if which == TEST:
        return choose_test_picture(folder)
    return None if drawing is None else Chosen(preprocess(drawing).image, st.session_state[session.STROKES], None)


def choose_test_picture(folder: Path) -> Chosen:
    """Let a test picture of the network be chosen by its number."""
    pictures = resources.test_pictures(folder)
    many = len(pictures)
    label = _("Number of the test picture, 1 to {many:,}").format(many=many)
    number = int(st.number_input(label, 1, many, 1, key=f"test-picture-of-{many}")) - 1
    return Chosen(image_of(pictures, number), [], int(pictures.y[number]))
