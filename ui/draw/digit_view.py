"""One digit: the ways to give it, the answer, and the steps to it.

Knows what the page "Draw" shows of one digit. Does not know how a picture is given.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model.errors import InklingError
from model.inference.classifier import Reading
from ui import prediction_view, session, window_width
from ui.draw import canvas, doubt, finding_view, inputs, steps_view, tasks
from ui.draw.finding_view import Finding
from ui.draw.inputs import Given, Input
from ui.draw.waking import awake_classifier
from ui.draw.ways import Way
from ui.text import message
from ui.turns import turn

WAYS: dict[Way, Input] = {
    "draw": Input(inputs.draw, tasks.of_digit),
    "photo": Input(inputs.upload, lambda: "Choose a photo of one digit."),
    "camera": Input(inputs.camera, lambda: "Take a photo of one digit."),
    "test": Input(inputs.test_picture, str),
    "keyboard": Input(inputs.keyboard, lambda: "The sheet is empty. Ink a digit, 0 to 9."),
}


@st.fragment  # a stroke reruns this part alone
@turn()
def show(way: Way) -> None:
    """Let a digit be given, and show what the network makes of it."""
    with st.container(key="digit"):  # beside one another, or below: style.css
        giving, answering = st.container(), st.container()
    finding: Finding = {}
    picture = reading = None
    try:
        with giving:
            given = WAYS[way].give()
        with answering:
            if given:
                finding, picture, reading, remark = _read(given)
                prediction_view.show(reading, remark, doubt.note(awake_classifier()))
    except InklingError as error:
        giving.error(message(error))
    with answering:
        if reading is None:
            prediction_view.invite(WAYS[way].invitation(), "trace" if way == "draw" and tasks.is_to_trace() else "")
        if window_width.is_phone():
            prediction_view.offer_all()
    st.session_state.pop(session.PICTURE, None)
    if picture is not None and reading is not None and reading.status not in ("empty", "other"):
        strokes = canvas.states("canvas") if way == "draw" else []
        st.session_state[session.PICTURE], st.session_state[session.STROKES] = picture, strokes
        if answering.button("Look inside", icon=":material/search:", key="look-inside"):
            st.switch_page("pages/inside.py")
    else:
        reading = None
    steps_view.show(finding, picture, reading)


def _read(given: Given) -> tuple[Finding, NDArray[np.uint8], Reading, str]:
    """Return how the digit was found, its picture, what it shows, and what is to be said of the photo, or ""."""
    classifier = awake_classifier()
    if not given.finding:
        return {}, given.picture, classifier.read(given.picture), ""
    finding, number = finding_view.find_digits(given)
    return finding, *classifier.as_one_digit(given.picture, number), number.remark
