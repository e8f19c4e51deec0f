"""Promises of the language in a real browser: the page says which it is in; the choice stays, and so does the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from model.versions import published
from tests.browser.app import App
from tests.browser.finding import button, expect_title, go_to, keyed, link, said
from tests.browser.strokes import draw
from tests.browser.training import TRAINED, press


def paper(page: Page) -> Locator:
    """Return the paper to draw on."""
    return keyed(page, "canvas").get_by_role("img").filter(visible=True)


@pytest.fixture(scope="module")
def chinese(browser: Browser, app: App) -> Iterator[Page]:
    """Open the Draw page once, in a browser that reads Chinese."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(app.url)
    yield page
    context.close()


def test_browser_that_reads_chinese_gets_chinese(chinese: Page) -> None:
    expect_title(chinese, "写一个数字")
    expect(chinese.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(paper(chinese)).to_have_accessible_name("可以用鼠标或手指写字的纸")


def test_choice_stays_over_a_reload_and_pages_and_the_drawing_stays_over_the_choice(page: Page) -> None:
    draw(page, "7")
    expect(page.locator(".ink-answer strong")).to_have_text("7")
    expect(paper(page)).to_have_accessible_name("Paper to draw on with the mouse or a finger")
    button(page, "turn-language").click()
    expect(page.locator(".ink-answer")).to_contain_text("网络读出的是 7")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.reload()
    expect_title(page, "写一个数字")
    expect(link(page, "evaluate")).to_contain_text("评估")
    link(page, "evaluate").click()
    expect(button(page, "turn-language")).to_have_text("English")


@pytest.mark.slow
@pytest.mark.usefixtures("end_all_runs")
@pytest.mark.parametrize("visitor", ["page", "chinese"])
def test_digit_is_read_and_a_network_trained_and_used_in_either_language(
    visitor: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(visitor)
    draw(page, "7")
    expect(page.locator(".ink-answer strong")).to_have_text("7")
    go_to(page, "train")
    epochs = keyed(page, "epochs-").get_by_role("spinbutton")
    epochs.fill("1")
    epochs.press("Enter")
    keyed(page, "count-").get_by_role("slider").press("Home")  # the fewest pictures
    expect(said(keyed(page, "step-time"))).to_contain_text([re.compile(r"(?<!\d)90(?!\d)")])  # to learn from
    run = press(page, "start")
    expect(page.locator(".ink-result")).to_be_visible(timeout=TRAINED)
    assert (run.state().status, run.config().share, run.config().epochs) == ("finished", 100 / 60_000, 1)
    button(page, f"use-{run.id}").click()
    expect(button(page, f"back-from-{run.id}")).to_be_visible()
    assert published.current() == run.folder
    go_to(page, "draw")
    expect(page.locator(".ink-answer strong")).to_have_text(re.compile(r"\d|\?"))  # it has learned little
    published.pin_shipped()
