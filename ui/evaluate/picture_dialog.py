"""One test picture, large: what it is, what the network makes of it, and the way to the Draw page.

Knows predictions. Does not know where the picture was pressed.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from model.datasets.mnist import mnist_test
from model.evaluation.predictions import Predictions
from model.languages.translation import _
from ui import prediction_view, session
from ui.draw import ways
from ui.text import plain


def choose(name: str, predictions: Predictions) -> None:
    """Let the picture of that index be shown next; the name may be any text."""
    if name.isascii() and name.isdecimal() and int(name) < len(predictions.labels):
        st.session_state[session.ENLARGED] = int(name)


def show_chosen(predictions: Predictions) -> None:
    """Show the picture that was chosen, over the page, once."""
    index = st.session_state.pop(session.ENLARGED, None)
    if index is not None and index < len(predictions.labels):
        st.dialog(_("Test picture {number:,}").format(number=index + 1))(_show)(predictions, index)


def _show(predictions: Predictions, index: int) -> None:
    label = plain(predictions.classes[predictions.labels[index]])
    st.markdown(_("Its label says **{label}**.").format(label=label))
    pixels = np.asarray(predictions.pictures.pixels[index])
    with st.container(key="evaluate-one"):
        prediction_view.show_classes(pixels, predictions.classes, predictions.probabilities[index])
    if predictions.pictures.fingerprint != mnist_test().fingerprint:
        return
    if st.button(_("Open it on the Draw page"), key="evaluate-open"):
        ways.open_test_picture(index)
    st.markdown(_("There you see each step, and the network that you use there reads it."))
