"""Promises of giving ten digits (Streamlit's AppTest)."""

from __future__ import annotations

from html import unescape

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from model.people import rules
from model.people.visitor import TEACHER
from model.samples import actions, store
from model.samples.store import Filter
from tests.pages.app import LookAgain, html, page, texts
from tests.pages.drawn import put
from tests.ui.paths import SEVEN
from ui import session
from ui.visitor import Came

PUPIL = "b" * 16


@pytest.fixture(autouse=True)
def pupil(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the visitor be a pupil."""
    monkeypatch.setattr("ui.visitor._came", lambda: Came(PUPIL, False, ""))


@pytest.fixture
def ten() -> AppTest:
    """Return the page "Our digits" where ten digits are asked for."""
    return page("pages/digits.py").segmented_control(key="digits-view").set_value("ten").run()


def give(app: AppTest, shift: float = 0) -> AppTest:
    """Draw a 7, and press "Next"."""
    put(app, "ten", tuple(stroke + shift for stroke in SEVEN))
    app.run()
    return press(app, "next")


def press(app: AppTest, name: str) -> AppTest:
    """Press a button."""
    return app.button(key=f"ten-{name}").click().run()


def said(app: AppTest) -> str:
    """Return what the page says, as one reads it."""
    return unescape(html(app))


def keys(app: AppTest) -> set[str]:
    """Return what can be pressed."""
    return {str(each.key).removeprefix("ten-") for each in app.button if str(each.key).startswith("ten-")}


def kept() -> list[int]:
    """Return the labels of what is kept."""
    return sorted(sample.label for sample in store.select())


def test_a_digit_is_kept_as_what_was_asked_for_once_next_is_pressed(ten: AppTest) -> None:
    assert "Draw a 0" in said(ten)
    assert "1 of 10" in said(ten)
    assert "“Next” keeps your digit on your teacher's computer, as “a pupil”." in said(ten)
    put(ten, "ten", SEVEN)
    ten.run()
    assert kept() == []
    press(ten, "next")
    (sample,) = store.select()
    assert (sample.label, sample.answer, sample.source, sample.writer) == (0, 7, "ten", PUPIL)
    assert np.array_equal(sample.strokes[0], SEVEN[0])
    assert "Draw a 1" in said(ten)
    assert "2 of 10" in said(ten)


def test_next_without_a_drawing_keeps_nothing_and_says_so(ten: AppTest) -> None:
    press(ten, "next")
    assert [each.value for each in ten.error] == ["There is too little ink. Draw a 0, then press “Next”."]
    assert kept() == []
    assert "Draw a 0" in said(ten)


def test_last_digit_is_drawn_again(ten: AppTest) -> None:
    give(give(ten), shift=1)
    press(ten, "again-1")
    assert "Draw a 1" in said(ten)
    assert kept() == [0]
    give(ten, shift=1)
    assert kept() == [0, 1]
    assert len(store.select(Filter(is_removed=None))) == 2


def test_double_press_takes_one_digit_back(ten: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    give(give(ten), shift=1)
    press(press(ten, "again-1"), "again-0")
    assert "Draw a 1" in said(ten)
    assert kept() == [0]
    monkeypatch.setattr("ui.widgets.DOUBLE_PRESS", 0.0)  # it is over
    press(ten, "again-0")
    assert "Draw a 0" in said(ten)
    assert kept() == []


def test_digit_that_was_deleted_meanwhile_is_drawn_again(ten: AppTest) -> None:
    give(ten)
    actions.delete_writer(PUPIL, TEACHER)
    press(ten, "again-0")
    assert not ten.error
    assert "Draw a 0" in said(ten)


def test_visit_goes_on_where_it_was_and_ends_with_what_was_read(ten: AppTest) -> None:
    give(ten)
    for __ in range(6):
        press(ten, "skip")
    other_page = ten.switch_page("pages/class.py").run()
    app = other_page.switch_page("pages/digits.py").run().segmented_control(key="digits-view").set_value("ten").run()
    assert "Draw a 7" in said(app)
    give(app, shift=2)
    press(press(app, "skip"), "skip")
    assert not app.exception
    assert "2 digits given." in said(app)
    assert "1 of 2 were read right." in texts(app)
    assert "<b>0</b> read as 7" in said(app)
    assert "<b>7</b> read right" in said(app)
    press(app, "more")
    assert "Draw a 0" in said(app)
    assert kept() == [0, 7]


def test_at_the_end_nothing_is_said_to_be_kept_that_was_removed_or_deleted_since(ten: AppTest) -> None:
    give(give(ten), shift=1)
    for __ in range(8):
        press(ten, "skip")
    assert "They are kept." in said(ten)
    first, second = sorted(store.select(), key=lambda sample: sample.label)
    actions.remove({second.id: second.label}, TEACHER)
    assert "1 of 2 are still kept." in said(ten.run())
    assert "They are kept." not in said(ten)
    assert "<b>0</b>" in said(ten)
    assert "<b>1</b>" not in said(ten)
    assert press(ten, "again-0").session_state[session.TEN].asked == 0
    assert store.find(first.id).removed
    actions.delete_writer(PUPIL, TEACHER)
    for __ in range(10):
        press(ten, "skip")
    assert "0 of 1 are still kept." in said(ten)
    assert keys(ten) == {"more"}


def test_who_skips_all_is_told_that_nothing_was_given(ten: AppTest) -> None:
    for __ in range(10):
        press(ten, "skip")
    assert "0 digits given." in said(ten)
    assert keys(ten) == {"more"}


def test_nobody_is_asked_where_giving_is_off_and_a_press_from_before_is_refused(ten: AppTest) -> None:
    put(ten, "ten", SEVEN)
    ten.run()
    rules.change(TEACHER, contributing=False)
    assert keys(press(ten, "next")) == set()
    assert "Giving digits is switched off" in texts(ten)
    assert kept() == []


def test_who_waits_is_asked_once_giving_is_on_again_and_no_more_once_it_is_off(
    look_again: LookAgain, ten: AppTest
) -> None:
    rules.change(TEACHER, contributing=False)
    app = look_again(ten)
    assert "Giving digits is switched off" in texts(app)
    assert keys(app) == set()
    rules.change(TEACHER, contributing=True, training=False)
    app = look_again(app)
    assert "Draw a 0" in said(app)
    assert keys(app) == {"next", "clear", "skip"}
    rules.change(TEACHER, training=True, approval=False)  # nothing that the page says: who draws is not disturbed
    assert said(look_again(app)) == ""
