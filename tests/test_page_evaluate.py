"""Promises of the Evaluate page that need no real browser."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

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
        ("Matrix", " of "),
        ("Mistakes", "surprised the network"),
        ("Two side by side", "chance"),
        ("How sure", "wrong"),
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
