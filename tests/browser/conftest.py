"""A real app in a real browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from model.config import ROOT
from tests.browser.chromium import ARGUMENTS, find


class App:
    """The app as `make run` starts it, on a port and an INKLING_HOME of its own."""

    def __init__(self, home: Path) -> None:
        """Choose a free port and start."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.home = home
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start the app, and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py"],
            cwd=ROOT,
            env={
                **os.environ,
                "INKLING_HOME": str(self.home),
                "STREAMLIT_SERVER_PORT": str(self.port),
                "STREAMLIT_SERVER_HEADLESS": "true",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5).close()
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("The app did not start.")

    def stop(self) -> None:
        """End the app at once, as a closed laptop would."""
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser once."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=30_000)  # ms; a busy machine is slow, not wrong
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
