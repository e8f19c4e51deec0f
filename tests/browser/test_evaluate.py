"""Promises of the Evaluate page, kept in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from model.evaluation import mistakes
from model.evaluation.metrics import measure
from model.evaluation.predictions import Predictions, predictions_of
from model.runs import versions
from tests.browser.conftest import App

WALL, MATRIX = ".ink-wall button", ".ink-matrix button"


@pytest.fixture
def predictions(app: App) -> Predictions:
    """Return what the shipped classifier predicts: what the page shows is told from that."""
    return predictions_of(versions.SHIPPED)


def most_confused(predictions: Predictions) -> mistakes.Confusion:
    """Return the pair that is confused most."""
    return mistakes.confusions(measure(predictions.probabilities, predictions.labels).confusion)[0]


def open_evaluate(context: BrowserContext, app: App) -> Page:
    """Open the page directly, and wait for its wall."""
    page = context.new_page()
    page.goto(f"{app.url}/evaluate")
    page.locator(WALL).first.wait_for()
    return page


def on_the_wall(page: Page) -> list[int]:
    """Return which pictures hang on the wall, in order."""
    return [int(name) for name in page.locator(WALL).evaluate_all("all => all.map(one => one.dataset.press)")]


def expect_pictures_of(page: Page, pair: mistakes.Confusion, predictions: Predictions) -> None:
    """Wait until the wall shows the pictures of a pair, and nothing else."""
    expect(page.get_by_test_id("stMarkdown").get_by_text(pair.in_words(predictions.classes))).to_be_visible()
    expect(page.locator(WALL)).to_have_count(pair.count)
    those = mistakes.cell(predictions.probabilities, predictions.labels, pair.true, pair.predicted)
    assert on_the_wall(page) == those.tolist()


def test_press_on_a_sentence_or_a_cell_shows_its_pictures_the_surest_first(
    context: BrowserContext, app: App, predictions: Predictions
) -> None:
    page, most = open_evaluate(context, app), most_confused(predictions)
    page.locator(".ink-pairs").get_by_text(most.in_words(predictions.classes)).click()
    expect_pictures_of(page, most, predictions)
    page.get_by_role("radio", name="Mistakes").last.click()
    expect(page.get_by_text("the surest first")).to_contain_text("mistakes")
    cell = page.locator(".ink-matrix").get_by_role("button", name=most.in_words(predictions.classes))
    cell.click()
    expect_pictures_of(page, most, predictions)
    expect(cell).to_have_attribute("aria-pressed", "true")


def test_matrix_can_be_walked_and_pressed_by_keys_and_keeps_the_focus(
    context: BrowserContext, app: App, predictions: Predictions
) -> None:
    page = open_evaluate(context, app)
    assert page.locator(f"{MATRIX}[tabindex='0'], .ink-pairs button[tabindex='0']").count() == 1  # one stop of Tab
    page.locator(f"{MATRIX}[data-press='0-0']").focus()
    for _ in range(9):
        page.keyboard.press("ArrowDown")
    here = page.locator(f"{MATRIX}:focus")
    name = here.get_attribute("data-press") or ""
    true, predicted = map(int, name.split("-"))
    assert true == 9
    row = measure(predictions.probabilities, predictions.labels).confusion[true]
    page.keyboard.press("Enter")
    expect(page.locator(f"{MATRIX}[data-press='{name}']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"{MATRIX}[data-press='{name}']")).to_be_focused()
    words = mistakes.Confusion(true, predicted, row[predicted], sum(row)).in_words(predictions.classes)
    expect(page.get_by_test_id("stMarkdown").get_by_text(words)).to_be_visible()


def test_picture_of_a_mistake_opens_large_and_then_on_the_draw_page_with_its_steps(
    context: BrowserContext, app: App, predictions: Predictions
) -> None:
    page = open_evaluate(context, app)
    first = on_the_wall(page)[0]
    page.get_by_role("button", name=", read as ").first.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Test picture {first + 1:,}")
    expect(dialog).to_contain_text(f"The network takes it for “{predictions.classes[predictions.predicted[first]]}”")
    dialog.get_by_role("button", name="Draw page").click()
    expect(page.get_by_text("of the MNIST test")).to_be_visible()
    expect(page.get_by_text(f"Its true label is {predictions.labels[first]}")).to_be_visible()
    expect(page.locator(".ink-step img[alt]")).to_have_count(5)


def test_on_a_phone_what_matters_is_on_the_first_screen_and_a_cell_leads_back_to_the_wall(
    browser: Browser, app: App, predictions: Predictions
) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 812}, has_touch=True, is_mobile=True)
    page = open_evaluate(context, app)
    box = page.locator(WALL).first.bounding_box()
    assert box
    assert box["y"] + box["height"] < 700  # below lie the pages
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    cell = page.locator(f"{MATRIX}[aria-label*='taken for']").last
    cell.tap()
    expect(page.locator(f"{MATRIX}[aria-pressed=true]")).to_have_count(1)
    expect(page.locator(WALL).first).to_be_in_viewport()
    page.get_by_role("radio", name="Damage").tap()
    for part in ("How strong?", "With this damage", "The network takes it for"):
        expect(page.get_by_text(part)).to_be_visible()
        box = page.get_by_text(part).bounding_box()
        assert box
        assert 0 < box["y"] < 700
    context.close()


def test_slider_of_the_damage_changes_the_picture_and_the_answer_in_view(context: BrowserContext, app: App) -> None:
    page = open_evaluate(context, app)
    page.get_by_role("radio", name="Damage").click()
    picture, slider = page.get_by_alt_text("The picture that was given"), page.get_by_role("slider")
    expect(picture).to_be_in_viewport(ratio=1)
    expect(page.get_by_test_id("stSlider")).to_be_in_viewport(ratio=1)
    before, said = picture.get_attribute("src") or "", page.get_by_text("The network takes it for").inner_text()
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("heavy"))
    expect(picture).not_to_have_attribute("src", before)
    expect(page.get_by_text("The network takes it for")).not_to_have_text(said)
