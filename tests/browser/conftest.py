"""A real app in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect, sync_playwright

from model.executors import chosen
from model.runs import queue, store
from tests.browser.app import App
from tests.browser.chromium import ARGUMENTS, find


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserType]:
    """Let browsers be started."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=60_000)  # ms; a busy machine is slow, not wrong
        yield playwright.chromium


@pytest.fixture(scope="session")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    """Start, once, the browser of those who are no laptop: each of them has a context of its own."""
    browser = chromium.launch(executable_path=find(), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def laptop(chromium: BrowserType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """Start a browser at the size of a laptop, with a folder: so it keeps the page's scripts, once it has read them."""
    context = chromium.launch_persistent_context(
        tmp_path_factory.mktemp("browser"),
        executable_path=find(),
        args=ARGUMENTS,
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(30_000)
    yield context
    context.close()


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
def context(laptop: BrowserContext, app: App) -> Iterator[BrowserContext]:
    """Let a visitor come who has never been here: what a page keeps in the browser is gone after each test."""
    before = laptop.pages  # of these one stays: with the last of its pages the browser would end
    yield laptop
    for page in laptop.pages:
        if page not in before:
            page.close()
    laptop.clear_cookies()
    storage = laptop.new_cdp_session(before[0])
    storage.send("Storage.clearDataForOrigin", {"origin": app.url, "storageTypes": "local_storage,indexeddb"})
    storage.detach()


@pytest.fixture
def page(context: BrowserContext, app: App) -> Page:
    """Open the Draw page, ready to draw."""
    page = context.new_page()
    page.goto(app.url)
    page.locator("canvas.upper-canvas").wait_for()
    return page


@pytest.fixture
def end_all_runs(home: Path) -> Iterator[None]:
    """Leave no training behind."""
    yield
    for run in store.all_runs():
        if run.state().is_open:
            chosen.stop(run.state().job)
            queue.stop(run)
