"""How fast is the app there, and how much memory does it need? From its start to a canvas that can be drawn on.

In a real browser. The first start is not timed: it fills the system's cache of files. Then browser sessions open one
after the other, stay open, and draw.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click
import psutil
from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.browser import browsing, clear, draw, open_page, serving, wait_for_answer
from benchmarks.shared import DIGITS, json_option, show, tell, temporary_home
from tests.browser.app import App

MEASURED = (1, 5, 10)  # sessions


@click.command()
@click.option("--digits", default=20, show_default=True, type=click.IntRange(1), help="Digits drawn in each session.")
@json_option
def main(digits: int, as_json: bool) -> None:
    """Time the start of the app, in s, and weigh its server, in MB."""
    with temporary_home() as home, browsing() as browser:
        tell("two starts; the second is timed")
        with serving(home) as app:
            seconds_to_canvas(browser, app)
        with serving(home) as app:
            seconds = seconds_to_canvas(browser, app)
            memory: dict[str, float] = {}
            for number in range(1, MEASURED[-1] + 1):
                tell(f"session {number} of {MEASURED[-1]} draws {digits} digits")
                draw_digits(open_page(browser, app.url), digits)
                if number in MEASURED:
                    memory[str(number)] = memory_mb(app)
    rows = [["start to canvas", f"{seconds:.1f} s"]]
    rows += [[f"memory after {number} session(s)", f"{mb:.0f} MB"] for number, mb in memory.items()]
    show({"start_to_canvas_s": seconds, "memory_mb": memory, "digits": digits}, rows, as_json)


def seconds_to_canvas(browser: Browser, app: App) -> float:
    """Return the seconds from the server's start until a browser can draw."""
    page = open_page(browser, app.url)
    seconds = time.perf_counter() - app.started
    page.context.close()
    return seconds


def draw_digits(page: Page, digits: int) -> None:
    """Draw digits one after the other, each on empty paper, and wait for each answer."""
    for number in range(digits):
        clear(page)
        draw(page, list(DIGITS)[number % len(DIGITS)])
        wait_for_answer(page)


def memory_mb(app: App) -> float:
    """Return the memory (resident set size) of the server and its children, in MB of 10**6 bytes."""
    process = psutil.Process(app.process.pid)
    return sum(one.memory_info().rss for one in (process, *process.children(recursive=True))) / 1e6


if __name__ == "__main__":
    main()
