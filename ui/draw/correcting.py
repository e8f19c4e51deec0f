"""Whether an answer is right, and what the digit was where it is not: who wrote it says so, and it is kept.

Knows the visitor's session, and how a press is offered. Does not know what is kept of a digit (see `keeping`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from markupsafe import Markup
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from model.inference.classifier import Reading
from model.languages.translation import _
from model.samples.sample import NO_DIGIT, Source
from ui import faults, html, session
from ui.classroom import mine
from ui.draw import keeping
from ui.draw.received import Packed
from ui.draw.steps_view import Read
from ui.draw.ways import Way
from ui.turns import aside

# How a sample came, by the way in which it was given; a picture of the test is none.
_SOURCES: dict[Way, Source] = {"draw": "draw", "keyboard": "keyboard", "photo": "photo", "camera": "camera"}
_UNDO = "not-kept"  # key of the button that takes back what was kept


@dataclass
class Said:
    """What is said of an answer, as long as the same image is read.

    Attributes:
        image: float32 (28, 28), as it was read.
        is_wrong: whether the answer was called wrong; then it is asked what the digit was.
        label: what it was said to be, None while nothing was said.
        sample: id of what is kept of it, "" for nothing.
    """

    image: NDArray[np.float32]
    is_wrong: bool = False
    label: int | None = None
    sample: str = ""


@dataclass(frozen=True)
class Answered:
    """An answer that something is said of: in which place, how its digit was given, what was read, and the strokes."""

    place: str
    way: Way
    read: Read
    strokes: Packed = ()

    @property
    def reading(self) -> Reading:
        """What was read."""
        return self.read.reading


def show(answered: Answered, below: DeltaGenerator) -> None:
    """Offer to call the answer right or wrong, or to take back what was said.

    Args:
        answered: the answer.
        below: where it is asked what the digit was, once it was called wrong.
    """
    said, is_kept = _said(answered), answered.way in _SOURCES and keeping.is_allowed()
    if said.sample:
        _show_kept(answered, said)
    elif said.is_wrong and is_kept:
        with below:
            _ask(answered)
    else:
        _offer(answered, said, is_kept)
    if answered.way in _SOURCES:
        _show_where(_where(answered, said, is_kept))
    faults.show_kept("digit")


def _show_where(sentence: str) -> None:
    html.show(Markup('<p class="ink-kept-line">{}</p>').format(sentence))


def _where(answered: Answered, said: Said, is_kept: bool) -> str:
    if said.sample:
        return keeping.after()
    if not is_kept:
        return _("No digit is kept at the moment: your teacher has switched that off.")
    return keeping.before(has_right=not said.is_wrong and answered.reading.label is not None)


def _offer(answered: Answered, said: Said, is_kept: bool) -> None:
    label = answered.reading.label
    if is_kept and label is not None:
        st.button(
            _("Right"), key="right", icon=":material/thumb_up:", on_click=faults.do_here,
            args=("digit", _keep, answered, label),
        )  # fmt: skip
    if is_kept or label is not None:
        mine.wrong_button(said.is_wrong, _call, answered, not said.is_wrong)


def _ask(answered: Answered) -> None:
    """Ask what the digit was."""
    with st.container(key="was", horizontal=True, gap="xsmall"):
        html.show(html.paragraph(_("What was it?")))
        for label in (*range(10), NO_DIGIT):
            st.button(
                _("No digit") if label == NO_DIGIT else f"{label}", key=f"was-{label}", on_click=faults.do_here,
                args=("digit", _keep, answered, label),
            )  # fmt: skip
        mine.wrong_button(True, _call, answered, False)
        _show_where(keeping.before(has_right=False))  # for phones: there this covers what is said below the answer


def _show_kept(answered: Answered, said: Said) -> None:
    kept = _("Kept: no digit. Undo") if said.label == NO_DIGIT else _("Kept as {digit}. Undo").format(digit=said.label)
    st.button(
        kept,
        key=_UNDO,
        icon=":material/undo:",
        on_click=faults.do_here,
        args=("digit", _take_back, answered, said.sample),
    )


def _call(answered: Answered, is_wrong: bool) -> None:
    mine.call_wrong(answered.place, is_wrong)
    _say(answered, is_wrong)


def _keep(answered: Answered, label: int) -> None:
    sample = keeping.sample_of(answered.read, label, _SOURCES[answered.way], answered.strokes)
    keeping.keep(sample)
    is_wrong = label != answered.reading.label
    mine.call_wrong(answered.place, is_wrong)
    _say(answered, is_wrong, label, sample.id)


def _take_back(answered: Answered, sample_id: str) -> None:
    keeping.take_back(sample_id)
    _call(answered, is_wrong=False)


def _say(answered: Answered, is_wrong: bool, label: int | None = None, sample_id: str = "") -> None:
    said = Said(answered.reading.preprocessed.image, is_wrong, label, sample_id)
    st.session_state[f"{session.SAID}-{answered.place}"] = said


def _said(answered: Answered) -> Said:
    """Return what is said of this answer: of another image nothing yet, unless it is still the answer called wrong."""
    key, image = f"{session.SAID}-{answered.place}", answered.reading.preprocessed.image
    said: Said | None = st.session_state.get(key)
    if said is None or not np.array_equal(said.image, image) or _is_gone(said):
        said = st.session_state[key] = Said(image, mine.is_wrong(answered.place))
    st.session_state.pop(session.MEANT, None)
    if said.is_wrong or said.label is not None:
        st.session_state[session.MEANT] = said.label
    return said


def _is_gone(said: Said) -> bool:
    """Whether what was kept is kept no more; asked when the button to undo it comes up, not at each stroke."""
    if not said.sample or _UNDO in st.session_state:
        return False
    with aside():  # nobody else waits for a database that does not answer
        return not keeping.still_there([said.sample])
