"""Page "Draw": a drawing or a photo -> what the network sees -> ten probabilities, for one digit or for a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model.errors import InklingError
from model.preprocessing import STEPS, ink_of
from ui import canvas, inputs, layout, reading, state

if TYPE_CHECKING:
    from model.classifier import NumberReading, Reading  # brings TensorFlow, which the page must not wait for

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
    """A way to give a picture: what returns it, what is said while there is none, and whether it is a photo."""

    give: Callable[[], Picture | None]
    invitation: str
    is_photo: bool = False


@st.fragment  # a stroke reruns this part alone
def one_digit(way: Way) -> None:
    """Let a digit be given, and show what the network makes of it."""
    giving, answering = st.columns([10, 18], gap="medium")
    finding: dict[str, Picture] = {}
    result = None
    try:
        with giving:
            picture = way.give()
        if picture is not None and way.is_photo:
            ink, finding, found = find_digits(picture)
            picture, result = state.current_classifier().as_one_digit(ink, found)
        elif picture is not None:
            result = state.current_classifier().read(picture)
    except InklingError as error:
        giving.error(str(error))
        picture = None
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
def number(way: Way) -> None:
    """Let a number be given, and show what the network makes of each of its digits."""
    finding: dict[str, Picture] = {}
    result = None
    try:
        picture = way.give()
        if picture is not None:
            _, finding, result = find_digits(picture, is_photo=way.is_photo)
    except InklingError as error:
        st.error(str(error))
    reading.show_number(result, way.invitation)
    reading.show_finding(finding)


def find_digits(picture: Picture, is_photo: bool = True) -> tuple[Picture, dict[str, Picture], NumberReading]:
    """Return the ink in a photo or a drawing, the pictures of how it was found, and what each part of it shows."""
    if is_photo:
        from model.photos import find_ink  # brings scikit-image

        photo = find_ink(picture)
        ink, finding = photo.ink, photo.steps
    else:
        ink, finding = ink_of(picture), {}
    found = state.current_classifier().read_number(ink)
    return ink, {**finding, "digits": reading.boxed(ink, found)}, found


# What can be read, with the title, the part of the page that reads it and the ways to give it.
KINDS: dict[str, tuple[str, Callable[[Way], None], dict[str, Way]]] = {
    "One digit": (
        "Draw a digit",
        one_digit,
        {
            "Draw": Way(inputs.draw, "The paper is empty. Draw a digit, 0 to 9."),
            "Photo": Way(inputs.upload, "Choose a photo of one digit.", is_photo=True),
            "Camera": Way(inputs.camera, "Take a photo of one digit.", is_photo=True),
            "Test picture": Way(inputs.test_picture, ""),
            "Keyboard": Way(inputs.keyboard, "The sheet is empty. Ink a digit, 0 to 9."),
        },
    ),
    "A number": (
        "Write a number",
        number,
        {
            "Draw": Way(inputs.draw_number, "The paper is empty. Write a number, such as 2026."),
            "Photo": Way(inputs.upload, "Choose a photo of a number.", is_photo=True),
            "Camera": Way(inputs.camera, "Take a photo of a number.", is_photo=True),
        },
    ),
}


def show_steps(picture: Picture, result: Reading) -> None:
    """Show each step from the picture to what the network sees, with a switch that leaves it out."""
    st.subheader("How the network sees it")
    beginning, *places = st.columns(1 + len(STEPS))
    with beginning:
        reading.show_step("The digit", "What you gave.", picture)
    skip = [name for name in STEPS if not st.session_state.get(f"step-{name}", True)]
    without = state.current_classifier().read(picture, skip) if skip else result
    for number_of_step, (name, place) in enumerate(zip(STEPS, places, strict=True), start=1):
        with place:
            reading.show_step(
                f"{number_of_step}. {reading.TITLES[name]}", STEPS[name], without.preprocessed.steps[name]
            )
            st.toggle(f"Do step {number_of_step}", value=True, key=f"step-{name}", help=f"Off: {STEPS_OFF[name]}")
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
