"""Promises of the Evaluate page that need no real browser."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from model import versions
from model.cards import read_card, write_card
from model.config import ROOT


def evaluate_page() -> AppTest:
    """Return the page after its first run."""
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=90).switch_page("pages/evaluate.py").run()


def test_overview_shows_the_accuracy_with_its_interval_and_confusions_in_words() -> None:
    app = evaluate_page()
    assert not app.exception
    assert app.metric[0].value == "99.62%"
    assert any("95 % interval" in caption.value for caption in app.caption)
    assert any("9 is taken for 4 in" in text.value for text in app.markdown)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("Matrix", "Click a cell"),
        ("Mistakes", "surprised the network"),
        ("Damage", "Its label says 7."),
        ("How sure", "of the answers are wrong"),
        ("Download", "probability of each class"),
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
    app.segmented_control[0].set_value("Two side by side").run()
    assert "no second network" in app.info[0].value
    assert not app.exception


def test_two_networks_are_compared_under_their_names(home: Path) -> None:
    folder = home / "runs" / "twin"
    shutil.copytree(versions.SHIPPED, folder)
    card = read_card(folder)
    (folder / "config.json").write_text(json.dumps(card["config"]))
    write_card(folder, {**card, "name": "A twin"})
    app = evaluate_page()
    app.segmented_control[0].set_value("Two side by side").run()
    assert not app.exception
    assert app.selectbox[1].options == ["A twin, twin"]
    assert any("differ by no more than chance" in text.value for text in app.markdown)
    assert any(option.startswith("Only A twin, twin: 0") for option in app.radio[0].options)
