"""Promises of the lesson's cards on a page."""

from __future__ import annotations

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from model.datasets.mnist import mnist_test
from model.languages.translation import in_language
from tests.conftest import drawn_seven
from tests.pages.app import button, page, texts
from ui import session
from ui.lesson.cards import CARDS
from ui.lesson.progress import Progress

pytestmark = pytest.mark.usefixtures("shipped_predicted")  # a card may lie on the page Evaluate


def lesson(name: str, card: str, **kept: object) -> AppTest:
    """Return a page on which this card is open, with what other pages left in the session."""
    app = page(name)
    app.session_state[session.LESSON] = Progress(True, card)
    for key, value in kept.items():
        app.session_state[key] = value
    return app.run()


def is_done(app: AppTest) -> bool:
    """Whether the open card is ticked."""
    progress: Progress = app.session_state[session.LESSON]
    return progress.card in progress.done


def test_no_card_is_shown_until_the_lesson_is_switched_on() -> None:
    app = page("pages/evaluate.py")
    assert CARDS["draw"].task not in texts(app)
    app.checkbox(key="lesson-switch").check().run()
    assert CARDS["draw"].task in texts(app)


@pytest.mark.parametrize("card", CARDS)
def test_a_card_begins_undone_and_says_task_and_question(card: str) -> None:
    app = lesson("pages/evaluate.py", card)
    assert CARDS[card].task in texts(app)
    assert CARDS[card].question in texts(app)
    assert not is_done(app)
    assert button(app, CARDS[card].button)


def test_a_map_that_is_opened_on_the_page_look_inside_is_the_last_card() -> None:
    given = {session.PICTURE: drawn_seven(), session.STROKES: []}
    assert not is_done(lesson("pages/inside.py", "inside", **given))
    app = lesson("pages/inside.py", "inside", **given, **{session.PRESSED: "0-1"})
    assert is_done(app)
    button(app, "Next: Draw").click().run()
    assert app.session_state[session.LESSON].card == "draw"


def test_a_card_leads_to_empty_paper_and_what_was_drawn_can_be_brought_back() -> None:
    page("app.py")
    from ui.draw.canvas import Drawn  # once a running app has imported it

    app = lesson("pages/evaluate.py", "draw")
    drawn = Drawn((json.dumps({"type": "Path", "path": []}),), b"png")
    app.session_state[f"{session.DRAWINGS}-canvas"] = [drawn]
    button(app, "Go to the paper").click().run()
    assert "Draw a digit" in [title.value for title in app.title]
    assert not app.exception
    before, now = app.session_state[f"{session.DRAWINGS}-canvas"]
    assert (before, now.strokes) == (drawn, ())


def test_only_a_test_picture_that_is_read_wrong_is_a_mistake(shipped_probabilities: np.ndarray) -> None:
    right = shipped_probabilities.argmax(axis=1) == mnist_test().y
    for at, done in ((int(right.argmax()), False), (int(right.argmin()), True)):
        assert is_done(lesson("pages/train.py", "mistakes", **{session.TEST_PICTURE: at})) is done


def test_begin_again_forgets_what_was_done() -> None:
    app = page("pages/evaluate.py")
    app.session_state[session.LESSON] = Progress(True, "inside", set(CARDS))
    app.run()
    assert "All seven cards are done." in texts(app)
    button(app, "Begin the lesson again").click().run()
    assert app.session_state[session.LESSON] == Progress(True)


def test_a_press_that_names_no_card_leaves_the_open_one_open() -> None:
    app = lesson("pages/evaluate.py", "fool")
    app.segmented_control(key="lesson-card").set_value(None).run()
    assert not app.exception
    assert CARDS["fool"].task in texts(app)
    assert app.segmented_control(key="lesson-card").value == "fool"


def test_the_open_card_stays_when_the_language_is_switched() -> None:
    app = lesson("app.py", "draw")
    app.button(key="turn-language").click().run()
    assert not app.exception
    assert in_language(CARDS["draw"].task, "zh_CN") in texts(app)
    assert CARDS["draw"].task not in texts(app)
    assert app.session_state[session.LESSON].to_text() == "on.draw"
