"""The seven cards: each a task, a question, a button to where it begins, and a check that sees when it is done.

Knows the pages by their addresses. Does not know how a card is shown; docs/lesson.md has the answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from model.languages.translation import N_
from ui import session
from ui.lesson import checks, trainings

ANYWHERE = ""  # the page of a card whose check looks at none in particular


class Card(NamedTuple):
    """A card.

    Attributes:
        title: what it is called.
        minutes: how long it takes in a class.
        task: what to do.
        question: to think and to talk about.
        button: what the button to its beginning is called.
        begin: goes there.
        page: on which it can be done.
        is_done: whether what it asks for has been done.
        starts: whether the button is of use on that page, too: it starts or opens something there.
    """

    title: str
    minutes: int
    task: str
    question: str
    button: str
    begin: Callable[[], object]
    page: str
    is_done: Callable[[], bool]
    starts: bool = False


def _draw() -> None:
    """Begin on empty paper."""
    from ui.draw import canvas  # it can be imported within a running app alone

    st.session_state[session.KIND], st.session_state[session.WAY] = "digit", "draw"
    canvas.clear("canvas")
    st.switch_page("app.py")


def _show_mistakes() -> None:
    st.session_state.pop(session.TEST_PICTURE, None)
    st.switch_page("pages/evaluate.py")


CARDS: dict[str, Card] = {
    "draw": Card(
        N_("Draw"),
        4,
        N_("Draw a digit, 0 to 9, and look at the bars beside it."),
        N_("How sure is the network? Which digit comes second, and why that one?"),
        N_("Go to the paper"),
        _draw,
        "app.py",
        checks.is_read,
    ),
    "fool": Card(
        N_("Fool it"),
        6,
        N_(
            "Draw a digit that your neighbour can read, but the network cannot. Then press “Wrong” beside its answer,"
            " and say what it is."
        ),
        N_("What fools it, and what does not: small, slanted, thin, a piece missing?"),
        N_("Go to the paper"),
        _draw,
        "app.py",
        checks.is_fooled,
    ),
    "train": Card(
        N_("Train on 300"),
        7,
        N_(
            "Give a new network only 300 pictures. It learns from 240 of them, each seen 5 times; the other 60 check"
            " it. Watch its curves until it has finished."
        ),
        N_("How many of 100 new pictures does it read right? How many would it get by guessing?"),
        N_("Train on 300 pictures"),
        lambda: trainings.open_training(trainings.FIRST),
        "pages/train.py",
        trainings.has_few_pictures,
        starts=True,
    ),
    "overfit": Card(
        N_("See it overfit"),
        7,
        N_(
            "Let it see the same 300 pictures 30 times. Blue are the pictures that it learns from, orange are new ones."
        ),
        N_("Where do the two curves part? What has it learned by then that is of no use for new pictures?"),
        N_("Train 30 epochs"),
        lambda: trainings.open_training(trainings.OVERFITS),
        "pages/train.py",
        trainings.overfits,
        starts=True,
    ),
    "repair": Card(
        N_("Repair it"),
        8,
        N_(
            "By its curves the page says what would help. Press one remedy, and wait until the new curves have"
            " finished."
        ),
        N_(
            "Is the gap smaller now, and does it read new pictures better? Compare with others who took another remedy."
        ),
        N_("Back to the curves"),
        trainings.open_overfitted,
        "pages/train.py",
        trainings.is_repaired,
        starts=True,
    ),
    "mistakes": Card(
        N_("Find its mistakes"),
        6,
        N_("Find the pictures that the network reads wrong, and open one of them on the page “Draw”."),
        N_("Would you have read it right? Who is wrong: the network, or the person who wrote the label?"),
        N_("Go to its mistakes"),
        _show_mistakes,
        ANYWHERE,
        checks.is_mistake_open,
    ),
    "inside": Card(
        N_("Look inside"),
        7,
        N_(
            "Look at the same picture from inside: where the network looked, and what each layer makes of it."
            " Press a map."
        ),
        N_("Which part of the picture decided? What do the first maps show, and what can you still tell in the last?"),
        N_("Look inside"),
        lambda: st.switch_page("pages/inside.py"),
        "pages/inside.py",
        checks.has_looked,
    ),
}
