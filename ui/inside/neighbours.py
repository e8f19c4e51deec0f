"""The view "It looks like these": the training pictures that the network takes for the most similar ones.

Knows the index of neighbours. Does not know how it is computed.
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from model.languages.translation import _
from ui import html, resources
from ui.inside.subject import Subject, captioned

_CELL = Markup("<div>{}</div>")


def show(subject: Subject) -> None:
    """Show the five nearest training pictures."""
    index = resources.neighbours(subject.folder)
    found = index.nearest(subject.activations)
    st.markdown(_("The training pictures of which the last hidden layer says nearly the same, the nearest first:"))
    far = _("distance {distance:.2f}")
    pictures = [captioned(subject, index.pictures, one.picture, far.format(distance=one.distance)) for one in found]
    html.show(Markup('<div class="ink-near">{}</div>').format(html.together(*map(_CELL.format, pictures))))
