"""Pictures with their label and the answer to them, beside one another.

Knows predictions. Does not know which pictures are chosen, or why.
"""

from __future__ import annotations

import streamlit as st

from model.datasets.mnist import mnist_test
from model.evaluation.mistakes import Indices
from model.evaluation.predictions import Predictions
from model.images.picture_files import data_uri
from ui import prediction_view
from ui.draw import ways
from ui.text import percent, plain

SHOWN = 24  # pictures at a time
_SIDE = 88  # px


def in_words(index: int, predictions: Predictions, other: Predictions | None = None) -> str:
    """Return label and answer of a picture: "9, read as 4 (98.2%)"; and a second classifier's answer."""
    first = _answer(index, predictions)
    label = predictions.classes[predictions.labels[index]]
    if other is None:
        return f"{label}, read as {first}"
    return f"{label}, read as {first}, as {_answer(index, other)}"


def _answer(index: int, predictions: Predictions) -> str:
    confidence = percent(float(predictions.probabilities[index].max()))
    return f"{predictions.classes[predictions.predicted[index]]} ({confidence})"


def show_pictures(predictions: Predictions, places: Indices, other: Predictions | None = None) -> None:
    """Show the first of some pictures, each with label and answers; one of MNIST can be opened on the Draw page."""
    if not len(places):
        st.info("There is no such picture.")
        return
    shown = min(SHOWN, len(places))
    st.caption(f"{shown:,} of {len(places):,} pictures." if shown < len(places) else f"{shown:,} pictures.")
    can_open = predictions.pictures.fingerprint == mnist_test().fingerprint
    if can_open:
        st.caption("Click a picture to open it on the Draw page, with its steps. The network in use there reads it.")
    with st.container(horizontal=True, gap="small"):
        for index in map(int, places[:SHOWN]):
            with st.container(width=_SIDE + 24, gap=None, key=f"picture-{index}"):
                _show_picture(index, predictions, in_words(index, predictions, other), can_open)


def _show_picture(index: int, predictions: Predictions, words: str, can_open: bool) -> None:
    picture = predictions.pictures.pixels[index]
    if not can_open:
        prediction_view.show_picture(picture, _SIDE, words)
    elif st.button(f"![{plain(words)}]({data_uri(picture)})", key=f"open-{index}", type="tertiary"):
        ways.open_test_picture(index)
    st.caption(plain(words))
