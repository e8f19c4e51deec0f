"""Promises of the page "Look inside", kept in a real browser."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import BrowserContext, Locator, Page, expect
from scipy.signal import correlate

from model.datasets.mnist import mnist_test
from model.runs.versions import SHIPPED
from tests.browser.conftest import App
from tests.browser.strokes import draw, expect_digit
from tests.classifiers import opened_in

# Whether the page is drawn, listens to clicks, and the element has not moved for a while.
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
    """Return an element when a click will hit it, and the place on it that is meant."""
    element.scroll_into_view_if_needed()
    while not element.evaluate(SETTLED):  # it was drawn anew meanwhile
        pass
    return element


def test_convolution_steps_and_its_sum_is_that_of_scipy(context: BrowserContext, app: App) -> None:
    page = context.new_page()
    page.goto(f"{app.url}/inside")
    said = page.get_by_text("Sum of the products")
    kernel, bias = opened_in(SHIPPED).weights[0]
    kernels = np.moveaxis(kernel.astype(np.float64)[:, :, 0], -1, 0)
    image = mnist_test().images()[0].astype(np.float64)
    sums = np.stack([correlate(image, kernel, "valid", "direct") for kernel in kernels])
    number, row, column = np.unravel_index((sums + bias[:, None, None]).argmax(), sums.shape)
    assert sums[number, row, column] > 0.1
    expect(said).to_contain_text(f"Sum of the products {sums[number, row, column]:.4f}")
    page.get_by_role("button", name="Next position").click()
    expect(said).to_contain_text(f"Sum of the products {sums[number].ravel()[24 * row + column + 1]:.4f}")
    box = page.get_by_label("Row")
    box.fill("5")
    box.press("Enter")
    expect(said).to_contain_text(f"Sum of the products {sums[number, 4, (column + 1) % 24]:.4f}")


def test_click_on_a_map_enlarges_it_and_a_click_on_a_position_goes_there(context: BrowserContext, app: App) -> None:
    page = context.new_page()
    page.goto(f"{app.url}/inside")
    expect(page.get_by_text("Sum of the products")).to_be_visible()
    output = page.get_by_alt_text("What the filter puts out")
    settled(output).click(position={"x": 66, "y": 34})  # of 128 px for 24 positions
    expect(page.get_by_label("Row")).to_have_value("7")
    expect(page.get_by_label("Column")).to_have_value("13")
    page.get_by_role("radio", name="Feature maps").click()
    settled(page.get_by_alt_text("3. Convolution 3x3, 64 filters, filter 5", exact=True)).click()
    expect(page.get_by_alt_text("3. Convolution 3x3, 64 filters, filter 5, enlarged")).to_be_in_viewport()


def test_drawing_opens_inside_with_its_strokes(page: Page) -> None:
    draw(page, "7")
    expect_digit(page, "7")
    page.get_by_test_id("stPageLink").filter(has_text="Look inside").last.click()
    expect(page.get_by_role("heading", name="Look inside")).to_be_visible()
    expect(page.get_by_text(re.compile("The network answers 7, and is"))).to_be_visible()
    page.get_by_role("radio", name="Stroke by stroke").click()
    expect(page.get_by_alt_text("After 1 stroke", exact=True)).to_be_visible()


def test_cleared_drawing_is_gone_inside(page: Page) -> None:
    draw(page, "7")
    expect_digit(page, "7")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("The paper is empty")).to_be_visible()
    page.get_by_test_id("stSidebar").get_by_text("Look inside").click()
    page.get_by_role("radio", name="Your digit").click()
    expect(page.get_by_text("Nothing is drawn yet")).to_be_visible()
