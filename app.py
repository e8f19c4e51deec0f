"""Page "Draw": a drawing -> what the network sees -> ten probabilities."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model.datasets import mnist_test
from model.errors import InklingError
from model.pictures import read_picture
from model.preprocessing import STEPS
from ui import canvas, grid, layout, reading, state

if TYPE_CHECKING:
    from model.classifier import Reading  # brings TensorFlow, which the page must not wait for

Picture = NDArray[np.uint8]


def main() -> None:
    """Show the page."""
    layout.begin_page("app.py")
    st.title("Draw a digit")
    way = st.segmented_control("How do you give the digit?", WAYS, default="Draw", label_visibility="collapsed")
    give_and_read(way or "Draw")


@st.fragment  # a stroke reruns this part alone
def give_and_read(way: str) -> None:
    """Let a picture be given, and show what the network makes of it."""
    give, invitation = WAYS[way]
    giving, answering = st.columns([10, 18], gap="medium")
    try:
        with giving:
            picture = give()
        result = None if picture is None else state.current_classifier().read(picture)
    except InklingError as error:
        giving.error(str(error))
        picture = result = None
    with answering:
        reading.show(result, invitation)
    if picture is not None and result is not None and result.status != "empty":
        show_steps(picture, result)


def draw() -> Picture | None:
    """Show the canvas with its pen, Undo and Clear."""
    st.caption("Draw here, with the mouse or a finger.")
    picture = canvas.canvas(st.session_state.setdefault(state.PEN, 18))
    with st.container(horizontal=True):
        st.button("Undo", icon=":material/undo:", on_click=canvas.undo)
        st.button("Clear", icon=":material/delete:", on_click=canvas.clear)
        with st.popover("Pen", icon=":material/ink_pen:"):
            st.slider("Pen width (px)", 6, 36, key=state.PEN)
    return picture


def upload() -> Picture | None:
    """Take a picture from a file."""
    file = st.file_uploader("A picture of one digit (PNG, JPEG or WebP)", type=["png", "jpg", "jpeg", "webp"])
    if file is None:
        return None
    picture = read_picture(file)
    st.image(picture, caption=file.name, width=canvas.SIDE)
    return picture


def test_picture() -> Picture | None:
    """Show a random test picture of MNIST with its true label."""
    pictures = mnist_test()
    if state.TEST_PICTURE not in st.session_state:
        another_test_picture()
    index = st.session_state[state.TEST_PICTURE]
    picture = pictures.x[index, :, :, 0]
    reading.show_picture(picture, canvas.SIDE, f"MNIST test picture {index}")
    st.markdown(f"Picture {index:,} of the MNIST test. Its true label is **{pictures.y[index]}**.")
    st.button("Another one", icon=":material/casino:", on_click=another_test_picture)
    return picture


def another_test_picture() -> None:
    """Choose a test picture at random."""
    st.session_state[state.TEST_PICTURE] = random.randrange(len(mnist_test()))


def keyboard() -> Picture | None:
    """Show the sheet of squares that can be inked with the keyboard."""
    picture = grid.grid()
    st.caption("Tab to the sheet. Arrow keys move, Space inks, Shift with an arrow draws, Delete cleans the sheet.")
    return picture


# Each way with what is asked for while there is no picture.
WAYS: dict[str, tuple[Callable[[], Picture | None], str]] = {
    "Draw": (draw, "The paper is empty. Draw a digit, 0 to 9."),
    "Upload": (upload, "Choose a picture of one digit."),
    "Test picture": (test_picture, ""),
    "Keyboard": (keyboard, "The sheet is empty. Ink a digit, 0 to 9."),
}


def show_steps(picture: Picture, result: Reading) -> None:
    """Show each step from the picture to what the network sees, with a switch that leaves it out."""
    st.subheader("How the network sees it")
    beginning, *places = st.columns(1 + len(STEPS))
    with beginning:
        reading.show_step("Your drawing", "What you gave.", picture)
    skip = [name for name in STEPS if not st.session_state.get(f"step-{name}", True)]
    without = state.current_classifier().read(picture, skip) if skip else result
    for number, (name, place) in enumerate(zip(STEPS, places, strict=True), start=1):
        with place:
            reading.show_step(f"{number}. {reading.TITLES[name]}", STEPS[name], without.preprocessed.steps[name])
            st.toggle(f"Do step {number}", value=True, key=f"step-{name}", help=f"Off: {STEPS_OFF[name]}")
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
