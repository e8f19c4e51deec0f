"""The app as a pupil meets it: started as `make run` does, in a real browser, drawn on with a real mouse.

Knows the app from outside only. Needs tests/requirements.txt.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.shared import stroke
from tests.browser import chromium

ROOT = Path(__file__).resolve().parent.parent
SURFACE = "canvas.upper-canvas"  # where the mouse draws
VIEWPORT = 1280, 900  # px
WAIT = 60_000  # ms, for anything that a page does


@dataclass(frozen=True)
class Server:
    """The running app: its address, its process, and when that was started (s, of time.perf_counter)."""

    address: str
    process: subprocess.Popen[bytes]
    started: float


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    """Start the app on a free port, and end it afterwards; what it prints goes to `home`/server.log.

    Raises:
        SystemExit: it does not answer within a minute.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--server.port", str(port), "--server.headless", "true"]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
    with (home / "server.log").open("ab") as log:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - started > 60:
                raise SystemExit(f"The app did not start:\n{(home / 'server.log').read_text()[-2000:]}")
            time.sleep(0.02)
        yield Server(f"http://localhost:{port}", process, started)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


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
    """Press Clear, and wait until the answer is gone and a new canvas lies where the old one lay."""
    surface = page.locator(SURFACE)
    old, place = surface.element_handle(), surface.bounding_box()
    page.get_by_role("button", name="Clear").click()
    old.wait_for_element_state("hidden", timeout=WAIT)
    page.wait_for_function("() => document.querySelector('.ink-answer strong')?.textContent === '–'", timeout=WAIT)
    expect(surface).to_have_count(1, timeout=WAIT)
    while surface.bounding_box() != place:  # for a moment both are on the page, one below the other
        page.wait_for_timeout(20)
