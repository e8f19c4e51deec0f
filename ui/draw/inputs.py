"""The ways to give a picture: canvas, file, camera, a test picture, the keyboard.

Each shows itself and returns what was given, None while there is nothing.
Knows how a picture comes from a visitor. Does not know what a network makes of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import IO, NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model.datasets.mnist import mnist_test
from model.images.picture_files import REMARKS, Change, read_picture
from model.languages.translation import N_, _
from ui import html, left_behind, prediction_view, session
from ui.draw import canvas, keyboard_grid, tasks
from ui.draw.presses import clear_button, undo_button
from ui.uploads import MOST_PHOTO_MB, read_once

Picture = NDArray[np.uint8]

PENS = {
    "thin": N_(":material/pen_size_1: Thin"),
    "normal": N_(":material/pen_size_3: Normal"),
    "thick": N_(":material/pen_size_5: Thick"),
}
_WIDE = 768  # px, a window from which on the canvas of a number is the wider one

_PHOTO_KINDS = ["png", "jpg", "jpeg", "webp", "heic", "heif"]  # the last two, to say how to send a JPEG instead


class Given(NamedTuple):
    """What was given: a drawing or, of a photo, its ink.

    Attributes:
        picture: uint8 of shape (height, width), (height, width, 3) or (height, width, 4); ink is bright on black.
        finding: the pictures of how the ink was found in a photo; none of a drawing.
        cut_off: bool (height, width), where ink goes on beyond a photo's edge.
    """

    picture: Picture
    finding: dict[str, Picture]
    cut_off: NDArray[np.bool_] | None = None


class Input(NamedTuple):
    """A way to give a picture: what returns it, and what returns the sentence that is said while there is none."""

    give: Callable[[], Given | None]
    invitation: Callable[[], str]


def draw() -> Given | None:
    """Show the canvas with its pen, Undo and Clear."""
    return _surface("canvas", {"thin": 10, "normal": 18, "thick": 30}, (canvas.SIDE, canvas.SIDE))


def _drawn(picture: Picture | None) -> Given | None:
    return None if picture is None else Given(picture, {})


def draw_number() -> Given | None:
    """Show a wider canvas; as wide as the window lets it."""
    wide = st.session_state.get(session.WINDOW_WIDTH)
    if wide is None:  # for a moment, until the browser says it
        st.container(height=canvas.HEIGHT, border=False)
        return None
    return _surface("number", {"thin": 6, "normal": 10, "thick": 18}, (640 if wide >= _WIDE else 336, canvas.HEIGHT))


def _surface(name: str, widths: dict[str, int], size: tuple[int, int]) -> Given | None:
    """Show a canvas of this size with its tools; each of the `PENS` has its width in px."""
    chosen = f"{session.PEN}-{name}"  # of the widget, which is forgotten when the page is left
    kept = st.session_state.setdefault(chosen, st.session_state.get(session.PEN, "normal"))
    pen = kept if kept in PENS else "normal"
    left_behind.keep(session.PEN, pen)
    try:
        picture = canvas.canvas(name, widths[pen], size)
    finally:
        tools(name, chosen)  # also where the canvas raises an error: Clear is the way out
    return _drawn(picture)


def tools(name: str, pen: str) -> None:
    """Show Undo, Clear and the pens of a canvas."""
    with st.container(horizontal=True, key=f"tools-{name}"):
        undo_button(name, f"undo-{name}")
        clear_button(name, f"clear-{name}", then=tasks.go_on)
        st.segmented_control(
            _("Pen"),
            list(PENS),
            key=pen,
            format_func=lambda width: _(PENS[width]),
            required=True,
            label_visibility="collapsed",
        )


def upload() -> Given | None:
    """Take a picture from a file."""
    file = st.file_uploader(
        _("A photo or a picture of paper, a whiteboard or a blackboard"),
        key="photo-file",
        type=_PHOTO_KINDS,
        max_upload_size=MOST_PHOTO_MB,
    )
    if file is None:
        return None
    photo = read_once(file, _photo)
    prediction_view.show_picture(photo.small, canvas.SIDE, file.name, named=True)
    if photo.change:
        st.info(_(REMARKS[photo.change]))
    return photo.given


def camera() -> Given | None:
    """Take a photo, where the browser gives its camera."""
    file = st.camera_input(_("Hold the digits into the camera, large and straight"), key="camera")
    st.caption(_("No camera here? Choose “Photo”: a phone offers its camera there."))
    return None if file is None else read_once(file, _photo).given


class _Photo(NamedTuple):
    """A photo that was read: its ink, the photo in small, and why it is not read as it is ("" where it is)."""

    given: Given
    small: Picture
    change: Change


def _photo(file: IO[bytes]) -> _Photo:
    from model.images.photos import find_ink  # brings scikit-image

    read = read_picture(file)
    found = find_ink(read.picture)
    return _Photo(Given(found.ink, found.steps, found.cut_off), html.reduced(read.picture, canvas.SIDE), read.change)


def test_picture() -> Given | None:
    """Show a random test picture of MNIST with its true label."""
    pictures = mnist_test()
    if session.TEST_PICTURE not in st.session_state:
        another_test_picture()
    index = st.session_state[session.TEST_PICTURE]
    picture = pictures.pixels[index]
    prediction_view.show_picture(picture, canvas.SIDE, _("MNIST test picture {index}").format(index=index))
    sentence = _("Picture {index:,} of the MNIST test. Its true label is **{label}**.")
    st.markdown(sentence.format(index=index, label=pictures.y[index]))
    st.button(_("Another one"), icon=":material/casino:", key="another-one", on_click=another_test_picture)
    return Given(picture, {})


def another_test_picture() -> None:
    """Choose a test picture at random."""
    st.session_state[session.TEST_PICTURE] = random.randrange(len(mnist_test()))


def keyboard() -> Given | None:
    """Show the sheet of squares that can be inked with the keyboard."""
    picture = keyboard_grid.grid()
    st.caption(_("Tab to the sheet. Arrow keys move, Space inks, Shift with an arrow draws, Delete cleans the sheet."))
    return _drawn(picture)
