"""Promises of the language of a page: that of the address, of the choice, of the browser, for one visitor alone."""

from __future__ import annotations

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from tests.pages.app import html, page

STEPS = '<div class="ink-steps"'


def turn(app: AppTest) -> AppTest:
    """Return the page after its language was switched."""
    return app.button(key="turn-language").click().run()


def test_address_decides_the_language() -> None:
    app = page("app.py", lang="zh_CN")
    assert not app.exception
    assert app.title[0].value == "写一个数字"
    assert "纸是空的" in html(app)
    assert app.button(key="turn-language").label == "English"


@pytest.mark.parametrize("asked", ["xx", "../../etc", ""])
def test_language_that_nobody_speaks_here_is_english(asked: str) -> None:
    app = page("app.py", lang=asked)
    assert not app.exception
    assert app.title[0].value == "Draw a digit"
    assert "The paper is empty" in html(app)


def test_browser_decides_where_nothing_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ContextProxy, "locale", "zh-CN")
    assert page("app.py").title[0].value == "写一个数字"
    assert page("app.py", lang="en").title[0].value == "Draw a digit"


def test_switch_is_for_one_visitor_and_stays_over_pages() -> None:
    mine, other = page("app.py"), page("app.py")
    assert turn(mine).title[0].value == "写一个数字"
    assert other.run().title[0].value == "Draw a digit"
    elsewhere = mine.switch_page("pages/evaluate.py").run()
    assert elsewhere.button(key="turn-language").label == "English"
    assert turn(elsewhere).button(key="turn-language").label == "中文"


def test_switch_overrides_the_address() -> None:
    app = turn(page("app.py", lang="zh-CN"))
    assert app.query_params["lang"] in ("en", ["en"])
    assert app.title[0].value == "Draw a digit"


def test_what_was_chosen_on_the_page_stays_over_the_switch() -> None:
    app = page("app.py")
    app.segmented_control(key="way-digit").set_value("test").run()
    app.pills(key="steps-done-given").set_value(["grey", "scale"]).run()
    index = app.session_state["test_picture"]
    turn(app)
    assert app.segmented_control(key="way-digit").value == "test"
    assert app.pills(key="steps-done-given").value == ["grey", "scale"]
    assert app.session_state["test_picture"] == index
    assert "已跳过" in html(app)


def test_what_was_folded_stays_folded_over_the_switch() -> None:
    app = page("app.py")
    app.segmented_control(key="way-digit").set_value("test").run()
    assert STEPS in html(app)
    app.session_state["steps"] = False
    assert STEPS not in html(app.run())
    assert STEPS not in html(turn(app))
