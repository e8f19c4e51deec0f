"""Promises of the language in a real browser: the page says which it is in; the choice stays, and so does the rest."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from model.runs import store
from model.versions import published
from tests.browser.app import App
from tests.browser.finding import button, expect_title, go_to, keyed, link
from tests.browser.strokes import draw
from tests.browser.training import TRAINED


def paper(page: Page) -> Locator:
    """Return the paper to draw on."""
    return keyed(page, "canvas").get_by_role("img").filter(visible=True)


def test_browser_that_reads_chinese_gets_chinese(browser: Browser, app: App) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(app.url)
    expect_title(page, "写一个数字")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(paper(page)).to_have_accessible_name("可以用鼠标或手指写字的纸")
    context.close()


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
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_digit_is_read_and_a_network_trained_and_used_in_either_language(
    locale: str, browser: Browser, app: App
) -> None:
    context = browser.new_context(locale=locale, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(app.url)
    draw(page, "7")
    expect(page.locator(".ink-answer strong")).to_have_text("7")
    go_to(page, "train")
    keyed(page, "count-").get_by_role("slider").press("Home")  # the fewest pictures
    button(page, "start").click()
    expect(page.locator(".ink-result")).to_be_visible(timeout=TRAINED)
    (run,) = store.all_runs()[:1]
    assert (run.state().status, run.config().share) == ("finished", 100 / 60_000)
    button(page, f"use-{run.id}").click()
    expect(button(page, f"back-from-{run.id}")).to_be_visible()
    assert published.current() == run.folder
    go_to(page, "draw")
    expect(page.locator(".ink-answer strong")).to_have_text(re.compile(r"\d|\?"))  # it has learned little
    published.pin_shipped()
    context.close()
