"""The surface to draw on; the only importer of streamlit_drawable_canvas.

A drawing is kept as what the canvas sent after each stroke: its strokes (to go on drawing) and its picture. A stroke is
kept once, however many states it is part of.
Knows strokes. Does not know what they show.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image
from streamlit_drawable_canvas import st_canvas

from ui import session, theme

SIDE = 280  # px: fits a phone 375 px wide
HEIGHT = 240  # px, of the canvas for a number
_MOST_KEPT = 200  # states of a drawing that Undo can go back ...
_MOST_BYTES = 2_000_000  # ... and of their pictures together: those of scribbles are large

Stroke = dict[str, Any]  # as the canvas describes it
Packed = tuple[str, ...]  # strokes as JSON: parsed, they would take ten times as much


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
    """
    drawings: list[Drawn] = st.session_state.setdefault(_key(session.DRAWINGS, name), [])
    if name not in st.session_state:  # it is not on the page now: begin with what was drawn before
        _restart(name)
    result = st_canvas(
        stroke_width=pen,
        stroke_color=theme.INK,
        background_color=theme.PAPER,
        initial_drawing=unpack(*st.session_state[_key(session.CANVAS_START, name)]),
        width=size[0],
        height=size[1],
        return_image_data=True,
        key=name,
    )
    png, strokes = result.image_bytes, _take_strokes(result.json_data or {})
    sent = _key(session.CANVAS_SENT, name)
    if png and strokes is not None and _signature(strokes) != st.session_state[sent]:
        st.session_state[sent] = _signature(strokes)
        if not _are_same(strokes, _last(drawings)):
            drawings.append(Drawn(pack(strokes, _last(drawings)), png))
            forget_oldest(drawings)
    return drawings[-1].picture() if _last(drawings) else None


def states(name: str) -> list[Drawn]:
    """Return the drawing after each of its strokes, the last one last."""
    return [drawn for drawn in st.session_state.get(_key(session.DRAWINGS, name), []) if drawn.strokes]


def undo(name: str) -> None:
    """Take the last stroke back."""
    del st.session_state[_key(session.DRAWINGS, name)][-1:]
    _restart(name)


def clear(name: str) -> None:
    """Begin with empty paper."""
    st.session_state[_key(session.DRAWINGS, name)].clear()
    _restart(name)


def _key(what: str, name: str) -> str:
    return f"{what}-{name}"


def _take_strokes(sent: dict[str, Any]) -> list[Stroke] | None:
    """Take the strokes out of what the canvas sent, which Streamlit would keep for as long as the session lasts.

    The browser sends them again with each rerun that it asks for; None where they were taken already.
    """
    strokes: list[Stroke] | None = sent.get("objects")
    sent["objects"] = None
    return strokes


def _last(drawings: list[Drawn]) -> Packed:
    return drawings[-1].strokes if drawings else ()


def _signature(strokes: Sequence[Stroke]) -> tuple[int, Stroke | None]:
    """Return what differs between one drawing and the next: they never differ in an earlier stroke alone."""
    return len(strokes), strokes[-1] if strokes else None


def _are_same(strokes: Sequence[Stroke], packed: Packed) -> bool:
    return _signature(strokes) == (len(packed), json.loads(packed[-1]) if packed else None)


def forget_oldest(drawings: list[Drawn]) -> None:
    """Drop the first states of a drawing where there are too many, or their pictures too large."""
    del drawings[:-_MOST_KEPT]
    while sum(len(drawn.png) for drawn in drawings) > _MOST_BYTES:
        del drawings[0]


def pack(strokes: Sequence[Stroke], before: Packed) -> Packed:
    """Return the strokes as JSON; those that were there before are the very same texts, not copies."""
    kept = before[: len(strokes)]
    if not _are_same(strokes[: len(kept)], kept):
        kept = ()
    return (*kept, *map(json.dumps, strokes[len(kept) :]))


def unpack(packed: Packed, number: int) -> dict[str, Any]:
    """Return strokes as the canvas begins with them, and which beginning that is."""
    return {"objects": [json.loads(stroke) for stroke in packed], "number": number}


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
