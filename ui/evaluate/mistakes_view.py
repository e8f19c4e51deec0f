"""The view "Mistakes": the pictures that are read wrong as a wall, the pairs that are confused, the matrix as a filter.

Knows kinds of mistakes. Does not know how a picture or a matrix is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from model.evaluation import mistakes
from model.evaluation.mistakes import Confusion, Indices
from model.evaluation.predictions import Predictions
from model.languages.translation import N_, _
from ui import glossary, html, session
from ui.evaluate import matrix, wall
from ui.evaluate.networks import Evaluated
from ui.pressing import pressable
from ui.text import plain

_PAIRS = 4  # sentences; the matrix holds the others


class Kind(NamedTuple):
    """Some pictures: their label, a sentence about them, and what finds them."""

    label: str
    sentence: str
    find: Callable[..., Indices]


WRONG = "wrong"  # the first kind
KINDS = {
    WRONG: Kind(N_("Mistakes"), N_("All {count:,} mistakes, the surest first."), mistakes.confidently_wrong),
    "hardest": Kind(N_("Hardest"), N_("Their label surprised the network most."), mistakes.hardest),
    "mislabelled": Kind(
        N_("Wrong label?"),
        N_("They look more like another class than their label says. The network may be wrong, too."),
        mistakes.look_mislabelled,
    ),
}


def show(evaluated: Evaluated) -> None:
    """Show the wall, and beside it the pairs and the matrix, which say what is on the wall."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        cell = _show_wall(evaluated)
    with right:
        _show_filter(evaluated, cell)


def _show_wall(evaluated: Evaluated) -> matrix.Cell | None:
    """Let the pictures be chosen, and show them; return the cell of the matrix that they are of, if any."""
    predictions = evaluated.predictions
    cell = matrix.cell_of(str(st.session_state.get(session.SHOWN)), len(predictions.classes))
    options = [*KINDS, *([matrix.name_of(cell)] if cell else [])]
    if st.session_state.get(session.SHOWN) not in options:
        st.session_state[session.SHOWN] = WRONG
    shown = st.segmented_control(
        _("Which pictures?"),
        options,
        format_func=lambda kind: _label(kind, predictions),
        key=session.SHOWN,
        required=True,
        label_visibility="collapsed",
    )
    sentence, places = _pictures(shown or WRONG, evaluated)
    st.markdown(sentence)
    wall.show(predictions, places, f"{shown} {predictions.folder}")
    return cell


def _label(kind: str, predictions: Predictions) -> str:
    if kind in KINDS:
        return _(KINDS[kind].label)
    true, predicted = matrix.cell_of(kind, len(predictions.classes)) or (0, 0)
    # NOTE: pictures of the class {true} that are read as the class {predicted}
    said = _("{true} as {predicted}")
    return plain(said.format(true=predictions.classes[true], predicted=predictions.classes[predicted]))


def _pictures(shown: str, evaluated: Evaluated) -> tuple[str, Indices]:
    """Return a sentence about the pictures of a kind or a cell, as Markdown, and where they are."""
    predictions = evaluated.predictions
    of_each = predictions.probabilities, predictions.labels
    cell = matrix.cell_of(shown, len(predictions.classes))
    if cell:
        row = evaluated.figures.confusion[cell[0]]
        words = Confusion(*cell, row[cell[1]], sum(row)).in_words(predictions.classes)
        return plain(_("{confusion}, the surest first.").format(confusion=words)), mistakes.cell(*of_each, *cell)
    places = KINDS[shown].find(*of_each)
    if not len(places):
        return _("There is none: press a blue cell to see what is read right."), places
    return _(KINDS[shown].sentence).format(count=len(places)), places


def _show_filter(evaluated: Evaluated, cell: matrix.Cell | None) -> None:
    """Show what is confused most, and the matrix."""
    classes, confusion = evaluated.predictions.classes, evaluated.figures.confusion
    most = mistakes.confusions(confusion, _PAIRS)
    pressable(
        html.together(matrix.pairs(most, classes), matrix.table(confusion, classes, cell)),
        "evaluate-matrix",
        lambda name: _filter(name, len(classes)),
        scroll=f".st-key-{session.SHOWN}",
    )
    glossary.terms("label", "confusion-matrix")


def _filter(name: str, classes: int) -> None:
    """Let the wall show the pictures of a cell that was pressed."""
    if matrix.cell_of(name, classes):
        st.session_state[session.SHOWN] = name
