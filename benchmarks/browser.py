"""The app as a pupil meets it: in a real browser, drawn on with a real mouse.

Knows the app from outside only; see `serving` for how it is started. Needs tests/requirements.txt.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.shared import stroke
from tests.browser import chromium, strokes

SURFACE = "canvas.upper-canvas"  # where the mouse draws
VIEWPORT = 1280, 900  # px
WAIT = 60_000  # ms, for anything that a page does


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start a headless Chromium, and end it afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
        yield browser
        browser.close()


def open_page(browser: Browser, address: str) -> Page:
    """Return the page "Draw" in a session of its own, once its canvas is there."""
    width, height = VIEWPORT
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(address)
    page.locator(SURFACE).wait_for(timeout=WAIT)
    return page


def points(page: Page, digit: int) -> list[tuple[float, float]]:
    """Return the points of a digit of `DIGITS` on the page, where its canvas is now, in px."""
    box = page.locator(SURFACE).bounding_box() or {"x": 0, "y": 0}
    return [(box["x"] + x, box["y"] + y) for x, y in stroke(digit)]


def draw(page: Page, digit: int) -> None:
    """Draw a digit of `DIGITS` on the canvas, in one stroke."""
    first, *others = points(page, digit)
    page.mouse.move(*first)
    page.mouse.down()
    for point in others:
        page.mouse.move(*point)
    page.mouse.up()


def wait_for_answer(page: Page) -> None:
    """Wait until the page says something about what was drawn."""
    page.wait_for_function("() => document.querySelector('.ink-answer strong')?.textContent !== '–'", timeout=WAIT)


def clear(page: Page) -> None:
    """Press Clear, and wait until the answer is gone and the canvas is blank."""
    strokes.clear(page)
    page.wait_for_function("() => document.querySelector('.ink-answer strong')?.textContent === '–'", timeout=WAIT)
