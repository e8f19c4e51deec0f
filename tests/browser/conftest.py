"""A real app in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.app import App
from tests.browser.chromium import ARGUMENTS, find


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser once."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=60_000)  # ms; a busy machine is slow, not wrong
        browser = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Start the app once for each file of tests."""
    app = App(tmp_path_factory.mktemp("home"))
    yield app
    app.stop()


@pytest.fixture(autouse=True)
def home(app: App, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the test look where the app writes."""
    monkeypatch.setenv("INKLING_HOME", str(app.home))
    return app.home


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a visitor's own browser, at the size of a laptop."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, app: App) -> Page:
    """Open the Draw page, ready to draw."""
    page = context.new_page()
    page.goto(app.url)
    page.locator("canvas.upper-canvas").wait_for()
    return page
