"""Promises of saying whether an answer is right, and of what is kept then (Streamlit's AppTest)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from model.images.preprocessing import preprocess
from model.images.strokes import draw
from model.inference.classifier import Classifier
from model.people import nicknames, rules
from model.people.visitor import TEACHER, Visitor
from model.samples import actions, store
from model.samples.sample import NO_DIGIT
from model.samples.store import Filter
from tests.pages.app import html, page
from tests.pages.drawn import put
from tests.ui.paths import SEVEN
from ui import session, turns
from ui.classroom import mine
from ui.classroom.wall import Wall
from ui.lesson.progress import Progress
from ui.visitor import Came

PUPIL = "a" * 16


@pytest.fixture(autouse=True)
def pupil(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the visitor be a pupil."""
    monkeypatch.setattr("ui.visitor._came", lambda: Came(PUPIL, False, ""))


@pytest.fixture(autouse=True)
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """Let each test begin with a wall of its own."""
    made = Wall()
    monkeypatch.setattr(mine, "WALL", made)
    return made


def drawn(strokes: tuple[np.ndarray, ...] = SEVEN) -> AppTest:
    """Return the Draw page with a drawing on its canvas."""
    app = page("app.py")
    put(app, "canvas", strokes)
    return app.run()


def press(app: AppTest, key: str) -> AppTest:
    """Press a button."""
    return app.button(key=key).click().run()


def keys(app: AppTest) -> set[str]:
    """Return the keys of what can be pressed to say what it was."""
    said = {str(each.key) for each in app.button}
    return {key for key in said if key in ("right", "wrong", "not-kept") or key.startswith("was-")}


def said(app: AppTest) -> str:
    """Return what the page says beside its buttons."""
    return unescape(html(app))


def test_nothing_is_kept_before_a_press_and_the_page_says_what_a_press_keeps_and_where() -> None:
    app = drawn()
    assert not app.exception
    assert keys(app) == {"right", "wrong"}
    assert "“Right”, or saying what it was, keeps this digit on your teacher's computer, as “a pupil”" in said(app)
    press(app, "wrong")
    assert "Saying what it was keeps this digit on your teacher's computer, as “a pupil”" in said(app)
    assert "“Right”" not in said(app)  # it is no longer there to be pressed
    assert store.select() == []


def test_confirmed_drawing_is_kept_with_all_that_is_known_of_it() -> None:
    nicknames.call(Visitor(PUPIL), "Ada")
    app = press(drawn(), "right")
    (sample,) = store.select()
    assert (sample.label, sample.answer, sample.writer, sample.nickname, sample.source) == (7, 7, PUPIL, "Ada", "draw")
    assert len(sample.version) == 16
    assert 0.5 < sample.confidence <= 1
    assert not sample.is_approved
    assert np.array_equal(sample.image, (preprocess(draw(SEVEN, pen=18)).image * 255).round())
    assert [stroke.tolist() for stroke in sample.strokes] == [stroke.tolist() for stroke in SEVEN]
    assert app.button(key="not-kept").label == "Kept as 7. Undo"
    assert "It is on your teacher's computer, as “Ada”" in said(app)


