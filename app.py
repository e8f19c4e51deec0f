"""Page "Draw": a drawing or a photo -> what the network sees -> ten probabilities, for one digit or for a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model.classifier import NumberReading, Reading
from model.errors import InklingError
from model.preprocessing import STEPS, ink_of
from ui import canvas, inputs, layout, reading, state
from ui.inputs import Given
from ui.turns import turn

Picture = NDArray[np.uint8]


def main() -> None:
    """Show the page."""
    layout.begin_page("app.py")
    title = st.empty()
    with st.container(horizontal=True, gap="medium"):
        what = st.segmented_control("What is read?", KINDS, default="One digit", label_visibility="collapsed")
        name, show, ways = KINDS[what or "One digit"]
        key = f"{state.WAY}-{name}"
        if key not in st.session_state:  # it is not on the page now: the way stays, where there is such a way
            kept = st.session_state.get(state.WAY)
            st.session_state[key] = kept if kept in ways else "Draw"
        given = st.segmented_control("How do you give it?", ways, key=key, label_visibility="collapsed")
    way = st.session_state[state.WAY] = given or "Draw"
    title.title(name)
    show(ways[way])


class Way(NamedTuple):
    """A way to give a picture: what returns it, and what is said while there is none."""

    give: Callable[[], Given | None]
    invitation: str


@st.fragment  # a stroke reruns this part alone
@turn()
def one_digit(way: Way) -> None:
    """Let a digit be given, and show what the network makes of it."""
    giving, answering = st.columns([10, 18], gap="medium")
    finding: dict[str, Picture] = {}
    picture = result = None
    try:
        with giving:
            given = way.give()
        if given and given.finding:
            finding, found = find_digits(given)
            picture, result = state.current_classifier().as_one_digit(given.picture, found)
        elif given:
            picture, result = given.picture, state.current_classifier().read(given.picture)
    except InklingError as error:
        giving.error(str(error))
    with answering:
        reading.show(result, way.invitation)
    reading.show_finding(finding)
    st.session_state.pop(state.PICTURE, None)
    if picture is not None and result is not None and result.status not in ("empty", "other"):
        st.session_state[state.PICTURE] = picture
        st.session_state[state.STROKES] = canvas.states("canvas") if way.give is inputs.draw else []
        answering.page_link("pages/inside.py", label="Look inside", icon=":material/search:")
        show_steps(picture, result)


@st.fragment
@turn()
def number(way: Way) -> None:
    """Let a number be given, and show what the network makes of each of its digits."""
    finding: dict[str, Picture] = {}
    result = None
    try:
        if given := way.give():
            finding, result = find_digits(given)
    except InklingError as error:
        st.error(str(error))
    reading.show_number(result, way.invitation)
    reading.show_finding(finding)


def find_digits(given: Given) -> tuple[dict[str, Picture], NumberReading]:
    """Return the pictures of how the digits were found, and what each part of the ink shows."""
    ink = given.picture if given.finding else ink_of(given.picture)
    found = state.current_classifier().read_number(ink)
    return {**given.finding, "digits": reading.boxed(ink, found)}, found


# What can be read, with the title, the part of the page that reads it and the ways to give it.
KINDS: dict[str, tuple[str, Callable[[Way], None], dict[str, Way]]] = {
    "One digit": (
        "Draw a digit",
        one_digit,
        {
            "Draw": Way(inputs.draw, "The paper is empty. Draw a digit, 0 to 9."),
            "Photo": Way(inputs.upload, "Choose a photo of one digit."),
            "Camera": Way(inputs.camera, "Take a photo of one digit."),
            "Test picture": Way(inputs.test_picture, ""),
            "Keyboard": Way(inputs.keyboard, "The sheet is empty. Ink a digit, 0 to 9."),
        },
    ),
    "A number": (
        "Write a number",
        number,
        {
            "Draw": Way(inputs.draw_number, "The paper is empty. Write a number, such as 2026."),
            "Photo": Way(inputs.upload, "Choose a photo of a number."),
            "Camera": Way(inputs.camera, "Take a photo of a number."),
        },
    ),
}


def show_steps(picture: Picture, result: Reading) -> None:
    """Show each step from the picture to what the network sees, with a switch that leaves it out."""
    st.subheader("How the network sees it")
    skip = [name for name in STEPS if not st.session_state.get(f"step-{name}", True)]
    without = state.current_classifier().read(picture, skip) if skip else result
    shown = [reading.Step("The digit", "What you gave.", picture)]
    for number_of_step, name in enumerate(STEPS, start=1):
        title = f"{number_of_step}. {reading.TITLES[name]}"
        shown.append(reading.Step(title, STEPS[name], without.preprocessed.steps[name]))
    reading.show_steps(shown)  # in one piece: of each message to the browser, the class pays
    with st.container(horizontal=True, gap="medium"):
        for number_of_step, name in enumerate(STEPS, start=1):
            label = f"Do step {number_of_step}: {reading.TITLES[name]}"
            st.toggle(label, value=True, key=f"step-{name}", help=f"Off: {STEPS_OFF[name]}")
    if skip:
        left_out = " and ".join(f"“{reading.TITLES[name]}”" for name in skip)
        st.info(f"Without {left_out}: {reading.in_words(without)}", icon=":material/toggle_off:")


STEPS_OFF = {
    "grey": "only the red part of each colour is read.",
    "polarity": "bright stays bright: dark ink on white paper is a hole to the network.",
    "crop": "the empty paper stays on.",
    "scale": "the digit fills all 28 px.",
    "centre": "the middle of its box is put into the middle.",
}

main()
