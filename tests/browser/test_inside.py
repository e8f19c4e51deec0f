"""Promises of the page "Look inside", kept in a real browser."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import BrowserContext, Page, expect
from scipy.signal import correlate

from model.classifier import Classifier
from model.datasets import mnist_test
from model.versions import SHIPPED
from tests.browser.conftest import App
from tests.browser.strokes import draw, expect_digit


def test_convolution_steps_and_its_sum_is_that_of_scipy(context: BrowserContext, app: App) -> None:
    page = context.new_page()
    page.goto(f"{app.url}/inside")
    said = page.get_by_text("Sum of the products")
    expect(said).to_be_visible()
    (first, *_) = Classifier.load(SHIPPED).network.layers
    kernel = np.asarray(first.kernel, np.float64)[..., 0, 0]
    sums = correlate(mnist_test().images()[0].astype(np.float64), kernel, "valid", "direct")
    row = page.get_by_label("Row")
    row.fill("5")
    row.press("Enter")
    assert abs(sums[4, 11]) > 0.01
    expect(said).to_contain_text(f"Sum of the products {sums[4, 11]:.4f}")
    row.press("ArrowUp")
    row.press("Enter")
    expect(said).to_contain_text(f"Sum of the products {sums[5, 11]:.4f}")


def test_drawing_opens_inside_with_its_strokes(page: Page) -> None:
    draw(page, "7")
    expect_digit(page, "7")
    page.get_by_test_id("stPageLink").filter(has_text="Look inside").last.click()
    expect(page.get_by_role("heading", name="Look inside")).to_be_visible()
    expect(page.get_by_text(re.compile("The network answers 7, and is"))).to_be_visible()
    page.get_by_role("radio", name="Stroke by stroke").click()
    expect(page.get_by_alt_text("After 1 strokes")).to_be_visible()
