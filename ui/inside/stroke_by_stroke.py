"""The view "Stroke by stroke": the drawing after each of its strokes, and what the network makes of it.

Knows the strokes of a drawing. Does not know the canvas.
"""

from __future__ import annotations

import streamlit as st

from model.images.preprocessing import preprocess
from model.languages.translation import _, ngettext
from ui import html
from ui.inside.subject import Subject, bars


def can_be_shown(subject: Subject) -> bool:
    """Whether the picture was drawn: a photo and a test picture have no strokes."""
    return bool(subject.strokes)


def show(subject: Subject) -> None:
    """Let a number of strokes be chosen, and show the drawing and the probabilities as they were then."""
    states = subject.strokes
    many = len(states)
    at = st.slider(_("How many strokes?"), 1, many, many, key="how-many-strokes") - 1 if many > 1 else 0
    count = len(states[at].strokes)
    caption = ngettext("After 1 stroke", "After {count} strokes", count).format(count=count)
    activations = subject.inspector.activations(preprocess(states[at].picture()).image)
    picture = html.image(html.pixels_of(activations.image), 168, caption, hover=True)
    html.show(html.row(html.together(picture, html.paragraph(caption)), bars(subject, activations.probabilities)))
