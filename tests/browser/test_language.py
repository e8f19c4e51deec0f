"""Promises of the language in a real browser: the page says which it is in; the choice stays, and so does the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import pytest
from playwright.sync_api import Browser, Page, expect

from model.runs import store, versions
from tests.browser.app import App
from tests.browser.strokes import draw
from tests.browser.training import TRAINED
from ui.layout import PAGES


def test_browser_that_reads_chinese_gets_chinese(browser: Browser, app: App) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(app.url)
    expect(page.get_by_role("heading", name="写一个数字")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_role("img", name="可以用鼠标或手指写字的纸", exact=True)).to_be_visible()
    context.close()


def test_choice_stays_over_a_reload_and_pages_and_the_drawing_stays_over_the_choice(page: Page) -> None:
    draw(page, "7")
    expect(page.locator(".ink-answer strong")).to_have_text("7")
    expect(page.get_by_role("img", name="Paper to draw on with the mouse or a finger", exact=True)).to_be_visible()
    page.locator(".st-key-turn-language button").click()
    expect(page.locator(".ink-answer")).to_contain_text("网络读出的是 7")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.reload()
    expect(page.get_by_role("heading", name="写一个数字")).to_be_visible()
    page.get_by_role("link", name="评估").click()
    expect(page.locator(".st-key-turn-language button")).to_have_text("English")


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
    go_to(page, 1)
    page.locator(".st-key-train-form").get_by_role("slider").first.press("Home")  # the fewest pictures
    page.locator(".st-key-start button").click()
    expect(page.locator(".ink-result")).to_be_visible(timeout=TRAINED)
    (run,) = store.all_runs()[:1]
    assert (run.state().status, run.config().share) == ("finished", 100 / 60_000)
    page.locator(f".st-key-use-{run.id} button").click()
    expect(page.locator(f".st-key-back-from-{run.id} button")).to_be_visible()
    assert versions.current() == run.folder
    go_to(page, 0)
    expect(page.locator(".ink-answer strong")).to_have_text(re.compile(r"\d|\?"))  # it has learned little
    versions.use_shipped()
    context.close()


def go_to(page: Page, number: int) -> None:
    """Go to one of the pages of the bar, and wait until it is whole."""
    link = page.locator(".st-key-pages a").nth(number)
    name = link.text_content() or ""
    link.click()
    expect(page.locator(".st-key-here a")).to_have_text(name)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the server has sent all of the page, and nothing of before is left on it."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("[data-stale=true]")).to_have_count(0)


ENGLISH = re.compile(r"[A-Za-z][a-z]+ [a-z]{2,} [a-z]{2,}")  # three words in a row
# What Streamlit itself says, and cannot be told to say in another language.
NOT_OURS = re.compile("Skip to main content|would like to use your camera|Learn how to allow access|per file")


def views(page: Page) -> Iterator[str]:
    """Open the views of a page one after the other: the choices of its groups of buttons, and its tabs."""
    others = page.locator("[role=radiogroup] button[role=radio][aria-checked=false], [role=tab][aria-selected=false]")
    for name in reversed(dict.fromkeys(others.all_inner_texts())):
        choice = page.locator("[role=radiogroup] button[role=radio], [role=tab]").filter(
            has_text=re.compile(f"^{re.escape(name)}$")
        )
        if choice.first.is_visible():
            choice.first.click()
            settle(page)
            yield name


def test_no_page_and_no_view_says_a_sentence_in_english_to_who_reads_chinese(browser: Browser, app: App) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(app.url)
    draw(page, "7")
    expect(page.locator(".ink-answer strong")).to_have_text("7")
    found = {}
    for number in range(len(PAGES)):
        go_to(page, number)
        for name in chain([""], views(page)):
            folded = page.locator("details:not([open]) > summary")
            folded.evaluate_all("all => all.forEach(one => one.click())")
            settle(page)
            said = page.locator("body").inner_text().splitlines()
            found[f"{number} {name}"] = [line for line in said if ENGLISH.search(line) and not NOT_OURS.search(line)]
    context.close()
    assert {view: lines for view, lines in found.items() if lines} == {}
