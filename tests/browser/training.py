"""Training on the Train page as a visitor does it, and what the page then shows."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import psutil
from playwright.sync_api import BrowserContext, Locator, Page, TimeoutError, expect

from model.runs import store
from model.runs.store import Run
from model.storage.paths import home
from tests.browser.app import App
from tests.browser.finding import button, choice, keyed, said, settle
from tests.waiting import wait_for

PICTURES = ["100", "300", "1,000", "3,000", "10,000", "30,000", "60,000"]  # that can be chosen of MNIST
POINTS = ".stVegaLiteChart .mark-symbol.role-mark path"  # of the curves
LONG = 150  # epochs of a training that is stopped: of 1,000 pictures they take most of a minute, or more
TRAINED = 180_000  # ms; for what a training is waited for: it gets the processors last


def choose(page: Page, epochs: int, pictures: str = "1,000") -> None:
    """Set epochs and pictures by keyboard, as anybody can, and wait until the page has taken both."""
    field = keyed(page, "epochs-").get_by_role("spinbutton")
    field.fill(str(epochs))
    field.press("Enter")
    slider = keyed(page, "count-").get_by_role("slider")
    slider.press("Home")
    for count in PICTURES[1 : PICTURES.index(pictures) + 1]:
        slider.press("ArrowRight")
        expect(slider).to_have_attribute("aria-valuetext", count)
    learned = round(0.9 * int(pictures.replace(",", "")))
    expect(said(keyed(page, "step-time"))).to_contain_text([f"{learned:,} pictures to learn from"])


def option(page: Page, key: str, which: int | str | re.Pattern[str]) -> Locator:
    """Open the list of that key, once the page is drawn, and return something that can be chosen from it.

    Args:
        page: with the list.
        key: of the list.
        which: its place, from 0, or -1 for the last one; or what somebody called it: such a name is nobody's language.
    """
    settle(page)
    box, options = keyed(page, key).get_by_role("combobox"), page.get_by_role("option")
    box.click()
    for _ in range(30):  # where what comes late closes it, it is opened again
        with suppress(TimeoutError):
            options.first.wait_for(timeout=1000)
            break
        box.press("ArrowDown")
    return options.nth(which) if isinstance(which, int) else page.get_by_role("option", name=which).first


def pick(page: Page, key: str, which: int | str | re.Pattern[str]) -> None:
    """Choose this `option` from the list of that key; where the list closes before the press, open it again."""
    for _ in range(30):
        with suppress(TimeoutError):
            return option(page, key, which).click(timeout=1000)


def press(page: Page, key: str) -> Run:
    """Press the button of that key, which starts a run, and wait until the page shows it; return the run."""
    earlier = {run.id for run in store.all_runs()}
    button(page, key).click()
    page.wait_for_url(lambda url: named_by(url) not in {"", *earlier}, wait_until="commit")
    return store.find(named_by(page.url))


def named_by(address: str) -> str:
    """Return the id of the run that an address names, "" where it names none."""
    return parse_qs(urlsplit(address).query).get("run", [""])[0]


def start(page: Page) -> Run:
    """Press Start, and wait until the new run trains; return it."""
    run = press(page, "start")
    expect_heading(page, run, "Training:")
    return run


def let_rest(run: Run) -> psutil.Process:
    """Halt the process of a training after its first epoch, and return it, to `resume`.

    It would be over too soon, or take the processors from the pages that look at it. It is not to keep others from the
    database meanwhile.
    """
    wait_for(run.history)
    process = psutil.Process(int(run.state().job.id.split("/")[1]))
    while True:
        process.suspend()
        with suppress(sqlite3.OperationalError), sqlite3.connect(home() / "inkling.db", timeout=1) as database:
            database.execute("BEGIN IMMEDIATE")
            return process
        process.resume()


def shown(page: Page, run: Run) -> Locator:
    """Return the part of the page that shows a run."""
    return keyed(page, f"opened-{run.id}")


def expect_result(page: Page, run: Run) -> None:
    """Wait until the page shows how many test pictures a run that is over reads right."""
    expect(shown(page, run).locator(".ink-result")).to_have_text(re.compile(r"[\d,]+ of [\d,]+ right"), timeout=TRAINED)


def expect_said(page: Page, pattern: str) -> None:
    """Wait until the page says something about a training."""
    expect(said(page)).to_contain_text([re.compile(pattern)], timeout=TRAINED)


def expect_heading(page: Page, run: Run, pattern: str) -> None:
    """Wait until the part of the page that shows a run has such a heading."""
    expect(shown(page, run).get_by_role("heading")).to_contain_text([re.compile(pattern)], timeout=TRAINED)


def open_train(context: BrowserContext, app: App, query: str = "") -> Page:
    """Open the Train page directly, as the first visitor of a fresh server might."""
    page = context.new_page()
    page.goto(f"{app.url}/train{query}")
    expect(choice(page, "train-view", "one")).to_be_visible()
    return page
