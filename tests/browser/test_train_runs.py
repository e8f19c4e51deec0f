"""Promises of the Train page about runs that are paused, killed, repeated, or several; kept by real trainings."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, expect

from model.evaluation.predictions import predictions_of
from model.executors import chosen
from model.runs import store
from model.runs.store import Run
from tests.browser.app import App
from tests.browser.finding import button, choice, fold, keyed, said
from tests.browser.training import (
    LONG,
    POINTS,
    choose,
    expect_heading,
    expect_result,
    expect_said,
    let_rest,
    open_train,
    press,
    shown,
    start,
)
from tests.waiting import wait_for

pytestmark = pytest.mark.usefixtures("end_all_runs")
EPOCHS = 8


def test_run_goes_on_when_the_app_is_restarted(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=LONG)
    start(page)
    expect_said(page, r"After epoch \d")
    address = page.url
    app.stop()
    app.start()
    page.goto(address)
    expect_said(page, rf"Epoch \d+ of {LONG}")
    expect_said(page, r"After epoch ([2-9]|\d\d)")
    expect(page.locator(POINTS).nth(2)).to_be_attached()


def test_killed_run_says_so_on_the_page_and_goes_on(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=EPOCHS)
    run = start(page)
    let_rest(run)
    expect_said(page, r"After epoch \d")
    chosen.stop(run.state().job)  # SIGKILL
    expect(said(shown(page, run))).to_contain_text(["The training was ended from outside"])
    button(page, f"go-on-{run.id}").click()
    expect_result(page, run)
    assert [row["epoch"] for row in run.history()] == list(range(1, EPOCHS + 1))
    fold(page, "run-log").click()
    expect(keyed(page, "run-log").locator("code")).to_be_visible()
    expect(keyed(page, "run-log").locator("code")).to_contain_text(f"epoch {EPOCHS}/{EPOCHS}")


def test_run_is_paused_and_goes_on_and_its_repetition_is_equal(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=EPOCHS)
    first = start(page)
    resting = let_rest(first)
    expect_said(page, "After epoch [1-9]")
    button(page, f"pause-{first.id}").click()
    wait_for(lambda: first.wish() == "pause")
    resting.resume()
    expect_heading(page, first, "Paused")
    button(page, f"go-on-{first.id}").click()
    expect_result(page, first)
    assert [row["epoch"] for row in first.history()] == list(range(1, EPOCHS + 1))
    second = press(page, f"repeat-{first.id}")
    expect_heading(page, second, "Training")
    expect_result(page, second)
    assert second.id != first.id
    assert np.array_equal(probabilities(first), probabilities(second))


def probabilities(run: Run) -> NDArray[np.float32]:
    """Return what a run predicts for its test pictures."""
    return predictions_of(run.folder).probabilities


def test_race_shows_a_curve_and_a_row_for_each(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=2)
    choice(page, "train-view", "experiments").click()
    keyed(page, "experiment-card").get_by_role("radiogroup").locator("label").last.click()  # seeds
    expect(button(page, "start")).to_contain_text("Start 3 runs")
    button(page, "start").click()
    expect(said(keyed(page, "group-head"))).to_contain_text(["0 of 3 runs are over."])
    for over in (1, 2, 3):  # one after the other, each may take as long as a training may
        expect_said(page, f"[{over}-3] of 3 runs are over|test pictures are wrong in all 3 runs")
    expect_said(page, "test pictures are wrong in all 3 runs")
    expect_said(page, "Test accuracy of 3 runs: mean")
    rows = page.locator(".ink-legend tbody tr")  # the table is the legend of both charts
    expect(rows).to_contain_text(["Finished"] * 3)
    expect(rows).to_have_count(3)
    row = rows.nth(1).get_by_role("button")
    expect(row).to_have_text("Seed 2")
    row.press("Enter")
    expect(row).to_have_attribute("aria-pressed", "true")
    assert len({run.config().seed for run in store.all_runs()[:3]}) == 3
