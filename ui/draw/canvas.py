"""The surface to draw on; the only importer of streamlit_drawable_canvas.

A drawing is kept as what the canvas sent after each stroke: its strokes (to go on drawing) and its picture. A stroke is
kept once, however many states it is part of.
Knows strokes. Does not know what they show, nor what a canvas may send (see `received`).
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
import streamlit as st
import streamlit_drawable_canvas
from numpy.typing import NDArray
from PIL import Image
from streamlit.components.v2.types import ComponentRenderer

from ui import session, theme
from ui.draw.paper import HTML
from ui.draw.received import Packed, Stroke, are_same, begins_with, no_drawing, pack, pixels, take_strokes, unpack

SIDE = 280  # px: fits a phone 375 px wide
HEIGHT = 240  # px, of the canvas for a number
_MOST_KEPT = 200  # states of a drawing that Undo can go back ...
_MOST_BYTES = 2_000_000  # ... and of their pictures and strokes together: those of scribbles are large


def _define() -> ComponentRenderer:
    """Return the component of the canvas, as its package defines it but for the HTML."""
    log = logging.getLogger("streamlit.components.v2.component_registry")
    log.disabled, before = True, log.disabled  # it warns of a second definition, which is meant here
    try:
        return st.components.v2.component(
            "streamlit-drawable-canvas.streamlit_drawable_canvas",
            html=HTML,
            js="index-*.js",
            css="index-*.css",
            isolate_styles=True,
        )
    finally:
        log.disabled = before


streamlit_drawable_canvas.out = _define()


@dataclass(frozen=True)
class Drawn:
    """One state of the drawing: its strokes, shared with the states before it, and its picture as PNG."""

    strokes: Packed
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

    Raises:
        PictureError: what the canvas sent is no drawing, or too long; what was drawn before is kept.
    """
    drawings: list[Drawn] = st.session_state.setdefault(_key(session.DRAWINGS, name), [])
    if name not in st.session_state:  # it is not on the page now: begin with what was drawn before
        _restart(name)
    try:
        result = streamlit_drawable_canvas.st_canvas(
            stroke_width=pen,
            stroke_color=theme.INK,
            background_color=theme.PAPER,
            initial_drawing=unpack(*st.session_state[_key(session.CANVAS_START, name)]),
            width=size[0],
            height=size[1],
            return_image_data=True,
            key=name,
        )
        png, strokes = result.image_bytes, take_strokes(result.json_data)
        picture = _keep(name, png, strokes, size) if png and strokes is not None else None
    # What a value of another shape was seen to raise on its way; the last one where it is nested without end.
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise no_drawing() from error
    if not _last(drawings):
        return None
    return drawings[-1].picture() if picture is None else picture


def _keep(name: str, png: bytes, strokes: list[Stroke], size: tuple[int, int]) -> NDArray[np.uint8] | None:
    """Keep what the canvas sent, and return its picture; None where it was kept before.

    Raises as `pack` and `pixels` do; then nothing is kept.
    """
    drawings: list[Drawn] = st.session_state[_key(session.DRAWINGS, name)]
    signature, sent, picture = (len(strokes), strokes[-1:]), _key(session.CANVAS_SENT, name), None
    if signature != st.session_state[sent]:
        before = _not_taken_back(drawings, strokes)
        if not are_same(strokes, _last(before)):
            packed, picture = pack(strokes, _last(before)), pixels(png, size)
            before.append(Drawn(packed, png))
            forget_oldest(before)
        elif len(before) < len(drawings):
            st.session_state[_key(session.UNDONE, name)] = drawings[-1:]
        drawings[:], st.session_state[sent] = before, signature
    return picture


def _not_taken_back(drawings: list[Drawn], strokes: list[Stroke]) -> list[Drawn]:
    """Return the states that what the canvas shows goes on from: its own Undo has taken the later ones back."""
    count = len(drawings)
    while count and not begins_with(strokes, drawings[count - 1].strokes):
        count -= 1
    return drawings[:count]


def states(name: str) -> list[Drawn]:
    """Return the drawing after each of its strokes, the last one last."""
    drawings: list[Drawn] = st.session_state.get(_key(session.DRAWINGS, name), [])
    return [*takewhile(lambda drawn: drawn.strokes, reversed(drawings))][::-1]  # what was before `clear` is not of it


def undo(name: str) -> None:
    """Take the last stroke back, or bring back what `clear` took; where the canvas cannot by itself (see `presses`)."""
    drawings: list[Drawn] = st.session_state[_key(session.DRAWINGS, name)]
    if (said := _said(name)) is not None:
        drawings[:] = _not_taken_back(drawings, said)
    del drawings[-1:]
    _restart(name)


def clear(name: str, emptied: bool = False) -> None:
    """Begin with empty paper, whether the canvas is on the page or not; of what was drawn, the last state is kept.

    Args:
        name: of the canvas.
        emptied: the browser has emptied it (see `presses`). Where the canvas says so it is not given empty paper anew,
            which would take the start of a stroke that has begun since.
    """
    drawings: list[Drawn] = st.session_state.setdefault(_key(session.DRAWINGS, name), [])
    if emptied and not _last(drawings):  # or it said so already, a moment before the press came here
        drawings += st.session_state.get(_key(session.UNDONE, name), [])
    if _last(drawings):
        drawings[:] = [drawings[-1], Drawn((), b"")]
    if not (emptied and _said(name) == []):
        _restart(name)


def began_empty(name: str) -> bool:
    """Tell whether a canvas that is on the page was given empty paper last."""
    strokes, _ = st.session_state[_key(session.CANVAS_START, name)]
    return not strokes


def _said(name: str) -> list[Stroke] | None:
    """Return the strokes that the canvas said last, before the page has seen them; None where it said none."""
    try:
        said = st.session_state[name]["drawing"]["raw"]["objects"]
    except (LookupError, TypeError):
        return None
    return said if isinstance(said, list) else None


def _key(what: str, name: str) -> str:
    return f"{what}-{name}"


def _last(drawings: list[Drawn]) -> Packed:
    return drawings[-1].strokes if drawings else ()


def forget_oldest(drawings: list[Drawn]) -> None:
    """Drop the first states of a drawing where there are too many, or they take too much; the last one stays."""
    del drawings[:-_MOST_KEPT]
    while len(drawings) > 1 and _bytes(drawings) > _MOST_BYTES:
        del drawings[0]


def _bytes(drawings: list[Drawn]) -> int:
    strokes = {id(stroke): len(stroke) for drawn in drawings for stroke in drawn.strokes}  # each once
    return sum(strokes.values()) + sum(len(drawn.png) for drawn in drawings)


def _restart(name: str) -> None:
    """Let the canvas show the last of its drawings.

    It draws anew when what it is given changes, so the number of the change is part of that. Until it has done so it
    answers with what it sent before, and then with what it was given: neither is a stroke.
    """
    drawings = st.session_state[_key(session.DRAWINGS, name)]
    start = _key(session.CANVAS_START, name)
    _, number = st.session_state.get(start, ((), 0))
    st.session_state[start] = _last(drawings), number + 1
    st.session_state.setdefault(_key(session.CANVAS_SENT, name), None)
