"""Promises of the page "My own classes", without a browser."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from model.config import PRESETS
from model.datasets import collecting, uploads
from model.datasets.collecting import ENOUGH, SIDE, Collection
from model.runs import queue, store
from model.runs.state import State
from tests.pages.app import button, page, texts

PAGE = "pages/classes.py"


@pytest.fixture(autouse=True)
def nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs wait: what is trained is promised elsewhere."""
    monkeypatch.setattr(queue, "advance", lambda: None)


def stored(classes: tuple[str, ...], count: int) -> str:
    """Return the id of a stored collection with so many pictures of each class."""
    name = collecting.begin(classes)
    x = np.zeros((count * len(classes), SIDE, SIDE, 3), np.uint8)
    labels = np.repeat(np.arange(len(classes)), count)
    collecting.change(name, lambda _: Collection(classes, x, labels))
    return name


def name_class(app: AppTest, name: str) -> AppTest:
    """Give the chosen class a name."""
    return app.text_input[0].set_value(name).run()


def test_names_that_people_typed_are_no_markdown() -> None:
    app = name_class(page(PAGE), "**Bold** :red[cats]")
    said = texts(app)
    assert r"\*\*Bold\*\*" in said
    assert ":red[" not in said.replace(r"\[", "").replace(":\u2060", "")
    assert not app.exception


def test_name_that_another_class_has_is_refused_and_the_old_one_stays() -> None:
    app = name_class(page(PAGE), "class 2")
    assert "Another class is called “class 2” already. Type another name." in app.error[0].value
    assert app.text_input[0].value == "Class 1"


def test_class_that_is_added_is_chosen_and_can_be_removed_with_its_pictures() -> None:
    app = page(PAGE, collection=stored(("a", "b"), 1))
    button(app, "Add a class").click().run()
    assert app.text_input[0].value == "Class 3"
    button(app, "Yes, remove it").click().run()
    assert app.text_input[0].value == "b"
    assert "**1 of 10** pictures of **b**" in texts(app)


def test_class_and_way_stay_where_the_page_is_loaded_anew() -> None:
    name = stored(("cat", "dog", "owl"), 1)
    app = page(PAGE, collection=name)
    app.segmented_control(key="own-classes").set_value(1).run()
    app.segmented_control(key="own-way").set_value("photos").run()
    again = page(PAGE, collection=name, own_class=app.query_params["own_class"])
    assert again.text_input[0].value == "dog"
    assert again.segmented_control(key="own-way").value == "photos"
    again.segmented_control(key="own-classes").set_value(0).run()
    assert again.text_input[0].value == "cat"
    assert "own_class" not in again.query_params


def test_classes_are_found_again_where_another_page_is_loaded_anew() -> None:
    page(PAGE, collection=stored(("cat", "dog"), 1), learner="a-run")
    app = page("pages/train.py").switch_page(PAGE).run()
    app.segmented_control(key="step").set_value("collect").run()
    assert app.text_input[0].value == "cat"
    assert app.query_params["learner"] == "a-run"


def test_network_is_not_tried_on_the_classes_of_a_link_that_it_did_not_learn() -> None:
    page(PAGE, collection=stored(("cat", "dog"), 1), learner="a-run")
    app = page(PAGE, collection=stored(("sun", "moon"), 1))
    assert app.text_input[0].value == "sun"  # pictures are collected first
    assert "learner" not in app.query_params


def test_browsers_back_to_other_classes_leaves_no_network_that_learned_from_those_before() -> None:
    app = page(PAGE, collection=stored(("cat", "dog"), 1), learner="a-run")
    app.query_params.clear()
    app.query_params["collection"] = stored(("sun", "moon"), 1)
    app.run()
    assert "Nothing was trained on these classes yet." in texts(app)
    assert "learner" not in app.query_params


def test_class_that_another_device_removed_is_not_taken_for_the_one_in_its_place() -> None:
    name = stored(("cat", "dog", "owl"), 1)
    renaming, removing = (page(PAGE, collection=name) for _ in range(2))
    collecting.change(name, lambda now: now.without_class(0))
    name_class(renaming, "kitten")
    button(removing, "Yes, remove it").click().run()
    for app in (renaming, removing):
        assert not app.exception
        assert "This class was changed meanwhile: none is called “cat” any more." in app.error[0].value
    found = collecting.load(name)
    assert (found.classes, found.counts) == (("dog", "owl"), [1, 1])


def test_double_press_on_remove_removes_one_class(monkeypatch: pytest.MonkeyPatch) -> None:
    name = stored(("**猫** <b>", "dog", "owl", "fox"), 1)
    app = page(PAGE, collection=name)
    pressed = button(app, "Yes, remove it")
    assert re.fullmatch(r"[\w-]+", str(pressed.key), re.ASCII)
    pressed.click().run()
    assert button(app, "Yes, remove it").key != pressed.key
    button(app, "Yes, remove it").click().run()
    assert collecting.load(name).classes == ("dog", "owl", "fox")
    monkeypatch.setattr("ui.widgets.DOUBLE_PRESS", 0.0)  # it is over
    button(app, "Yes, remove it").click().run()
    assert collecting.load(name).classes == ("owl", "fox")
    assert not app.error


