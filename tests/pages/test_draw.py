"""Promises of the Draw page that need no real browser (Streamlit's AppTest)."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

from model.datasets import mnist
from model.inference.card import LITERT
from model.inference.classifier import Classifier
from model.runs.store import Run
from tests.pages import drawn
from tests.pages.app import button, html, page, texts
from tests.ui.paths import SEVEN
from tests.versions.publishing import let_answer
from tests.writing import two_near
from ui import session, turns
from ui.lesson.progress import Progress


def kind_of(app: AppTest) -> ButtonGroup[str]:
    """Return the choice of what is read."""
    return app.segmented_control(key="kind")


def way_of(app: AppTest) -> ButtonGroup[str]:
    """Return the choice of how it is given."""
    return app.segmented_control(key=f"way-{kind_of(app).value}")


def steps_done(app: AppTest) -> ButtonGroup[str]:
    """Return the choice of steps that are done."""
    return app.pills(key="steps-done-given")


def test_draw_page_begins_empty_and_claims_nothing() -> None:
    app = page("app.py")
    assert not app.exception
    assert "The paper is empty" in html(app)
    assert "sure" not in html(app)


def test_test_picture_is_read_beside_its_true_label() -> None:
    app = page("app.py")
    way_of(app).set_value("test").run()
    assert not app.exception
    assert "true label" in texts(app)
    assert "The network" in html(app)
    assert len(steps_done(app).value) == 5


def test_switch_of_a_step_says_what_the_answer_would_be_without_it() -> None:
    app = page("app.py")
    way_of(app).set_value("test").run()
    steps_done(app).set_value([step for step in steps_done(app).value if step != "crop"]).run()
    (left_out,) = re.findall(r'<figure class="ink-step left-out">.*?</figure>', html(app))
    assert "3. Cropped" in left_out
    assert "Without it:" in left_out
    assert "With it:" in left_out
    assert steps_done(app).options[1] == "Ink on black"


def test_step_that_is_left_out_stays_left_out_on_the_next_sheet() -> None:
    app = page("app.py")
    drawn.put(app, "canvas", SEVEN)
    app.run()
    steps_done(app).set_value(["grey", "polarity", "crop", "scale"]).run()
    button(app, "Clear").click().run()
    drawn.put(app, "canvas", SEVEN)
    app.run()
    assert steps_done(app).value == ["grey", "polarity", "crop", "scale"]


def test_photo_of_two_digits_that_are_near_is_answered_with_how_to_have_them_read() -> None:
    app, file = page("app.py"), io.BytesIO()
    Image.fromarray(two_near()).save(file, "PNG")
    way_of(app).set_value("photo").run()
    app.file_uploader[0].set_value(("two.png", file.getvalue(), "image/png")).run()
    assert not app.exception
    assert "There are two or more separate digits. Give one only, or choose “A number” above." in html(app)


def test_number_page_begins_empty_and_offers_photo_and_camera() -> None:
    app = page("app.py")
    kind_of(app).set_value("number").run()
    assert not app.exception
    assert app.title[0].value == "Write a number"
    assert "Write a number, such as 2026" in html(app)
    assert way_of(app).options == ["Draw", "Photo", "Camera"]


def test_way_of_input_stays_when_a_number_is_read_instead() -> None:
    app = page("app.py")
    way_of(app).set_value("photo").run()
    kind_of(app).set_value("number").run()
    assert way_of(app).value == "photo"
    kind_of(app).set_value("digit").run()
    way_of(app).set_value("test").run()
    kind_of(app).set_value("number").run()
    assert way_of(app).value == "draw"


def test_number_is_still_read_after_another_page() -> None:
    app = page("app.py")
    kind_of(app).set_value("number").run()
    app.switch_page("pages/digits.py").run()
    app.switch_page("app.py").run()
    assert kind_of(app).value == "number"


@pytest.mark.usefixtures("shipped_predicted")
@pytest.mark.parametrize(("pressed", "way"), [("Open it on the Draw page", "test"), ("Go to the paper", "draw")])
def test_one_digit_is_read_after_a_number_where_another_page_opens_it(pressed: str, way: str) -> None:
    app = page("app.py")
    kind_of(app).set_value("number").run()
    app.session_state[session.ENLARGED], app.session_state[session.LESSON] = 0, Progress(True, "draw")
    app.switch_page("pages/evaluate.py").run()
    button(app, pressed).click()
    app.session_state[session.ENLARGED] = 0  # AppTest draws the whole page, not the dialog alone, which is shown once
    app.run()
    assert (kind_of(app).value, way_of(app).value) == ("digit", way)


def test_page_that_is_loaded_anew_has_the_pen_of_before_and_can_be_drawn_on() -> None:
    app = page("app.py")
    app.segmented_control(key="pen-canvas").set_value("thick").run()
    assert page("app.py").segmented_control(key="pen-canvas").value == "thick"
    way_of(app).set_value("photo").run()
    assert way_of(page("app.py")).value == "draw"


def test_damaged_mnist_is_one_sentence_on_the_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(mnist, "MNIST_PATH", tmp_path / "gone.npz")
    mnist.mnist_test.cache_clear()
    app = page("app.py")
    way_of(app).set_value("test").run()
    assert not app.exception
    assert "git checkout -- model/data/mnist.npz" in app.error[0].value


def test_damaged_classifier_of_a_run_gives_way_to_the_shipped_one(finished: Run) -> None:
    let_answer(finished.folder)
    (finished.folder / LITERT).write_text("damaged")
    app = page("app.py")
    way_of(app).set_value("test").run()
    assert not app.exception
    assert "The network" in html(app)


def test_fault_of_the_classifier_leaves_the_turn_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Classifier, "read", lambda *_, **__: 1 / 0)
        app = page("app.py")
        way_of(app).set_value("test").run()
        assert app.exception
    assert not turns.waiting()
    way_of(app).set_value("test").run()
    assert not app.exception
