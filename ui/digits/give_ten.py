"""Give ten digits: each of 0 to 9 is asked for in turn, and kept at a press on "Next".

A visit goes on where it was, also where the page is loaded anew.
Knows what was asked and given. Does not know the page that shows it, or what else is done with samples.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from markupsafe import Markup
from numpy.typing import NDArray

from model.errors import InklingError, PictureError
from model.languages.translation import _, ngettext
from ui import faults, following, html, left_behind, session, widgets
from ui.draw import canvas, keeping
from ui.draw.presses import clear_button, send_first
from ui.draw.steps_view import Read
from ui.draw.waking import awake_classifier
from ui.text import message
from ui.turns import aside, turn

_PAPER = "ten"  # name of the canvas
_PEN = 18  # px
_DIGITS = range(10)


@dataclass(frozen=True, eq=False)
class Given:
    """A digit that was given: what was asked for, id of the sample, and what the network reads.

    Attributes:
        label: what was asked for, 0 to 9.
        sample: id of what is kept.
        image: uint8 (28, 28).
        answer: what was read, 0 to 9; None where the network was not sure, or read none.
    """

    label: int
    sample: str
    image: NDArray[np.uint8]
    answer: int | None


@dataclass
class Ten:
    """How far a visitor is.

    Attributes:
        asked: which digit is asked for, 10 after the last.
        given: what was given.
        taken_back: when one was taken back last, in s of this process's clock.
    """

    asked: int = 0
    given: tuple[Given, ...] = ()
    taken_back: float = -math.inf


def show() -> None:
    """Ask for one digit after the other, then show what was given; or that nobody may, as long as that is so."""
    following.follow(keeping.is_allowed)
    _show()


@st.fragment  # a stroke reruns this part alone
@turn()
def _show() -> None:
    ten: Ten = st.session_state.setdefault(session.TEN, Ten())
    with st.container(key="give-ten"):
        if not keeping.is_allowed():
            st.markdown(keeping.switched_off())
        elif ten.asked in _DIGITS:
            _ask(ten)
        else:
            _show_end(ten)


def _ask(ten: Ten) -> None:
    asked = _("Draw a {digit}").format(digit=ten.asked)
    so_far = _("{count} of 10").format(count=ten.asked + 1)
    line = Markup('<p class="ink-asked" role="status"><strong>{}</strong> <span>{}</span></p>')
    html.show(line.format(asked, so_far))
    picture = None
    try:
        picture = canvas.canvas(_PAPER, _PEN)
    except InklingError as error:
        st.error(message(error))
    with st.container(key="ten-tools", horizontal=True, gap="small"):
        pressed = st.button(_("Next"), key="ten-next", type="primary", icon=":material/check:", width="stretch")
        clear_button(_PAPER, "ten-clear")
    send_first(_PAPER, "ten-next")
    faults.show_kept("digit")
    with st.container(horizontal=True, gap="small"):
        if ten.given:
            _offer_again(ten, ten.given[-1])
        st.button(_("Skip it"), key="ten-skip", icon=":material/skip_next:", on_click=_go_to, args=(ten, ten.asked + 1))
    html.show(Markup('<p class="ink-kept-line">{}</p>').format(keeping.before_next()))
    if pressed:
        faults.do_in_part("digit", _keep, ten, picture)


def _offer_again(ten: Ten, last: Given) -> None:
    st.button(
        _("Draw the {digit} again").format(digit=last.label), key=f"ten-again-{last.label}", icon=":material/replay:",
        on_click=faults.do_here, args=("digit", _take_back, ten, last),
    )  # fmt: skip


def _keep(ten: Ten, picture: NDArray[np.uint8] | None) -> None:
    """Keep what is drawn as the digit that was asked for, and ask for the next; raises PictureError without ink."""
    classifier = awake_classifier()
    reading = None if picture is None else classifier.read(picture)
    if picture is None or reading is None or reading.status == "empty":
        raise PictureError(
            "nothing-drawn", "There is too little ink. Draw a {digit}, then press “Next”.", digit=ten.asked
        )
    strokes = canvas.states(_PAPER)[-1].strokes
    sample = keeping.sample_of(Read(classifier, picture, reading), ten.asked, "ten", strokes)
    with aside():
        keeping.keep(sample)
    ten.given = (*ten.given, Given(ten.asked, sample.id, sample.image, sample.answer))
    _go_to(ten, ten.asked + 1)


def _take_back(ten: Ten, last: Given) -> None:
    """Take the last digit back, and ask for it again; the second press of a double one means the same digit."""
    is_double = last not in ten.given or time.monotonic() - ten.taken_back < widgets.DOUBLE_PRESS
    if is_double:
        return
    keeping.take_back(last.sample)
    ten.given = tuple(each for each in ten.given if each is not last)
    ten.taken_back = time.monotonic()
    _go_to(ten, last.label)


def _go_to(ten: Ten, asked: int) -> None:
    ten.asked = asked
    left_behind.keep(session.TEN, ten)
    canvas.clear(_PAPER)


def _show_end(ten: Ten) -> None:
    count = len(ten.given)
    said = ngettext("1 digit given.", "{count} digits given.", count).format(count=count)
    html.show(Markup('<p class="ink-asked" role="status"><strong>{}</strong></p>').format(said))
    given = _still_there(ten.given)
    if given:
        right = sum(each.answer == each.label for each in given)
        st.markdown(_("{right} of {count} were read right.").format(right=right, count=len(given)))
        html.show(Markup('<div class="ink-given">{}</div>').format(html.together(*map(_picture, given))))
    with st.container(horizontal=True, gap="small"):
        st.button(_("Give ten more"), key="ten-more", type="primary", icon=":material/add:", on_click=_begin_again)
        if given:
            _offer_again(ten, given[-1])
    faults.show_kept("digit")
    if count:
        html.show(Markup('<p class="ink-kept-line">{}</p>').format(_in_words(len(given), count)))


def _still_there(given: Sequence[Given]) -> list[Given]:
    """Return what is kept still: whoever gave it may have removed or deleted it since."""
    with aside():
        there = keeping.still_there([each.sample for each in given])
    return [each for each in given if each.sample in there]


def _in_words(kept: int, count: int) -> str:
    if kept < count:
        return _("{kept} of {count} are still kept.").format(kept=kept, count=count)
    return _("They are kept. Under “Digits” you can look at them, and remove them.")


def _picture(given: Given) -> Markup:
    look, said = "wrong", _("not sure")
    if given.answer == given.label:
        look, said = "right", _("read right")
    elif given.answer is not None:
        said = _("read as {answer}").format(answer=given.answer)
    alt = _("Your {digit}").format(digit=given.label)
    figure = Markup('<figure class="{}">{}<figcaption><b>{}</b> {}</figcaption></figure>')
    return figure.format(look, html.image(given.image, 84, alt), given.label, said)


def _begin_again() -> None:
    left_behind.keep(session.TEN, Ten())
