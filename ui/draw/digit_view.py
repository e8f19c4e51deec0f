"""One digit: the ways to give it, the answer, and the steps to it.

Knows what the page "Draw" shows of one digit. Does not know how a picture is given.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model.errors import InklingError
from model.inference.classifier import Reading
from ui import prediction_view, resources, session
from ui.draw import canvas, finding_view, inputs, steps_view
from ui.draw.finding_view import Finding
from ui.draw.inputs import Given, Input
from ui.draw.ways import Way
from ui.text import message
from ui.turns import turn

WAYS: dict[Way, Input] = {
    "draw": Input(inputs.draw, "The paper is empty. Draw a digit, 0 to 9."),
    "photo": Input(inputs.upload, "Choose a photo of one digit."),
    "camera": Input(inputs.camera, "Take a photo of one digit."),
    "test": Input(inputs.test_picture, ""),
    "keyboard": Input(inputs.keyboard, "The sheet is empty. Ink a digit, 0 to 9."),
}


@st.fragment  # a stroke reruns this part alone
@turn()
def show(way: Way) -> None:
    """Let a digit be given, and show what the network makes of it."""
    giving, answering = st.columns([10, 18], gap="medium")
    finding: Finding = {}
    picture = reading = None
    remark = ""
    try:
        with giving:
            given = WAYS[way].give()
        if given:
            finding, picture, reading, remark = _read(given)
    except InklingError as error:
        giving.error(message(error))
    with answering:
        prediction_view.show(reading, WAYS[way].invitation, remark)
    finding_view.show(finding)
    st.session_state.pop(session.PICTURE, None)
    if picture is not None and reading is not None and reading.status not in ("empty", "other"):
        st.session_state[session.PICTURE] = picture
        st.session_state[session.STROKES] = canvas.states("canvas") if way == "draw" else []
        answering.page_link("pages/inside.py", label="Look inside", icon=":material/search:")
        steps_view.show(picture, reading)


def _read(given: Given) -> tuple[Finding, NDArray[np.uint8], Reading, str]:
    """Return how the digit was found, its picture, what it shows, and what is to be said of the photo, or ""."""
    classifier = resources.current_classifier()
    if not given.finding:
        return {}, given.picture, classifier.read(given.picture), ""
    finding, number = finding_view.find_digits(given)
    return finding, *classifier.as_one_digit(given.picture, number), number.remark
