"""Promises of the Evaluate page, kept in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from model.evaluation.mistakes import cell
from model.evaluation.predictions import predictions_of
from model.runs import versions
from tests.browser.conftest import App


def open_evaluate(context: BrowserContext, app: App) -> Page:
    """Open the page directly, and wait for its figures."""
    page = context.new_page()
    page.goto(f"{app.url}/evaluate")
    expect(page.get_by_test_id("stMetric").first).to_contain_text("%")
    return page


def opened(page: Page) -> list[int]:
    """Return which pictures can be clicked, in order."""
    names = page.locator("[class*=st-key-open-]").evaluate_all("all => all.map(one => one.className)")
    return [int(number) for name in names for number in re.findall(r"st-key-open-(\d+)", name)]


def test_picture_of_a_mistake_opens_on_the_draw_page_with_its_steps(context: BrowserContext, app: App) -> None:
    page = open_evaluate(context, app)
    page.get_by_role("radio", name="Mistakes").click()
    button = page.locator("[class*=st-key-open-] button").first
    expect(button.get_by_alt_text("read as")).to_be_visible()
    (number,) = opened(page)[:1]
    button.click()
    expect(page.get_by_role("heading", name="Draw a digit")).to_be_visible()
    expect(page.get_by_text(f"Picture {number:,} of the MNIST test.")).to_be_visible()
    expect(page.locator(".ink-step img[alt]")).to_have_count(6)


def test_click_on_a_cell_of_the_matrix_shows_its_pictures_the_surest_first(context: BrowserContext, app: App) -> None:
    predictions = predictions_of(versions.SHIPPED)
    those = cell(predictions.probabilities, predictions.labels, 9, 4)
    page = open_evaluate(context, app)
    page.get_by_role("radio", name="Matrix").click()
    drawn = page.get_by_test_id("stVegaLiteChart").locator("path[aria-label*='label: 9'][aria-label*='read as: 4']")
    drawn.first.click(position={"x": 5, "y": 5}, force=True)  # on it lies the figure
    pictures = page.locator("[class*=st-key-open-] img")
    expect(pictures.first).to_have_attribute("alt", re.compile("^9, read as 4 "))
    expect(pictures).to_have_count(len(those))
    assert opened(page) == those.tolist()


def test_slider_of_the_damage_changes_the_picture_and_the_answer(context: BrowserContext, app: App) -> None:
    page = open_evaluate(context, app)
    page.get_by_role("radio", name="Damage").click()
    picture = page.get_by_alt_text("The picture that was given")
    expect(picture).to_be_visible()
    before, said = picture.get_attribute("src") or "", page.get_by_text("The network takes it for").inner_text()
    page.get_by_role("slider").press("End")
    expect(picture).not_to_have_attribute("src", before)
    expect(page.get_by_text("The network takes it for")).not_to_have_text(said)
