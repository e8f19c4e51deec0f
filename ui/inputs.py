"""The ways to give a picture: canvas, file, camera, a test picture, the keyboard.

Each shows itself and returns the picture, None while there is none.
Knows how a picture comes from a visitor. Does not know what becomes of it.
"""

from __future__ import annotations

import random

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model.datasets import mnist_test
from model.pictures import PictureFile, read_picture
from ui import canvas, grid, reading, state, width

Picture = NDArray[np.uint8]


def draw() -> Picture | None:
    """Show the canvas with its pen, Undo and Clear."""
    st.caption("Draw here, with the mouse or a finger.")
    picture = canvas.canvas("canvas", st.session_state.setdefault(state.PEN, 18))
    tools("canvas", state.PEN)
    return picture


def draw_number() -> Picture | None:
    """Show a wider canvas; as wide as the window lets it."""
    st.caption("Write a number here, its digits apart from one another.")
    wide = width.window_width()
    if wide is None:  # for a moment, until the browser tells
        st.container(height=canvas.HEIGHT, border=False)
        return None
    size = (640 if wide >= 768 else 336, canvas.HEIGHT)
    picture = canvas.canvas("number", st.session_state.setdefault(state.NUMBER_PEN, 10), size)
    tools("number", state.NUMBER_PEN)
    return picture


def tools(name: str, pen: str) -> None:
    """Show Undo, Clear and the pen of a canvas."""
    with st.container(horizontal=True):
        st.button("Undo", icon=":material/undo:", on_click=canvas.undo, args=(name,))
        st.button("Clear", icon=":material/delete:", on_click=canvas.clear, args=(name,))
        with st.popover("Pen", icon=":material/ink_pen:"):
            st.slider("Pen width (px)", 6, 36, key=pen)


def upload() -> Picture | None:
    """Take a picture from a file."""
    kinds = ["png", "jpg", "jpeg", "webp"]
    file = st.file_uploader("A photo or a picture of paper, a whiteboard or a blackboard", type=kinds)
    return None if file is None else shown(read_picture(file), file.name)


def camera() -> Picture | None:
    """Take a photo, where the browser gives its camera."""
    file = st.camera_input("Hold the digits into the camera, large and straight")
    st.caption("No camera here? Choose “Photo”: a phone offers its camera there.")
    return None if file is None else read_picture(file).picture


def shown(file: PictureFile, name: str) -> Picture:
    """Show a picture that was read, and what was done to it."""
    st.image(file.picture, caption=name, width=canvas.SIDE)
    if file.remark:
        st.info(file.remark)
    return file.picture


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