def test_saying_so_draws_the_answer_anew_and_not_the_whole_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty do it at once, and the whole page takes several times as long."""
    app, whole = drawn(), []
    monkeypatch.setattr(st, "rerun", lambda: whole.append("page"))
    for key in ("right", "not-kept", "wrong", "was-7"):
        app = press(app, key)
    assert keys(app) == {"not-kept"}
    assert whole == []


def test_wrong_answer_is_corrected_with_one_press_on_what_it_was(wall: Wall) -> None:
    app = press(drawn(), "wrong")
    assert wall.counts() == (1, 1)
    assert keys(app) == {"wrong", *(f"was-{label}" for label in range(10)), f"was-{NO_DIGIT}"}
    press(app, "was-4")
    assert [(each.label, each.answer, each.was_misread) for each in store.select()] == [(4, 7, True)]
    assert keys(app) == {"not-kept"}
    assert wall.counts() == (1, 1)


def test_wrong_is_taken_back_without_anything_being_kept(wall: Wall) -> None:
    app = press(press(drawn(), "wrong"), "wrong")
    assert keys(app) == {"right", "wrong"}
    assert wall.counts() == (1, 0)
    assert store.select() == []


def test_answer_that_was_right_after_all_is_not_wrong_on_the_wall(wall: Wall) -> None:
    press(press(drawn(), "wrong"), "was-7")
    assert wall.counts() == (1, 0)


def test_mistaken_press_is_undone_and_the_drawing_is_one_sample_with_what_was_said_last(wall: Wall) -> None:
    app = press(press(drawn(), "wrong"), "was-4")
    press(app, "not-kept")
    assert store.select() == []
    assert wall.counts() == (1, 0)
    assert keys(app) == {"right", "wrong"}
    press(press(app, "wrong"), "was-1")
    assert [each.label for each in store.select()] == [1]
    assert len(store.select(Filter(is_removed=None))) == 1


def test_drawing_that_is_no_digit_is_kept_as_none() -> None:
    app = press(press(drawn(), "wrong"), f"was-{NO_DIGIT}")
    assert [each.label for each in store.select()] == [NO_DIGIT]
    assert app.button(key="not-kept").label == "Kept: no digit. Undo"


def test_answer_without_a_digit_can_be_corrected(wall: Wall) -> None:
    halves = tuple(stroke * 0.4 + [shift, 80] for stroke in SEVEN for shift in (10, 150))
    app = drawn(halves)
    assert "two or more separate digits" in said(app)
    assert keys(app) == {"wrong"}
    press(press(app, "wrong"), "was-4")
    ((label, answer, confidence),) = [(each.label, each.answer, each.confidence) for each in store.select()]
    assert (label, answer, confidence) == (4, None, 0.0)
    assert wall.counts() == (0, 0)  # it was no answer


@pytest.mark.parametrize("label", [7, 4, NO_DIGIT])
def test_digit_that_the_network_was_not_sure_of_is_not_kept_as_misread(
    label: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Classifier.read
    monkeypatch.setattr(Classifier, "read", lambda *given: replace(read(*given), status="unsure"))
    press(press(drawn(), "wrong"), f"was-{label}")
    (sample,) = store.select()
    assert (sample.label, sample.answer, sample.confidence, sample.was_misread) == (label, None, 0.0, False)


def test_picture_of_the_test_is_called_wrong_and_never_kept() -> None:
    app = page("app.py").segmented_control(key="way-digit").set_value("test").run()
    press(app, "wrong")
    assert keys(app) == {"wrong"}
    assert app.button(key="wrong").label == "Marked as wrong"
    assert "your teacher's computer" not in said(app)


def test_where_giving_is_off_wrong_counts_on_the_wall_alone_and_the_page_says_so(wall: Wall) -> None:
    rules.change(TEACHER, contributing=False)
    app = drawn()
    assert keys(app) == {"wrong"}
    assert "No digit is kept at the moment" in said(app)
    press(app, "wrong")
    assert keys(app) == {"wrong"}
    assert wall.counts() == (1, 1)
    assert store.select() == []


def test_press_on_a_page_from_before_giving_was_switched_off_is_refused_with_a_sentence() -> None:
    app = drawn()
    rules.change(TEACHER, contributing=False)
    press(app, "right")
    assert [each.value for each in app.error] == ["Your teacher has switched giving digits off. Ask your teacher."]
    assert store.select() == []


def test_stroke_asks_nothing_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    app = press(drawn(), "right")
    for room in ("reading", "writing"):
        monkeypatch.setattr(store, room, lambda: pytest.fail("the database was asked"))
    assert keys(app.run()) == {"not-kept"}
    assert keys(press(app, "clear-canvas")) == set()


def test_lesson_is_told_what_was_drawn_by_the_same_press(monkeypatch: pytest.MonkeyPatch) -> None:
    app = drawn()
    app.session_state[session.LESSON] = Progress(True, "fool")
    assert "fool" not in app.run().session_state[session.LESSON].done
    press(app, "right")
    assert "fool" not in app.session_state[session.LESSON].done
    press(press(press(app, "not-kept"), "wrong"), "was-4")
    assert "fool" in app.run().session_state[session.LESSON].done


@pytest.mark.parametrize("deed", [actions.delete_writer, lambda *_: actions.delete_everything(TEACHER)])
def test_digit_that_was_deleted_elsewhere_is_not_said_to_be_kept(deed: Callable[[str, Visitor], int]) -> None:
    app = press(drawn(), "right")
    app.switch_page("pages/digits.py").run()
    assert deed(PUPIL, Visitor(PUPIL)) == 1
    app.switch_page("app.py").run()
    put(app, "canvas", SEVEN)
    assert keys(app.run()) == {"right", "wrong"}
    assert "It is on your teacher's computer" not in said(app)
    press(app, "right")
    assert keys(app) == {"not-kept"}
    assert len(store.select()) == 1


@pytest.mark.parametrize("database", ["", "postgresql://nobody@127.0.0.1:1/none"], ids=["there", "unreachable"])
def test_digit_that_was_kept_is_said_to_be_after_a_visit_to_another_page(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = press(drawn(), "right")
    app.switch_page("pages/digits.py").run().switch_page("app.py").run()
    monkeypatch.setenv("INKLING_DATABASE_URL", database)
    put(app, "canvas", SEVEN)
    assert keys(app.run()) == {"not-kept"}
    assert not app.exception


def test_who_comes_back_lets_others_be_answered_while_the_database_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    app = press(drawn(), "right")
    app.switch_page("pages/digits.py").run()
    waiting: list[int] = []

    def removed_of(sample_ids: Iterable[str]) -> set[str]:
        waiting.append(turns.waiting())
        return set()

    monkeypatch.setattr(store, "removed_of", removed_of)
    assert keys(app.switch_page("app.py").run()) == {"not-kept"}
    assert waiting == [0]


def test_undo_of_a_digit_that_was_deleted_meanwhile_undoes_it() -> None:
    app = press(press(drawn(), "wrong"), "was-4")
    actions.delete_writer(PUPIL, TEACHER)
    press(app, "not-kept")
    assert not app.error
    assert keys(app) == {"right", "wrong"}


def test_samples_of_another_are_left_alone_by_undo() -> None:
    app = press(drawn(), "right")
    (sample,) = store.select()
    assert actions.remove({sample.id: sample.label}, TEACHER) == [sample.id]
    press(app, "not-kept")
    assert not app.exception
