"""The surface to draw on; the only importer of streamlit_drawable_canvas.

A drawing is kept as what the canvas sent after each stroke: its strokes (to go on drawing) and its picture.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image
from streamlit_drawable_canvas import st_canvas

from ui import state

SIDE = 280  # px: fits a phone 375 px wide
_INK, _PAPER = "#101418", "#ffffff"
_KEY = "canvas"
_MOST_KEPT = 200  # states of a drawing that Undo can go back


@dataclass(frozen=True)
class Drawn:
    """One state of the drawing: its strokes as the canvas understands them, and its picture as PNG."""

    strokes: list[dict[str, Any]]
    png: bytes

    def picture(self) -> NDArray[np.uint8]:
        """Return uint8 of shape (280, 280, 4)."""
        return np.asarray(Image.open(io.BytesIO(self.png)).convert("RGBA"))


def canvas(pen: int) -> NDArray[np.uint8] | None:
    """Show the canvas and return the drawing, uint8 (280, 280, 4); None while nothing is drawn.

    The drawing survives a change of page, and of the way of input on the same page.

    Args:
        pen: width of the pen in px.
    """
    drawings: list[Drawn] = st.session_state.setdefault(state.DRAWINGS, [])
    if _KEY not in st.session_state:  # it is not on the page now: begin with what was drawn before
        _lay(drawings)
    result = st_canvas(
        stroke_width=pen,
        stroke_color=_INK,
        background_color=_PAPER,
        initial_drawing=st.session_state[state.CANVAS_START],
        width=SIDE,
        height=SIDE,
        return_image_data=True,
        key=_KEY,
    )
    png, strokes = result.image_bytes, (result.json_data or {}).get("objects", [])
    if png and strokes != st.session_state[state.CANVAS_SENT]:
        st.session_state[state.CANVAS_SENT] = strokes
        if strokes != _last(drawings):
            drawings.append(Drawn(strokes, png))
            del drawings[:-_MOST_KEPT]
    return drawings[-1].picture() if _last(drawings) else None


def undo() -> None:
    """Take the last stroke back."""
    drawings = st.session_state[state.DRAWINGS]
    del drawings[-1:]
    _lay(drawings)


def clear() -> None:
    """Begin with empty paper."""
    st.session_state[state.DRAWINGS].clear()
    _lay([])


def _last(drawings: list[Drawn]) -> list[dict[str, Any]]:
    return drawings[-1].strokes if drawings else []


def _lay(drawings: list[Drawn]) -> None:
    """Let the canvas show the last of the drawings.

    It draws anew when what it is given changes, so the number of the change is part of that. Until it has done so it
    answers with what it sent before, and then with what it was given: neither is a stroke.
    """
    number = st.session_state.get(state.CANVAS_START, {}).get("number", 0) + 1
    st.session_state[state.CANVAS_START] = {"objects": _last(drawings), "number": number}
    st.session_state.setdefault(state.CANVAS_SENT, None)
