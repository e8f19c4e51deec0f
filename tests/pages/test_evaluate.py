"""Promises of the Evaluate page that need no real browser."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from model.config import PRESETS
from model.datasets import uploads
from model.datasets.uploads import PictureSet
from model.images import corruptions
from model.inference.card import read_card, write_card
from model.runs import store, versions
from tests.classifiers import network_with_any_weights, write_classifier
from tests.pages.app import box, html, page, texts

pytestmark = pytest.mark.usefixtures("shipped_predicted")


def evaluate_page() -> AppTest:
    """Return the page after its first run."""
    return page("pages/evaluate.py")


def test_overview_shows_the_accuracy_with_its_interval_and_confusions_in_words() -> None:
    app = evaluate_page()
    assert not app.exception
    assert app.metric[0].value == "99.62%"
    assert any("95 % interval" in caption.value for caption in app.caption)
    assert any("9 is taken for 4 in" in text.value for text in app.markdown)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("matrix", "Click a cell"),
        ("mistakes", "surprised the network"),
        ("corruption", "Its label says 7."),
        ("confidence", "of the answers are wrong"),
        ("download", "probability of each class"),
    ],
)
def test_each_view_shows_itself(view: str, said: str) -> None:
    app = evaluate_page()
    app.segmented_control[0].set_value(view).run()
    assert not app.exception
    assert not app.error
    texts = [element.value for kind in (app.caption, app.markdown) for element in kind]
    tables = [table.value.to_string() for table in app.table]
    assert any(said in text for text in [*texts, *tables])


def test_one_network_alone_is_compared_with_nothing_and_the_page_says_so(home: Path) -> None:
    app = evaluate_page()
    app.segmented_control[0].set_value("comparison").run()
    assert "no second network" in app.info[0].value
    assert not app.exception


def test_two_networks_are_compared_under_their_names(home: Path) -> None:
    folder = home / "runs" / "twin"
    shutil.copytree(versions.SHIPPED, folder)
    card = read_card(folder)
    (folder / "config.json").write_text(json.dumps(dict(card.config)))
    write_card(folder, dataclasses.replace(card, name="A twin"))
    app = evaluate_page()
    app.segmented_control[0].set_value("comparison").run()
    assert not app.exception
    assert app.selectbox[1].options == ["A twin, twin"]
    assert any("differ by no more than chance" in text.value for text in app.markdown)
    assert any(option.startswith("Only A twin, twin: 0") for option in app.radio[0].options)


def test_every_corruption_has_a_title_of_its_own() -> None:
    assert len({kind.title for kind in corruptions.KINDS.values()}) == len(corruptions.KINDS)


def test_damaged_networks_are_one_sentence_on_the_page(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "SHIPPED", home / "gone")
    app = evaluate_page()
    assert not app.exception
    assert "The classifier in gone has no readable card." in app.error[-1].value


NASTY = ("![a](http://x.org/a.png)", "<b>:red[cats]</b>")


@pytest.fixture
def nasty(home: Path) -> Path:
    """Return the folder of a run whose classes, and whose network, are called as nobody should call them."""
    pictures = np.random.default_rng(1).integers(0, 255, (40, 32, 32, 3)).astype(np.uint8)
    picture_set = PictureSet("*nasty*", NASTY, pictures, np.repeat([0, 1], 20))
    run = store.create(PRESETS["binary"].replace(data=uploads.save(picture_set)))
    layers = run.config().all_layers(2)
    network = network_with_any_weights(layers, (32, 32, 3))
    write_classifier(run.folder, network, layers, name=":smile: <i>$x$</i>", classes=NASTY)
    return run.folder


def test_names_are_shown_as_they_are(nasty: Path) -> None:
    app = evaluate_page()
    app.selectbox[0].set_value(nasty).run()
    for view in ("overview", "matrix", "mistakes", "corruption", "confidence", "comparison"):
        app.segmented_control[0].set_value(view).run()
        assert not app.exception, view
        assert_names_are_no_markdown(app)
    assert "are tested on different pictures" in app.error[0].value  # the last view, with the shipped network
    shutil.copytree(nasty, nasty.with_name("twin"))
    app.run()
    box(app, "Compare with").set_value(nasty.with_name("twin")).run()  # type: ignore[attr-defined]
    assert not app.exception
    assert not app.error
    assert_names_are_no_markdown(app)


def assert_names_are_no_markdown(app: AppTest) -> None:
    """Expect no name of a class or a network to be Markdown or HTML."""
    options = [option for element in (*app.radio, *app.segmented_control) for option in element.options]
    cells = [str(cell) for table in app.table for cell in table.value.to_numpy().ravel()]
    labels = [element.label for kind in (app.metric, app.button, app.slider) for element in kind]
    for text in [texts(app), *options, *cells, *labels]:
        assert not any(name in text for name in (*NASTY, "<i>", ":smile:"))
    assert not re.search(r"<[bi]>[:$]", html(app))
