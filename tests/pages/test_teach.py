"""Promises of the view "Teach": what it says before, while and after a network is taught. Nothing is trained here."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from model.inference.card import read_card
from model.people import class_start, nicknames, rules
from model.people.visitor import TEACHER, Visitor
from model.runs import queue, store
from model.runs.state import State
from model.runs.store import Run
from model.samples import store as samples_store
from model.samples.exports import export
from model.samples.sample import Sample
from model.storage.folder_store import STORE
from model.teaching import recipe
from model.versions import published
from model.versions.places import named
from model.versions.published import SHIPPED
from tests.classifiers import lend_shipped
from tests.pages.app import button, html, page, progress, texts
from tests.samples.drawings import sample
from ui import session
from ui.visitor import Came

PAGE = "pages/digits.py"
PUPIL = "a" * 16


@pytest.fixture(autouse=True)
def nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs wait: what is trained is promised elsewhere."""
    monkeypatch.setattr(queue, "advance", lambda: None)


@pytest.fixture
def pupil(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the visitor be a pupil."""
    monkeypatch.setattr("ui.visitor._came", lambda: Came(PUPIL, False, ""))


def give(writers: int, each: int, **said: object) -> list[Sample]:
    """Keep so many approved sevens of so many writers."""
    given = [
        sample(number, writer=f"{writer:016x}", is_approved=True) for writer in range(writers) for number in range(each)
    ]
    given = [replace(one, **said) for one in given]
    samples_store.add(given)
    return given


def taught(given: list[Sample], before: int, after: int) -> Run:
    """Return a finished teaching: of what was given, it read the first ones right before, and more now."""
    run = store.create(recipe.of(SHIPPED, export().id))
    lend_shipped(run.folder)
    run.write_history([{"epoch": 1, "loss": 0.2, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.85, "seconds": 1}])
    run.write_state(State("finished", queued_at=time.time()))
    answers = [(one.id, one.writer, 7, 7 if at < before else 1, 7 if at < after else 2) for at, one in enumerate(given)]
    kept = [read_card(run.folder).fingerprint, named(SHIPPED), answers, [9912, 10_000], [9908, 10_000], False]
    (run.folder / "comparison.json").write_text(json.dumps(kept))
    return run


def view(**query: str) -> AppTest:
    """Return the view."""
    app = page(PAGE, **query)
    if not query:
        next(each for each in app.segmented_control if each.key == session.DIGITS_VIEW).set_value("teach").run()
    assert not app.exception
    return app


def test_with_nothing_to_teach_it_says_so_and_leads_to_giving_digits() -> None:
    app = view()
    assert "There are too few digits to learn from" in app.info[0].value
    assert not any(each.label == "Teach it these" for each in app.button)
    button(app, "Give ten digits").click().run()
    assert app.session_state[session.DIGITS_VIEW] == "ten"
    assert not app.exception


def test_where_giving_is_off_nobody_is_led_to_it(pupil: None) -> None:
    rules.change(TEACHER, contributing=False)
    app = view()
    assert "There are too few digits to learn from" in app.info[0].value
    assert "Giving digits is switched off for pupils" in texts(app)
    assert not any(each.label == "Give ten digits" for each in app.button)
    assert "Draw a digit" not in [link.proto.label for link in app.get("page_link")]


def test_it_says_before_how_many_digits_and_writers_there_are_and_what_can_be_expected() -> None:
    give(30, 4)
    app = view()
    assert "<dd>120</dd>" in html(app)
    assert "<dd>30</dd>" in html(app)
    assert "It learns" in texts(app)
    assert "writers whom it never learned from" in texts(app)
    assert "95% interval" in texts(app)
    assert not app.warning
    assert not button(app, "Teach it these").disabled


def test_figure_of_one_writer_or_one_waiting_digit_is_in_the_singular() -> None:
    give(1, 20)
    give(1, 1, writer="f" * 16, is_approved=False)
    said = html(view())
    assert "<dt>person wrote them</dt><dd>1</dd>" in said
    assert "<dt>waiting for approval</dt><dd>1</dd>" in said


def test_few_digits_make_the_figure_a_guess_and_it_says_so() -> None:
    give(3, 5)
    assert "guess" in view().warning[0].value


def test_digits_that_wait_for_approval_are_told_and_not_counted() -> None:
    give(2, 5)
    give(1, 3, writer="f" * 16, is_approved=False)
    app = view()
    assert "<dd>10</dd>" in html(app)
    assert "3 digits wait for you" in texts(app)


def test_a_press_queues_the_training_and_a_reload_shows_it_again() -> None:
    give(3, 5)
    app = view()
    button(app, "Teach it these").click().run()
    [run] = store.all_runs()
    assert run.config().base == named(SHIPPED)
    assert progress(app) == ["It starts in a moment."]
    assert app.query_params["taught"] == run.id
    assert progress(view(taught=run.id)) == ["It starts in a moment."]


def test_a_new_network_begins_with_no_weights() -> None:
    give(3, 5)
    app = view()
    app.radio[0].set_value(True)  # the press comes with it
    button(app, "Teach it these").click().run()
    assert store.all_runs()[0].config().base == ""
    assert progress(app) == ["It starts in a moment."]


def test_pupil_may_teach_where_training_is_on(pupil: None) -> None:
    give(6, 20)
    assert not button(view(), "Teach it these").disabled


def test_pupil_who_may_not_train_reads_why(pupil: None) -> None:
    give(3, 5)
    rules.change(TEACHER, training=False)
    app = view()
    assert "Your teacher has switched training off." in texts(app)
    assert button(app, "Teach it these").disabled


def test_before_and_after_are_told_with_chance_each_writer_and_mnist() -> None:
    taught(give(5, 20), before=40, after=95)
    app = view()
    said, shown = texts(app), html(app)
    assert "Of 100 digits by pupils it never learned from, it read 40 right before, and 95 now." in said
    assert "The taught network is better, by more than chance" in said
    assert "It has not forgotten MNIST: of its 10,000 it read 9,912 right before, 9,908 now." in said
    assert "20 → 20 of 20" in shown
    assert "0 → 15 of 20" in shown
    assert "It reads these 55 now" in said


def test_new_class_is_not_shown_what_the_one_before_has_taught() -> None:
    run = taught(give(5, 20), before=40, after=95)
    class_start.begin(TEACHER)
    said = "The taught network is better, by more than chance"
    assert said not in texts(view())
    assert said in texts(view(taught=run.id))  # by a link it is shown


def test_teacher_lets_the_taught_network_answer_the_class() -> None:
    run = taught(give(5, 4), before=4, after=20)
    app = view()
    button(app, "Let it answer the class").click().run()
    assert published.current() == run.folder
    assert "This network answers on the Draw page now." in texts(app)


def test_pupil_lets_it_answer_them_alone_and_not_the_class(pupil: None) -> None:
    run = taught(give(5, 4), before=4, after=20)
    app = view()
    assert not any(each.label == "Let it answer the class" for each in app.button)
    button(app, "Let it answer me").click().run()
    assert app.session_state[session.NETWORK] == run.folder
    assert published.current() == SHIPPED


def test_writer_is_called_by_the_nickname_and_the_visitor_you(pupil: None) -> None:
    given = give(5, 4)
    nicknames.call(Visitor(given[0].writer), "Ann")
    taught([replace(one, writer=PUPIL) if one.writer == given[-1].writer else one for one in given], 4, 20)
    samples_store.add([sample(999, writer=PUPIL, is_approved=True)])
    shown = html(view())
    assert '<th scope="row">Ann</th>' in shown
    assert '<th scope="row">You</th>' in shown


def test_failed_teaching_says_why_and_another_can_be_begun() -> None:
    give(3, 5)
    run = store.create(recipe.of(SHIPPED, export().id))
    run.write_state(State("failed", reason="process-gone"))
    app = view(taught=run.id)
    assert app.error
    button(app, "Teach once more").click().run()
    assert not button(app, "Teach it these").disabled


def test_what_cannot_be_compared_any_more_is_one_sentence() -> None:
    run = taught(give(3, 5), before=4, after=15)
    (run.folder / "comparison.json").unlink()
    for file in STORE.folder("exports").iterdir():
        file.unlink()
    app = view(taught=run.id)
    assert len(app.error) == 1
    assert not app.exception


def test_teaching_that_was_deleted_is_told() -> None:
    app = view(taught="2026-01-01-120000-000000-shipped")
    assert app.info
    assert not app.exception


def test_earlier_teachings_are_listed_and_open() -> None:
    given = give(5, 4)
    first, second = taught(given, 4, 10), taught(given, 4, 20)
    app = view()
    assert "read 4 right before, and 20 now" in texts(app)
    next(each for each in app.button if each.key == f"teach-show-{first.id}").click().run()
    assert "read 4 right before, and 10 now" in texts(app)
    assert any(each.key == f"teach-show-{second.id}" for each in app.button)
