"""A number: the ways to give it, and the answer to each of its digits.

Knows what the page "Draw" shows of a number. Does not know how a picture is given.
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from model.errors import InklingError
from model.inference.classifier import NumberReading, Reading
from model.languages.joining import in_a_row
from model.languages.percent import percent
from model.languages.translation import _, ngettext
from ui import html, prediction_view, session
from ui.answering import follow
from ui.classroom import mine
from ui.draw import doubt, finding_view, inputs, steps_view, tasks, ways
from ui.draw.finding_view import Finding
from ui.draw.inputs import Input
from ui.draw.waking import awake_classifier
from ui.draw.ways import Way
from ui.serving import metrics
from ui.text import message
from ui.turns import turn

WAYS: dict[Way, Input] = {
    "draw": Input(inputs.draw_number, tasks.of_number),
    "photo": Input(inputs.upload, lambda: _("Choose a photo of a number.")),
    "camera": Input(inputs.camera, lambda: _("Take a photo of a number.")),
}


@st.fragment  # a stroke reruns this part alone
@turn()
def show(way: Way) -> None:
    """Let a number be given, and show what the network makes of each of its digits."""
    follow()
    with st.container(key="numbers"):  # beside one another, or below: style.css
        giving, answering = st.container(), st.container()
    finding: Finding = {}
    number, note = None, ""
    try:
        with giving:
            given = WAYS[way].give()
        with answering:
            if given:
                classifier = awake_classifier()
                with metrics.timed(way):
                    finding, number = finding_view.find_digits(given, classifier)
                note = doubt.note(classifier) if number.status == "number" else ""
    except InklingError as error:
        giving.error(message(error))
    with answering:
        _show_answer(number, WAYS[way].invitation(), note)
        prediction_view.offer_all()
        if number and number.status != "other":
            _look_inside(number)
        _tell_class(f"number-{way}", number, goes_on=way in ways.DRAWN)
    with giving:
        mine.say_whether_shown(f"number-{way}")
    steps_view.show(finding)


def _tell_class(place: str, number: NumberReading | None, goes_on: bool) -> None:
    if number is None or number.status == "empty":
        mine.forget(place)
        return
    mine.number(place, number, goes_on)
    if number.status != "other":
        mine.show_wrong(place)


def in_words(number: NumberReading) -> str:
    """Return what was read of a number as one sentence or two."""
    match number.status:
        case "empty":
            return _("There is no ink. Give a number, such as 2026.")
        case "other":
            return _("No digits are to be seen here. Give digits alone, dark on light or light on dark.")
        case "number":
            return _("The network reads {number}.").format(number=number.text)
    doubtful = number.text.count("?")
    sentence = ngettext(
        "The network is not sure of one digit: {number}. Do digits touch, or is one no digit?",
        "The network is not sure of {doubtful} digits: {number}. Do digits touch, or is one no digit?",
        doubtful,
    )
    return sentence.format(doubtful=doubtful, number=number.text)


def _show_answer(number: NumberReading | None, invitation: str, note: str) -> None:
    """Show a number in large type, and of each digit the image, the answer and the ten probabilities.

    The invitation is said while there is no picture, the note below the answer.
    """
    digits = number.digits if number and number.status != "other" else []
    headline = number.text if number and digits else "–"
    sentence = in_a_row(in_words(number), number.remark) if number else invitation
    cards = [_digit_card(at, reading) for at, (__, reading) in enumerate(digits, start=1)]
    html.show(
        html.together(
            prediction_view.answer_line(headline, sentence, "ink-number"),
            Markup('<p class="ink-note">{}</p>').format(note) if note else "",
            Markup('<div class="ink-digits">{}</div>').format(html.together(*cards)),
        )
    )


def _look_inside(number: NumberReading) -> None:
    """Let one of the digits be opened on the page "Look inside"."""
    read = [(part, reading) for part, reading in number.digits if reading.label is not None]
    chosen = st.pills(
        _("Look inside a digit"),
        range(len(read)),
        format_func=lambda at: _("Digit {place}: {answer}").format(
            place=at + 1, answer=prediction_view.headline(read[at][1])
        ),
        key="look-inside-digit",
    )
    if chosen is not None:
        st.session_state[session.PICTURE], st.session_state[session.STROKES] = read[chosen][0].picture, []
        st.switch_page("pages/inside.py")


def _digit_card(at: int, reading: Reading) -> Markup:
    card = Markup(
        '<figure class="ink-digit{look}">{image}<figcaption><b>{headline}</b> {confidence}</figcaption>{bars}</figure>'
    )
    return card.format(
        look="" if reading.status == "digit" else " doubt",
        image=html.image(
            prediction_view.image_of(reading), 112, _("Digit {place} as the network sees it").format(place=at)
        ),
        headline=prediction_view.headline(reading),
        confidence=how_sure(reading),
        bars=prediction_view.bars(reading, _("Digit {place}").format(place=at)),
    )


def how_sure(reading: Reading) -> str:
    """Return how sure the network is of one of several digits."""
    if reading.probabilities is None or reading.label is None:
        return _("no digit")
    confidence = percent(float(reading.probabilities[reading.label]))
    if reading.status == "digit":
        return confidence
    if reading.is_doubted:
        sentence = _("looks like {label} ({confidence}), but may be something else")
    else:
        sentence = _("not sure, perhaps {label} ({confidence})")
    return sentence.format(label=reading.label, confidence=confidence)
