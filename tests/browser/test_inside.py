"""Promises of the page "Look inside", kept in a real browser."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from scipy.signal import correlate

from model.datasets.mnist import mnist_test
from model.versions.published import SHIPPED
from tests.browser.conftest import App
from tests.browser.finding import button, choice, expect_title, keyed, link, said
from tests.browser.strokes import clear, draw, expect_answer, expect_digit
from tests.classifiers import opened_in

# Whether the page is drawn, listens to presses, and the element has not moved for a while.
SETTLED = """async element => {
  const place = () => JSON.stringify([document.querySelector('[data-testid=stApp]').dataset.testScriptState,
                                      typeof window.inklingOnClick, element.getBoundingClientRect()]);
  for (let before = '', since = 0; ; await new Promise(requestAnimationFrame)) {
    if (!element.isConnected) return false;
    if (before !== place()) [before, since] = [place(), performance.now()];
    if (before.startsWith('["notRunning","function"') && performance.now() - since > 500) return true;
  }
}"""


def settled(element: Locator) -> Locator:
    """Return an element when a press will hit it, and the place on it that is meant."""
    element.scroll_into_view_if_needed()
    while not element.evaluate(SETTLED):  # it was drawn anew meanwhile
        pass
    return element


def look(page: Page, app: App, view: str) -> None:
    """Open the page at a view, about the first test picture."""
    page.goto(f"{app.url}/inside")
    choice(page, "inside-view", view).click()


def part(page: Page, name: str) -> Locator:
    """Return a part of the arithmetic of a filter."""
    return page.locator(f"[data-part={name}]")


def strongest_filter() -> tuple[NDArray[np.float64], int, int]:
    """Return the sums of the products of the shipped network's strongest first filter, and where they are largest."""
    kernel, bias = opened_in(SHIPPED).weights[0]
    kernels = np.moveaxis(kernel.astype(np.float64)[:, :, 0], -1, 0)
    image = mnist_test().images()[0].astype(np.float64)
    sums = np.stack([correlate(image, kernel, "valid", "direct") for kernel in kernels])
    number, row, column = np.unravel_index((sums + bias[:, None, None]).argmax(), sums.shape)
    assert sums[number, row, column] > 0.1
    return sums[number], int(row), int(column)


def test_convolution_steps_and_its_sum_is_that_of_scipy(context: BrowserContext, app: App) -> None:
    page = context.new_page()
    look(page, app, "by-hand")
    sums, row, column = strongest_filter()
    expect(part(page, "said")).to_contain_text(f"Sum of the products {sums[row, column]:.4f}")
    kernel = page.locator(".ink-numbers").nth(1).locator("td")
    numbers = kernel.evaluate_all("cells => cells.map(cell => [Number(cell.innerText), cell.style.background])")
    assert len(numbers) == 25
    for value, color in numbers:  # blue above 0, orange below
        assert value == 0 or ("42, 120, 214" in color) == (value > 0)
    part(page, "next").click()
    expect(part(page, "said")).to_contain_text(f"Sum of the products {sums.ravel()[24 * row + column + 1]:.4f}")
    part(page, "row").fill("5")
    part(page, "row").press("Enter")
    expect(part(page, "said")).to_contain_text(f"Sum of the products {sums[4, (column + 1) % 24]:.4f}")
    output = part(page, "output")
    place = output.bounding_box()
    assert place
    output.click(position={"x": place["width"] * 12.5 / 24, "y": place["height"] * 6.5 / 24})
    expect(part(page, "said")).to_contain_text(f"Sum of the products {sums[6, 12]:.4f}")
    output.press("ArrowLeft")
    expect(part(page, "said")).to_contain_text(f"Sum of the products {sums[6, 11]:.4f}")
    for _ in range(12):
        output.press("ArrowLeft")  # no further than to the edge
    expect(part(page, "said")).to_contain_text(f"Sum of the products {sums[6, 0]:.4f}")


def test_play_walks_through_the_positions_until_it_is_paused(context: BrowserContext, app: App) -> None:
    page = context.new_page()
    look(page, app, "by-hand")
    part(page, "column").fill("1")
    play = part(page, "play")
    play.click()
    expect(part(page, "column")).not_to_have_value(re.compile("^[12]$"))
    expect(play).to_have_text("Pause")
    play.click()
    expect(play).to_have_text("Play")
    sums, _, _ = strongest_filter()
    row, column = (int(part(page, name).input_value()) - 1 for name in ("row", "column"))
    expect(part(page, "said")).to_contain_text(f"Sum of the products {sums[row, column]:.4f}")


