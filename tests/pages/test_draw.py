"""Promises of the Draw page that need no real browser (Streamlit's AppTest)."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.datasets import mnist
from model.inference.card import LITERT
from model.inference.classifier import Classifier
from model.runs import versions
from model.runs.store import Run
from tests.pages.app import html, page, texts
from ui import turns


def test_draw_page_begins_empty_and_claims_nothing() -> None:
    app = page("app.py")
    assert not app.exception
    assert "The paper is empty" in html(app)
    assert "sure" not in html(app)


def test_test_picture_is_read_beside_its_true_label() -> None:
    app = page("app.py")
    app.segmented_control[1].set_value("test").run()
    assert not app.exception
    assert "true label" in texts(app)
    assert "The network" in html(app)
    assert [toggle.value for toggle in app.toggle] == [True] * 5


def test_switch_of_a_step_says_what_the_answer_would_be_without_it() -> None:
    app = page("app.py")
    app.segmented_control[1].set_value("test").run()
    app.toggle[2].set_value(False).run()
    assert any("Without “Cropped”:" in info.value for info in app.info)


def test_number_page_begins_empty_and_offers_photo_and_camera() -> None:
    app = page("app.py")
    app.segmented_control[0].set_value("number").run()
    assert not app.exception
    assert app.title[0].value == "Write a number"
    assert "Write a number, such as 2026" in html(app)
    assert app.segmented_control[1].options == ["Draw", "Photo", "Camera"]


def test_way_of_input_stays_when_a_number_is_read_instead() -> None:
    app = page("app.py")
    app.segmented_control[1].set_value("photo").run()
    app.segmented_control[0].set_value("number").run()
    assert app.segmented_control[1].value == "photo"
    app.segmented_control[0].set_value("digit").run()
    app.segmented_control[1].set_value("test").run()
    app.segmented_control[0].set_value("number").run()
    assert app.segmented_control[1].value == "draw"


def test_damaged_mnist_is_one_sentence_on_the_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(mnist, "MNIST_PATH", tmp_path / "gone.npz")
    mnist.mnist_test.cache_clear()
    app = page("app.py")
    app.segmented_control[1].set_value("test").run()
    assert not app.exception
    assert "git checkout -- model/data/mnist.npz" in app.error[0].value


def test_damaged_classifier_of_a_run_gives_way_to_the_shipped_one(finished: Run) -> None:
    versions.use(finished)
    (finished.folder / LITERT).write_text("damaged")
    app = page("app.py")
    app.segmented_control[1].set_value("test").run()
    assert not app.exception
    assert "The network" in html(app)


def test_fault_of_the_classifier_leaves_the_turn_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Classifier, "read", lambda *_, **__: 1 / 0)
        app = page("app.py")
        app.segmented_control[1].set_value("test").run()
        assert app.exception
    assert not turns.waiting()
    app.segmented_control[1].set_value("test").run()
    assert not app.exception
