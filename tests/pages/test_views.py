"""Promises of the choice between the views of a page (Streamlit's AppTest)."""

from __future__ import annotations

import pytest

from tests.pages.app import page
from ui import session

PAGES = {"pages/digits.py": "digits-view", "pages/evaluate.py": "evaluate-view", "pages/inside.py": "inside-view"}
LAST = {"digits-view": "teach", "evaluate-view": "download", "inside-view": "by-hand"}

pytestmark = pytest.mark.usefixtures("shipped_predicted")


@pytest.mark.parametrize("named", ["", "no-such-view"])
@pytest.mark.parametrize(("name", "key"), PAGES.items())
def test_address_that_names_no_view_shows_the_first_one(name: str, key: str, named: str) -> None:
    app = page(name, **{key: named})
    assert not app.exception
    assert app.segmented_control(key=key).value == page(name).segmented_control(key=key).value
    assert key not in app.query_params


@pytest.mark.parametrize(("name", "key"), PAGES.items())
def test_address_names_a_view_in_every_language(name: str, key: str) -> None:
    app = page(name)
    app.segmented_control(key=key).set_value(LAST[key]).run()
    named = app.query_params[key]
    assert named == LAST[key]
    again = page(name, lang="zh_CN", **{key: named})
    assert again.session_state[session.LANGUAGE] == "zh_CN"
    assert again.segmented_control(key=key).value == named


def test_view_that_goes_is_no_longer_in_the_address() -> None:
    app = page("pages/inside.py", **{"inside-view": "stroke-by-stroke"})  # a drawing alone has strokes
    assert app.segmented_control(key="inside-view").value == "where-it-looked"
    assert "inside-view" not in app.query_params