def test_nothing_moves_by_itself_where_motion_is_not_wanted(browser: Browser, app: App) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    look(page, app, "by-hand")
    expect(part(page, "next")).to_be_visible()
    expect(part(page, "play")).to_be_hidden()
    context.close()


def test_map_is_opened_by_pointer_and_by_key_and_the_picture_stays_in_view(context: BrowserContext, app: App) -> None:
    page = context.new_page()
    look(page, app, "network")
    heading = keyed(page, "detail").get_by_role("heading")
    third = page.locator(".ink-map[data-click^='2-']")
    expect(third).to_have_count(6)
    expect(third.last).to_have_accessible_name(re.compile("^3. Convolution 3x3, 64 filters, filter"))
    name = third.nth(2).get_by_role("img").get_attribute("alt")
    settled(third.nth(2)).click()
    expect(heading).to_have_text(str(name))
    first = page.locator(".ink-map[data-click^='0-']").nth(1)
    expect(first).to_have_accessible_name(re.compile("^1. Convolution 5x5, 32 filters, filter"))
    first.press("Enter")
    expect(heading).to_have_text(str(first.get_by_role("img").get_attribute("alt")))
    expect(first).to_be_focused()  # whoever goes by keys goes on from there
    page.set_viewport_size({"width": 1280, "height": 800})
    for seen in (heading, page.locator(".ink-numbers").last, part(page, "said")):
        expect(seen).to_be_in_viewport(ratio=1)  # all of a 5x5 filter at once
    settled(page.locator("[data-click='2-all']")).click()
    expect(third).to_have_count(6 + 64)
    settled(third.last).click()
    expect(part(page, "said")).to_contain_text("those of all 32 together")
    page.mouse.wheel(0, 2000)
    excite = keyed(page, "detail").get_by_test_id("stMarkdown").last
    expect(excite).to_have_text("The test pictures that excite it most")
    expect(excite).to_be_in_viewport()
    subject = page.locator(".ink-subject")
    expect(subject.locator("img")).to_have_attribute("alt", "The picture that the network reads")
    expect(subject.locator("img")).to_be_in_viewport(ratio=1)
    expect(subject.locator("p")).to_contain_text("The network answers 7")
    expect(subject.locator("p")).to_be_in_viewport(ratio=1)


def test_layers_are_cards_to_swipe_on_a_phone_and_a_press_leads_to_the_detail(browser: Browser, app: App) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 812}, has_touch=True)
    page = context.new_page()
    look(page, app, "network")
    cards = page.locator(".ink-layer")
    settled(cards.first)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(cards.nth(2)).not_to_be_in_viewport()
    maps = cards.nth(1).get_by_role("button")
    box = maps.first.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    settled(cards.last.locator(".ink-press")).tap()
    heading = keyed(page, "detail").get_by_role("heading")
    expect(heading).to_contain_text("Dense, 10")
    expect(heading).to_be_in_viewport()
    expect(said(keyed(page, "detail"))).to_contain_text(["This is called softmax"])
    context.close()


def test_drawing_opens_inside_with_its_strokes(page: Page) -> None:
    draw(page, "7")
    expect_digit(page, "7")
    link(page, "inside").click()
    expect_title(page, "Look inside")
    expect(said(page.locator(".ink-subject"))).to_contain_text(["The network answers 7, and is"])
    choice(page, "inside-view", "stroke-by-stroke").click()
    picture = page.locator(".ink-row img")
    expect(picture).to_be_visible()
    expect(picture).to_have_attribute("alt", "After 1 stroke")


def test_cleared_drawing_is_gone_inside(page: Page) -> None:
    draw(page, "7")
    expect_digit(page, "7")
    clear(page)
    expect_answer(page, "The paper is empty")
    link(page, "inside").click()
    button(page, "change-subject").click()
    choice(page, "which-picture", "drawn").click()
    expect(said(keyed(page, "subject"))).to_contain_text(["Nothing is drawn yet"])
