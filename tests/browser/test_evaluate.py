"""Promises of the Evaluate page, kept in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from model.evaluation import mistakes
from model.evaluation.metrics import measure
from model.evaluation.predictions import Predictions, predictions_of
from model.versions import published
from tests.browser.conftest import App
from tests.browser.finding import button, choice, keyed, restart, said, settle

WALL, MATRIX, ANSWER = ".ink-wall button", ".ink-matrix button", ".ink-reading [role=status]"


@pytest.fixture
def predictions(app: App) -> Predictions:
    """Return what the shipped classifier predicts: what the page shows is told from that."""
    return predictions_of(published.SHIPPED)


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
    expect(said(page.get_by_test_id("stMarkdown"))).to_contain_text([pair.in_words(predictions.classes)])
    expect(page.locator(WALL)).to_have_count(pair.count)
    those = mistakes.cell(predictions.probabilities, predictions.labels, pair.true, pair.predicted)
    assert on_the_wall(page) == those.tolist()


def test_press_on_a_sentence_or_a_cell_shows_its_pictures_the_surest_first(
    context: BrowserContext, app: App, predictions: Predictions
) -> None:
    page, most = open_evaluate(context, app), most_confused(predictions)
    words, name = most.in_words(predictions.classes), f"[data-press='{most.true}-{most.predicted}']"
    sentence, cell = page.locator(f".ink-pairs {name}"), page.locator(f"{MATRIX}{name}")
    expect(sentence).to_have_text(words)
    sentence.click()
    expect_pictures_of(page, most, predictions)
    choice(page, "evaluate-shown", "wrong").click()
    expect(said(page)).to_contain_text([re.compile("mistakes, the surest first")])
    expect(cell).to_have_accessible_name(words)
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
    expect(said(page.get_by_test_id("stMarkdown"))).to_contain_text([words])


def test_picture_of_a_mistake_opens_large_and_then_on_the_draw_page_with_its_steps(
    context: BrowserContext, app: App, predictions: Predictions
) -> None:
    page = open_evaluate(context, app)
    first = on_the_wall(page)[0]
    expect(page.locator(WALL).first).to_have_accessible_name(re.compile(", read as "))
    page.locator(WALL).first.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Test picture {first + 1:,}")
    expect(dialog).to_contain_text(f"The network takes it for “{predictions.classes[predictions.predicted[first]]}”")
    button(dialog, "evaluate-open").click()
    here = f"of the MNIST test. Its true label is {predictions.labels[first]}"
    expect(said(keyed(page, "digit"))).to_contain_text([here])
    expect(page.locator(".ink-step img[alt]")).to_have_count(5)


def test_on_a_phone_what_matters_is_on_the_first_screen_and_a_cell_leads_back_to_the_wall(
    browser: Browser, app: App, predictions: Predictions
) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 812}, has_touch=True, is_mobile=True)
    page = open_evaluate(context, app)
    # Below lie the pages. The page is laid out for a phone as soon as the browser has said how wide it is.
    page.wait_for_function("wall => document.querySelector(wall).getBoundingClientRect().bottom < 700", arg=WALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    confused = mistakes.confusions(measure(predictions.probabilities, predictions.labels).confusion, most=100)
    true, predicted = max((each.true, each.predicted) for each in confused)  # the last one that is no right answer
    page.locator(f"{MATRIX}[data-press='{true}-{predicted}']").tap()
    expect(page.locator(f"{MATRIX}[aria-pressed=true]")).to_have_count(1)
    expect(page.locator(WALL).first).to_be_in_viewport()
    choice(page, "evaluate-view", "corruption").tap()
    for part, words in (
        (keyed(page, "corruption-strength").get_by_test_id("stWidgetLabel"), "How strong?"),
        (keyed(page, "evaluate-one").get_by_test_id("stMarkdown").first, "With this damage"),
        (page.locator(ANSWER), "The network takes it for"),
    ):
        expect(part).to_be_visible()
        expect(part).to_contain_text(words)
        box = part.bounding_box()
        assert box
        assert 0 < box["y"] < 700
    context.close()


def test_on_a_phone_each_figure_of_the_matrix_lies_in_its_own_cell(browser: Browser, app: App) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 812}, has_touch=True, is_mobile=True)
    page = open_evaluate(context, app)
    wider = "all => all.filter(one => one.offsetWidth > one.parentElement.offsetWidth).map(one => one.dataset.press)"
    page.locator(MATRIX).first.wait_for()
    assert page.locator(MATRIX).evaluate_all(wider) == []
    context.close()


def test_name_of_a_network_that_is_too_long_for_its_box_ends_in_dots(context: BrowserContext, app: App) -> None:
    box = keyed(open_evaluate(context, app), "evaluate-network").locator("input")
    expect(box).to_have_css("text-overflow", "ellipsis")


def test_slider_of_the_damage_changes_the_picture_and_the_answer_in_view(context: BrowserContext, app: App) -> None:
    page = open_evaluate(context, app)
    choice(page, "evaluate-view", "corruption").click()
    picture, answer, slider = page.locator(".ink-reading img"), page.locator(ANSWER), page.get_by_role("slider")
    expect(picture).to_be_in_viewport(ratio=1)
    expect(picture).to_have_attribute("alt", "The picture that was given")
    expect(answer).to_contain_text("The network takes it for")
    expect(page.get_by_test_id("stSlider")).to_be_in_viewport(ratio=1)
    before, answered = picture.get_attribute("src") or "", answer.inner_text()
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("heavy"))
    expect(picture).not_to_have_attribute("src", before)
    expect(answer).not_to_have_text(answered)


def test_page_that_was_away_takes_the_first_press_and_a_reload_leaves_it_as_it_is(page: Page, app: App) -> None:
    page.goto(f"{app.url}/evaluate")
    view = choice(page, "evaluate-view", "figures")
    view.click()
    expect(page.get_by_test_id("stTable")).to_be_visible()  # the last of them
    settle(page)
    restart(app, page)
    size = page.locator("html")
    expect(size).to_have_css("font-size", "16px")
    button(page, "turn-big").click()
    expect(size).to_have_css("font-size", "24px")
    page.reload()
    expect(view).to_be_checked()
    expect(size).to_have_css("font-size", "24px")
    page.go_back()
    expect(choice(page, "evaluate-view", "mistakes")).to_be_checked()
