"""Promises of the Train page, kept by real trainings in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from model import runs, versions
from tests.browser.conftest import App
from tests.browser.strokes import draw, expect_digit

POINTS = ".stVegaLiteChart .mark-symbol.role-mark path"


@pytest.fixture(autouse=True)
def end_all_runs(home: object) -> Iterator[None]:
    """Leave no training behind."""
    yield
    for run in runs.all_runs():
        if run.state().is_open:
            runs.EXECUTOR.stop(run.state().job)
            runs.stop(run)


def choose(page: Page, epochs: int, share: str = "5%") -> None:
    """Set the sliders by keyboard, as anybody can."""
    slider = page.get_by_role("slider", name="Epochs")
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(epochs - 1):
        page.keyboard.press("ArrowRight")
    slider = page.get_by_role("slider", name="Share")
    slider.focus()
    page.keyboard.press("Home")
    while slider.get_attribute("aria-valuetext") != share:
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)


def start(page: Page) -> None:
    """Press Start, and wait until the new run is the one on the page."""
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_role("heading", name=re.compile("Training:"))).to_be_visible()


def open_train(context: BrowserContext, app: App, query: str = "") -> Page:
    """Open the Train page directly, as the first visitor of a fresh server might."""
    page = context.new_page()
    page.goto(f"{app.url}/train{query}")
    expect(page.get_by_text("parameters").first).to_be_visible()
    return page


def test_class_trains_reloads_stops_and_draws_with_its_own_network(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=20, share="50%")
    start(page)
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 20, batch \d+ of"))).to_be_visible()
    expect(page.get_by_text(re.compile("After epoch [2-9]"))).to_be_visible()
    expect(page.locator(POINTS).nth(2)).to_be_attached()
    first = page.locator(POINTS).count()
    expect(page.get_by_text(re.compile("about .* s left"))).to_be_visible()

    page.reload()
    expect(page.get_by_role("heading", name=re.compile("Training"))).to_be_visible()
    page.wait_for_function(f"document.querySelectorAll('{POINTS}').length > {first}")

    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("the best one is kept")).to_be_visible()
    expect(page.get_by_test_id("stMetric").first).to_be_visible()
    (run,) = runs.all_runs()
    assert run.state().status == "stopped"

    page.get_by_role("button", name="Use it on the Draw page").click()
    expect(page.get_by_text("This network answers on the Draw page now.")).to_be_visible()
    card = run.card()
    assert card is not None
    expect(page.locator("section.stSidebar")).to_contain_text(card["name"])
    page.get_by_role("link", name="Draw").click()
    page.locator("canvas.upper-canvas").wait_for()
    draw(page, "0")
    expect_digit(page, "0")

    page.get_by_role("link", name="Train").click()
    page.get_by_role("button", name="Go back to the shipped one").click()
    expect(page.locator("section.stSidebar")).not_to_contain_text(card["name"])
    assert versions.current() == versions.SHIPPED


def test_second_start_waits_and_two_apps_and_browsers_tell_the_same(
    context: BrowserContext, app: App, page: Page
) -> None:
    first = open_train(context, app)
    choose(first, epochs=20, share="100%")
    first.get_by_role("button", name="Start training").click()
    expect(first.get_by_text(re.compile("Epoch .* of 20"))).to_be_visible()

    other_app = App(app.home)
    try:
        second = open_train(context, other_app)
        expect(second.get_by_text(re.compile("Epoch .* of 20"))).to_be_visible()  # it is seen from everywhere
        choose(second, epochs=1)
        second.get_by_role("button", name="Start training").click()
        expect(second.get_by_text("It waits its turn: 1 before it.")).to_be_visible()
        assert sum(run.state().status == "running" for run in runs.all_runs()) == 1
        first.get_by_role("button", name="Stop").click()
        expect(second.get_by_test_id("stMetric").first).to_be_visible(timeout=60_000)  # its turn came
    finally:
        other_app.stop()


def test_run_goes_on_when_the_app_is_restarted(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=20, share="50%")
    start(page)
    expect(page.get_by_text(re.compile("After epoch 1"))).to_be_visible()
    address = page.url
    app.stop()
    app.start()
    page.goto(address)
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 20"))).to_be_visible()
    expect(page.get_by_text(re.compile("After epoch ([2-9]|1[0-9])"))).to_be_visible()
    expect(page.locator(POINTS).nth(2)).to_be_attached()


def test_killed_run_says_so_on_the_page_and_goes_on(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=4, share="50%")
    start(page)
    expect(page.get_by_text(re.compile("After epoch 1"))).to_be_visible()
    run = runs.all_runs()[0]
    runs.EXECUTOR.stop(run.state().job)  # SIGKILL
    expect(page.get_by_text("The training was ended from outside")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_test_id("stMetric").first).to_be_visible(timeout=60_000)
    assert [row["epoch"] for row in run.history()] == [1, 2, 3, 4]
    page.get_by_text("Log of this run").click()
    expect(page.get_by_text("epoch 4/4")).to_be_visible()
