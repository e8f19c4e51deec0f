"""Promises of the Evaluate page, kept in a real browser."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import App


def open_evaluate(context: BrowserContext, app: App) -> Page:
    """Open the page directly, and wait for its figures."""
    page = context.new_page()
    page.goto(f"{app.url}/evaluate")
    expect(page.get_by_test_id("stMetric").first).to_contain_text("%")
    return page


def test_picture_of_a_mistake_opens_on_the_draw_page_with_its_steps(context: BrowserContext, app: App) -> None:
    page = open_evaluate(context, app)
    page.get_by_role("radio", name="Mistakes").click()
    picture = page.get_by_alt_text("Test picture ").first
    expect(picture).to_be_visible()
    number = int((picture.get_attribute("alt") or "").split()[-1])
    page.get_by_role("button", name="Open it").first.click()
    expect(page.get_by_role("heading", name="Draw a digit")).to_be_visible()
    expect(page.get_by_text(f"Picture {number:,} of the MNIST test.")).to_be_visible()
    expect(page.locator(".ink-step img[alt]")).to_have_count(6)
