"""A visitor's own drawing in class: it is counted, shown on the wall while that is on, and its answer may be wrong.

A drawing is shown only once the visitor's page has said that the wall is on.
Knows the visitor's session. Does not know how a drawing is read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from model.inference.classifier import NumberReading, Reading
from model.languages.translation import _
from ui import html, session, visitor
from ui.classroom.wall import WALL, Tile

_MOST_DIGITS = 8  # of a number, in its picture


def say_whether_shown(place: str) -> None:
    """Say whether the class sees the drawing in this place, where the wall is on: a line that takes no room."""
    st.session_state[session.TOLD] = WALL.is_on
    said = _whether_shown(_last(place)) if WALL.is_on else ""
    html.show(Markup('<p class="ink-wall-line">{}</p>').format(said))


def _whether_shown(tile: Tile | None) -> str:
    if tile and not WALL.shows(tile):  # it was drawn before the page said so
        return _("The wall is on: from now on the class sees your digits.")
    return _("The wall is on: the class sees your digit.")


def digit(place: str, reading: Reading, goes_on: bool) -> None:
    """Tell the class of one digit that was read.

    Args:
        place: tells the ways apart in which a drawing is given.
        reading: the answer; one without a digit says nothing new of a drawing.
        goes_on: whether a drawing in this place is the one before with more strokes, until `forget`.
    """
    if reading.label is not None and reading.probabilities is not None:
        confidence = float(reading.probabilities[reading.label])
        images = (reading.preprocessed.image,)
        _tell(place, Tile(_who(), images, str(reading.label), confidence, reading.status == "digit"), goes_on)


def number(place: str, reading: NumberReading, goes_on: bool) -> None:
    """Tell the class of a number that was read; see `digit`."""
    read = [each for __, each in reading.digits if each.label is not None and each.probabilities is not None]
    if reading.status in ("number", "unsure") and read:
        confidence = min(float(each.probabilities.max()) for each in read if each.probabilities is not None)
        images = tuple(each.preprocessed.image for each in read[:_MOST_DIGITS])
        _tell(place, Tile(_who(), images, reading.text, confidence, reading.status == "number"), goes_on)


def forget(place: str) -> None:
    """Let the next drawing be another one."""
    st.session_state.pop(_key(place), None)


def show_wrong(place: str) -> None:
    """Offer to call the answer wrong; pressed once more, that is taken back."""
    tile = _last(place)
    if tile:
        wrong_button(tile.is_wrong, call_wrong, place, not tile.is_wrong)


def wrong_button(is_wrong: bool, deed: Callable[..., None], *args: object) -> None:
    """Show the button that calls an answer wrong, or takes that back; a press does the deed."""
    st.button(
        _("Marked as wrong") if is_wrong else _("Wrong"),
        key="wrong",
        icon=":material/undo:" if is_wrong else ":material/thumb_down:",
        on_click=deed,
        args=args,
    )


def is_wrong(place: str) -> bool:
    """Whether the last answer in this place was called wrong."""
    tile = _last(place)
    return tile is not None and tile.is_wrong


def call_wrong(place: str, is_wrong: bool) -> None:
    """Call the last answer in this place wrong, or take that back; an answer without a digit is none."""
    tile = _last(place)
    if tile:
        st.session_state[_key(place)] = WALL.call_wrong(tile, is_wrong)


def _tell(place: str, tile: Tile, goes_on: bool) -> None:
    before = _last(place)
    is_same = before is not None and before.has_picture_of(tile)
    if before and is_same and before.has_answer_of(tile):
        return
    if not (goes_on or is_same):
        before = None
    if before:
        is_wrong = before.is_wrong and before.label == tile.label  # another answer may be right
        tile = dataclasses.replace(tile, drawing=before.drawing, is_wrong=is_wrong)
    st.session_state[_key(place)] = tile
    WALL.add(tile, before, is_shown=st.session_state.get(session.TOLD, False))


def _last(place: str) -> Tile | None:
    tile: Tile | None = st.session_state.get(_key(place))
    return tile


def _key(place: str) -> str:
    return f"{session.TILE}-{place}"


def _who() -> str:
    return visitor.me().id
