"""Promises of the language in a real browser: the page says which it is in; the choice stays, and so does the rest."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.app import App
from tests.browser.strokes import draw


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