def test_photo_is_kept_of_the_class_that_was_shown_whatever_another_device_removed() -> None:
    name = stored(("cat", "dog", "owl"), 1)
    app = page(PAGE, collection=name)
    app.segmented_control(key="own-classes").set_value(1).run()
    app.segmented_control(key="own-way").set_value("photos").run()
    collecting.change(name, lambda now: now.without_class(0))
    file = io.BytesIO()
    Image.new("RGB", (60, 60), "green").save(file, "PNG")
    app.file_uploader[0].set_value(("dog.png", file.getvalue(), "image/png")).run()
    assert not app.exception
    assert not app.error
    assert collecting.load(name).counts == [2, 1]
    assert app.text_input[0].value == "dog"


def test_next_pupil_begins_anew_and_nothing_is_lost() -> None:
    name = stored(("a", "b"), 1)
    app = page(PAGE, collection=name)
    button(app, "Yes, begin anew").click().run()
    assert app.text_input[0].value == "Class 1"
    assert "No picture of **Class 1** yet" in texts(app)
    assert collecting.load(name).counts == [1, 1]
    assert page(PAGE).text_input[0].value == "Class 1"


def test_change_is_one_sentence_where_the_home_cannot_be_made(home: Path) -> None:
    home.write_text("a file where the folder should be")
    app = page(PAGE)
    assert not app.error
    name_class(app, "cat")
    assert not app.exception
    assert "Free some disk" in app.error[0].value


def test_training_is_started_on_a_set_of_the_pictures() -> None:
    app = page(PAGE, collection=stored(("b", "a"), ENOUGH))
    assert "needed" not in texts(app)
    button(app, "Train").click().run()
    assert not app.exception
    assert not app.error
    (run,) = store.all_runs()
    config = run.config()
    assert (config.network, config.augmentation) == ("binary", True)
    assert uploads.load(config.data).counts == {"a": ENOUGH, "b": ENOUGH}
    assert run.id in app.query_params["learner"]


def test_name_that_comes_with_the_press_on_train_is_learned() -> None:
    app = page(PAGE, collection=stored(("Class 1", "dog"), ENOUGH))
    app.text_input[0].set_value("cat")
    button(app, "Train").click().run()
    (run,) = store.all_runs()
    assert set(uploads.load(run.config().data).counts) == {"cat", "dog"}


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State("failed", "memory-full"), "memory"),
        (State("stopped"), "This training has left no network. Train once more."),
    ],
)
def test_training_that_left_nothing_says_so_and_can_be_started_again(state: State, sentence: str) -> None:
    run = store.create(PRESETS["binary"])
    run.write_state(state)
    app = page(PAGE, collection=stored(("a", "b"), ENOUGH), learner=run.id)
    assert sentence in app.error[0].value
    assert not button(app, "Train").disabled


def test_training_that_was_paused_goes_on() -> None:
    run = store.create(PRESETS["binary"])
    run.write_state(State("paused", "paused-before"))
    app = page(PAGE, collection=stored(("a", "b"), ENOUGH), learner=run.id)
    assert not app.error
    assert "Paused before the training began." in app.info[0].value
    app = button(app, "Go on").click().run()
    assert not app.exception
    assert run.state().status == "queued"


def test_training_that_was_deleted_is_said() -> None:
    app = page(PAGE, collection=stored(("a", "b"), 1), learner="2026-01-01-000000-000000-binary")
    assert not app.exception
    assert "deleted" in app.info[0].value
    assert "Still too few: a, b." in texts(app)


def test_training_that_waits_says_how_many_are_before_it() -> None:
    older, run = store.create(PRESETS["binary"]), store.create(PRESETS["binary"])
    older.write_state(State("queued", queued_at=time.time() - 5))
    run.write_state(State("queued", queued_at=time.time()))
    app = page(PAGE, collection=stored(("a", "b"), ENOUGH), learner=run.id)
    assert not app.exception
    assert "It waits its turn: 1 before it." in [bar.proto.text for bar in app.get("progress")]


def test_training_that_waits_says_why_nobody_starts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    run = store.create(PRESETS["binary"])
    monkeypatch.setenv("INKLING_EXECUTOR", "rya")
    (fault,) = page(PAGE, collection=stored(("a", "b"), ENOUGH), learner=run.id).error
    assert "EXECUTOR names no executor: rya" in fault.value


def test_training_is_stopped_and_can_be_started_again() -> None:
    run = store.create(PRESETS["binary"])
    run.write_state(State("queued", queued_at=time.time()))
    app = page(PAGE, collection=stored(("a", "b"), ENOUGH), learner=run.id)
    button(app, "Stop").click().run()
    assert not app.exception
    assert run.state().status == "stopped"
    assert not button(app, "Train").disabled
