"""Promises of what is taken home from the page "Networks", and brought back: who may, and what is said."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from model.errors import WorkerError
from model.exchange import formats, inkling_file
from model.exchange.inkling_file import pack
from model.versions.published import SHIPPED
from tests.pages.app import button, downloads, page, texts
from ui.visitor import Came


def made(app: AppTest) -> set[str]:
    """Return the keys of the forms that can be downloaded."""
    return {element.proto.id.split("-download-")[-1] for element in app.get("download_button")}


def make(app: AppTest, form: str) -> AppTest:
    """Press the button that makes a form of Inkling's own network."""
    return next(each for each in app.button if each.key == f"make-{form}-0").click().run()


def test_form_is_made_at_a_press_and_then_downloaded() -> None:
    app = page("pages/networks.py", version="0")
    assert made(app) == set()
    app = make(app, "inkling")
    assert made(app) == {"inkling-0"}
    assert {each.key for each in app.button} >= {"make-litert-0", "make-onnx-0", "make-saved-model-0"}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_page_is_taken_home_in_the_language_of_who_takes_it(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = downloads(monkeypatch)
    make(page("pages/networks.py", version="0", lang=language), "page")
    assert f'<html lang="{language}"'.encode() in made["download-page-0"]()


def test_form_that_cannot_be_made_is_said_and_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: str) -> None:
        raise WorkerError("command-died", "What was asked of another process failed. Try again.")

    monkeypatch.setattr(formats, "run_command", fails)
    app = make(page("pages/networks.py", version="0"), "litert")
    assert [each.value for each in app.error] == ["What was asked of another process failed. Try again."]
    assert made(app) == set()
    assert "make-litert-0" in {each.key for each in app.button}


def test_what_onnx_needs_stands_instead_of_its_button(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    app = page("pages/networks.py", version="0")
    assert "`.venv/bin/pip install -r requirements-onnx.txt`" in texts(app)
    assert "make-onnx-0" not in {each.key for each in app.button}


def test_pupil_takes_networks_home_and_brings_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.visitor._came", lambda: Came("1" * 16, False, ""))
    assert made(make(page("pages/networks.py", version="0"), "inkling")) == {"inkling-0"}
    assert [each.key for each in page("pages/networks.py").button if each.key == "import"] == []


def test_teacher_gives_a_file_and_reads_why_it_is_refused() -> None:
    app = page("pages/networks.py")
    assert button(app, "Import").disabled
    app.file_uploader[0].upload("x.inkling", b"text", "application/octet-stream").run()
    app = button(app, "Import").click().run()
    assert [each.value for each in app.error] == [
        "This is no Inkling file, or it is damaged. Download it again where it came from, or choose another one."
    ]


def test_imported_network_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    def built(*arguments: str, seconds: float) -> None:
        from tests.classifiers import lend_shipped

        lend_shipped(inkling_file.Path(arguments[1]))

    monkeypatch.setattr(inkling_file, "run_command", built)
    app = page("pages/networks.py")
    app.file_uploader[0].upload("x.inkling", pack(SHIPPED), "application/octet-stream").run()
    app = button(app, "Import").click().run()
    assert app.title[0].value.startswith("1 ·")
    assert "It was brought from another Inkling" in texts(app)
    assert [each.value for each in app.toast] == ["Network 1 is here."]
