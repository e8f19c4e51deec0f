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
HEIGHT = 240  # px, of the canvas for a number
_INK, _PAPER = "#101418", "#ffffff"
_MOST_KEPT = 200  # states of a drawing that Undo can go back


@dataclass(frozen=True)
class Drawn:
    """One state of the drawing: its strokes as the canvas understands them, and its picture as PNG."""

    strokes: list[dict[str, Any]]
    png: bytes

    def picture(self) -> NDArray[np.uint8]:
        """Return uint8 of shape (height, width, 4)."""
        return np.asarray(Image.open(io.BytesIO(self.png)).convert("RGBA"))


def canvas(name: str, pen: int, size: tuple[int, int] = (SIDE, SIDE)) -> NDArray[np.uint8] | None:
    """Show a canvas and return the drawing, uint8 (height, width, 4); None while nothing is drawn.

    The drawing survives a change of page, and of the way of input on the same page.

    Args:
        name: tells the canvases of the app apart.
        pen: width of the pen in px.
        size: width and height of the canvas in px.
    """
    drawings: list[Drawn] = st.session_state.setdefault(_key(state.DRAWINGS, name), [])
    if name not in st.session_state:  # it is not on the page now: begin with what was drawn before
        _lay(name)
    result = st_canvas(
        stroke_width=pen,
        stroke_color=_INK,
        background_color=_PAPER,
        initial_drawing=st.session_state[_key(state.CANVAS_START, name)],
        width=size[0],
        height=size[1],
        return_image_data=True,
        key=name,
    )
    png, strokes = result.image_bytes, (result.json_data or {}).get("objects", [])
    if png and strokes != st.session_state[_key(state.CANVAS_SENT, name)]:
        st.session_state[_key(state.CANVAS_SENT, name)] = strokes
        if strokes != _last(drawings):
            drawings.append(Drawn(strokes, png))
            del drawings[:-_MOST_KEPT]
    return drawings[-1].picture() if _last(drawings) else None


def states(name: str) -> list[Drawn]:
    """Return the drawing after each of its strokes, the last one last."""
    return [drawn for drawn in st.session_state.get(_key(state.DRAWINGS, name), []) if drawn.strokes]


def undo(name: str) -> None:
    """Take the last stroke back."""
    del st.session_state[_key(state.DRAWINGS, name)][-1:]
    _lay(name)


def clear(name: str) -> None:
    """Begin with empty paper."""
    st.session_state[_key(state.DRAWINGS, name)].clear()
    _lay(name)


def _key(what: str, name: str) -> str:
    return f"{what}-{name}"


def _last(drawings: list[Drawn]) -> list[dict[str, Any]]:
    return drawings[-1].strokes if drawings else []


def _lay(name: str) -> None:
    """Let the canvas show the last of its drawings.

    It draws anew when what it is given changes, so the number of the change is part of that. Until it has done so it
    answers with what it sent before, and then with what it was given: neither is a stroke.
    """
    drawings = st.session_state[_key(state.DRAWINGS, name)]
    start = _key(state.CANVAS_START, name)
    number = st.session_state.get(start, {}).get("number", 0) + 1
    st.session_state[start] = {"objects": _last(drawings), "number": number}
    st.session_state.setdefault(_key(state.CANVAS_SENT, name), None)
