"""Pictures as a wall: each with its label and what is read, blue where that is right, orange where it is wrong.

Knows predictions. Does not know which pictures are chosen, or why.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from markupsafe import Markup

from model.evaluation.mistakes import Indices
from model.evaluation.predictions import Predictions
from model.languages.percent import percent
from model.languages.translation import N_, _
from ui import html, session
from ui.evaluate import picture_dialog
from ui.pressing import pressable

LOOKS = {"right": N_("right"), "wrong": N_("wrong")}  # in words
FIRST = 60  # pictures at once, and those that a press on "more" adds
_SIDE = 96  # px, the longest side of a picture that is sent


def in_words(index: int, predictions: Predictions) -> str:
    """Return label and answer of a picture: "9, read as 4 (98.2%)"."""
    confidence = percent(float(predictions.probabilities[index].max()))
    said = _("{label}, read as {read} ({confidence})")
    return said.format(label=_label(index, predictions), read=_read(index, predictions), confidence=confidence)


def show(predictions: Predictions, places: Indices, key: str) -> None:
    """Show pictures, at first `FIRST` of them; a press opens one.

    Args:
        predictions: of all test pictures.
        places: indices of those that are shown.
        key: tells these pictures from others, so that others begin with `FIRST` again.
    """
    shown = min(len(places), at_once(key))
    pressable(
        markup(predictions, places[:shown]), "evaluate-wall", lambda name: picture_dialog.choose(name, predictions)
    )
    more(key, shown, len(places))
    picture_dialog.show_chosen(predictions)


def markup(predictions: Predictions, places: Indices) -> Markup:
    """Return the pictures at these indices, each a button whose name is the index."""
    button = '<button type="button" data-press="{}" class="{}" title="{}">{}<span aria-hidden="true">{}</span></button>'
    tiles = [
        Markup(button).format(
            index,
            look(index, predictions),
            in_words(index, predictions),
            picture(index, predictions, in_words(index, predictions)),
            _("{label} read as {read}").format(label=_label(index, predictions), read=_read(index, predictions)),
        )
        for index in map(int, places)
    ]
    return Markup('<div class="ink-wall">{}</div>').format(html.together(*tiles))


def look(index: int, predictions: Predictions) -> str:
    """Return "right" or "wrong", as the answer to a picture is."""
    return "right" if predictions.predicted[index] == predictions.labels[index] else "wrong"


def picture(index: int, predictions: Predictions, text: str) -> Markup:
    """Return one picture with a text for those who cannot see it."""
    return html.image(np.asarray(predictions.pictures.pixels[index]), _SIDE, text)


def at_once(key: str) -> int:
    """Return how many of these pictures are shown at most."""
    kept, count = st.session_state.get(session.AT_ONCE, ("", FIRST))
    return int(count) if kept == key else FIRST


def more(key: str, shown: int, total: int) -> None:
    """Show how many pictures are shown, and a button for more, where that is not all."""
    if shown == total:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("More"), key="evaluate-more", on_click=_show_at_once, args=(key, shown + FIRST))
        st.markdown(_("{shown:,} of {total:,} pictures.").format(shown=shown, total=total))


def _show_at_once(key: str, count: int) -> None:
    st.session_state[session.AT_ONCE] = key, count


def _label(index: int, predictions: Predictions) -> str:
    return predictions.classes[predictions.labels[index]]


def _read(index: int, predictions: Predictions) -> str:
    return predictions.classes[predictions.predicted[index]]
