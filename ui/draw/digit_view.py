"""One digit: the ways to give it, the answer, and the steps to it.

Knows what the page "Draw" shows of one digit. Does not know how a picture is given.
"""

from __future__ import annotations

import streamlit as st

from model.errors import InklingError
from model.languages.translation import _
from ui import prediction_view, session, window_width
from ui.answering import follow
from ui.classroom import mine
from ui.draw import canvas, correcting, doubt, finding_view, inputs, steps_view, tasks, ways
from ui.draw.correcting import Answered
from ui.draw.finding_view import Finding
from ui.draw.inputs import Given, Input
from ui.draw.steps_view import Read
from ui.draw.waking import awake_classifier
from ui.draw.ways import Way
from ui.serving import metrics
from ui.text import message
from ui.turns import turn

WAYS: dict[Way, Input] = {
    "draw": Input(inputs.draw, tasks.of_digit),
    "photo": Input(inputs.upload, lambda: _("Choose a photo of one digit.")),
    "camera": Input(inputs.camera, lambda: _("Take a photo of one digit.")),
    "test": Input(inputs.test_picture, str),
    "keyboard": Input(inputs.keyboard, lambda: _("The sheet is empty. Ink a digit, 0 to 9.")),
}


@st.fragment  # a stroke reruns this part alone
@turn()
def show(way: Way) -> None:
    """Let a digit be given, and show what the network makes of it."""
    follow()
    both = st.container(key="digit")  # beside one another, or below: style.css
    giving, answering = both.container(), both.container()
    finding: Finding = {}
    read = None
    try:
        with giving:
            given = WAYS[way].give()
        with answering:
            if given:
                finding, read, remark = _read(given, way)
                prediction_view.show(read.reading, remark, doubt.note(read.classifier))
    except InklingError as error:
        giving.error(message(error))
    strokes = canvas.states("canvas") if read and way == "draw" else []
    with answering:
        if read is None:
            prediction_view.invite(WAYS[way].invitation(), "trace" if way == "draw" and tasks.is_to_trace() else "")
            mine.forget(f"digit-{way}")
        else:
            mine.digit(f"digit-{way}", read.reading, goes_on=way in ways.DRAWN)
            if read.reading.status != "empty":
                answered = Answered(f"digit-{way}", way, read, strokes[-1].strokes if strokes else ())
                correcting.show(answered, both)
        if window_width.is_phone():
            prediction_view.offer_all()
    with giving:
        mine.say_whether_shown(f"digit-{way}")
    st.session_state.pop(session.PICTURE, None)
    if read and read.reading.status not in ("empty", "other"):
        st.session_state[session.PICTURE], st.session_state[session.STROKES] = read.picture, strokes
        if answering.button(_("Look inside"), icon=":material/search:", key="look-inside"):
            st.switch_page("pages/inside.py")
    else:
        read = None
    steps_view.show(finding, read)


def _read(given: Given, way: Way) -> tuple[Finding, Read, str]:
    """Return how the digit was found, what was read, and what is to be said of the photo, or ""."""
    classifier = awake_classifier()
    with metrics.timed(way):
        if not given.finding:
            return {}, Read(classifier, given.picture, classifier.read(given.picture)), ""
        finding, number = finding_view.find_digits(given, classifier)
        return finding, Read(classifier, *classifier.as_one_digit(given.picture, number)), number.remark
