"""Promises of the Train page, kept by real trainings in a real browser."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from model import runs, versions
from model.faces import faces
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


def choose(page: Page, epochs: int, pictures: str = "3,000") -> None:
    """Set the sliders by keyboard, as anybody can."""
    slider = page.get_by_role("slider", name="Epochs")
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(epochs - 1):
        page.keyboard.press("ArrowRight")
    slider = page.get_by_role("slider", name="Training pictures")
    slider.focus()
    page.keyboard.press("Home")
    while slider.get_attribute("aria-valuetext") != pictures:
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
    choose(page, epochs=20, pictures="30,000")
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
    choose(first, epochs=20, pictures="60,000")
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
    choose(page, epochs=20, pictures="30,000")
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
    choose(page, epochs=4, pictures="30,000")
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


def pick(page: Page, label: str, option: str) -> None:
    """Choose from a list."""
    page.get_by_role("combobox", name=re.compile(label)).click()
    page.get_by_role("option", name=option).click()


def zipped_faces(folder: Path) -> Path:
    """Return a zip of 90 drawn faces in two classes, as a teacher would pack it."""
    pictures, labels = faces(90, seed=3)
    with zipfile.ZipFile(folder / "moods.zip", "w") as archive:
        for number, (picture, label) in enumerate(zip(pictures, labels, strict=True)):
            file = io.BytesIO()
            Image.fromarray(picture).save(file, "PNG")
            archive.writestr(f"moods/{('merry', 'gloomy')[label]}/{number}.png", file.getvalue())
    return folder / "moods.zip"


def test_own_pictures_are_added_seen_trained_and_tried(context: BrowserContext, app: App, tmp_path: Path) -> None:
    page = open_train(context, app)
    pick(page, "Pictures", "Add own pictures")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Choose a zip or a folder first")).to_be_visible()
    page.locator("input[type=file]").first.set_input_files(zipped_faces(tmp_path))
    expect(page.get_by_text("moods.zip")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Dense, 1, sigmoid")).to_be_visible()
    page.get_by_role("radio", name="The pictures").click()
    expect(page.get_by_text("gloomy: ")).to_be_visible()
    expect(page.get_by_alt_text("merry").first).to_be_visible()
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_role("heading", name=re.compile("Finished: Two classes"))).to_be_visible()
    picture = tmp_path / "one.png"
    Image.fromarray(faces(1, seed=9)[0][0]).resize((200, 150)).save(picture)
    page.get_by_role("region", name="A picture for this network").locator("input").set_input_files(picture)
    expect(page.get_by_text(re.compile("takes it for “(merry|gloomy)”"))).to_be_visible()
    expect(page.locator(".ink-classes tr")).to_have_count(2)


def test_own_network_is_built_and_an_impossible_one_says_why(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    pick(page, "Network", "Build your own")
    expect(page.get_by_text("34,826 parameters")).to_be_visible()
    pick(page, "Add a layer", "Average pooling")
    add = page.get_by_role("button", name="Add", exact=True)
    for layers in (5, 6, 7):
        expect(add).to_have_count(1)  # while the list grows, its old end is still there for a moment
        add.click()
        expect(page.get_by_role("button", name="Change")).to_have_count(layers)
        if layers == 5:
            expect(page.get_by_text("21,386 parameters")).to_be_visible()  # 2 x 2 x 64 values are left
    expect(page.get_by_text(re.compile(r"Layer 7 \(Average pooling 2x2\) cannot work"))).to_be_visible()
    expect(page.get_by_role("button", name="Start training")).to_be_disabled()
    page.get_by_role("button", name="Change").nth(5).click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="Start training")).to_be_enabled()


def test_run_is_paused_and_goes_on_and_its_repetition_is_equal(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=4, pictures="10,000")
    start(page)
    expect(page.get_by_text(re.compile("After epoch 1"))).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", name=re.compile("Paused"))).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_test_id("stMetric").first).to_be_visible()
    first = runs.all_runs()[0]
    assert [row["epoch"] for row in first.history()] == [1, 2, 3, 4]
    page.get_by_role("button", name="Repeat exactly").click()
    expect(page.get_by_role("heading", name=re.compile("Training"))).to_be_visible()
    expect(page.get_by_test_id("stMetric").first).to_be_visible()
    second = runs.all_runs()[0]
    assert second.id != first.id
    assert np.array_equal(first.test_probabilities(), second.test_probabilities())


def test_deleted_run_can_be_brought_back_until_the_page_is_left(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=1, pictures="1,000")
    start(page)
    expect(page.get_by_role("heading", name=re.compile("Finished:"))).to_be_visible()
    run = runs.all_runs()[0]
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Yes, delete it").click()
    expect(page.get_by_text("One run is deleted.")).to_be_visible()
    assert run.id not in [other.id for other in runs.all_runs()]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("One run is deleted.")).to_have_count(0)
    assert run.id in [other.id for other in runs.all_runs()]


def test_race_shows_a_curve_and_a_row_for_each(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=2, pictures="1,000")
    page.get_by_text("More settings").click()
    page.get_by_role("tab", name="Several runs").click()
    page.get_by_text("Other seeds").click()
    page.get_by_role("button", name="Start 3 runs").click()
    expect(page.get_by_text("0 of 3 runs are over.")).to_be_visible()
    expect(page.get_by_text(re.compile("test pictures are wrong in all 3 runs"))).to_be_visible()
    expect(page.get_by_text(re.compile("Test accuracy of 3 runs: mean"))).to_be_visible()
    expect(page.get_by_role("cell", name="Finished")).to_have_count(3)
    assert len({run.config().seed for run in runs.all_runs()[:3]}) == 3
