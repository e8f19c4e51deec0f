"""Promises of the Train page, kept by real trainings in a real browser."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from model.config import PRESETS
from model.datasets.faces import faces
from model.evaluation.predictions import predictions_of
from model.runs import executors, queue, store, versions
from model.runs.store import Run, State
from tests.browser.conftest import App
from tests.browser.strokes import draw, expect_digit
from tests.classifiers import lend_shipped

PICTURES = ["100", "300", "1,000", "3,000", "10,000", "30,000", "60,000"]  # that can be chosen of MNIST
TRAINED = 180_000  # ms; for what a training is waited for: it gets the processors last
POINTS = ".stVegaLiteChart .mark-symbol.role-mark path"


@pytest.fixture(autouse=True)
def end_all_runs(home: object) -> Iterator[None]:
    """Leave no training behind."""
    yield
    for run in store.all_runs():
        if run.state().is_open:
            executors.EXECUTOR.stop(run.state().job)
            queue.stop(run)


def choose(page: Page, epochs: int, pictures: str = "3,000") -> None:
    """Set epochs and pictures by keyboard, as anybody can, and wait until the page has taken both."""
    field = page.get_by_role("spinbutton", name="Epochs")
    field.fill(str(epochs))
    field.press("Enter")
    slider = page.get_by_role("slider", name="Training pictures")
    slider.press("Home")
    for count in PICTURES[1 : PICTURES.index(pictures) + 1]:
        slider.press("ArrowRight")
        expect(slider).to_have_attribute("aria-valuetext", count)
    learned = round(0.9 * int(pictures.replace(",", "")))
    expect(page.get_by_text(f"{learned:,} pictures to learn from")).to_be_visible()


def press(page: Page, name: str) -> Run:
    """Press a button that starts a run, and wait until the page shows it; return the run."""
    earlier = {run.id for run in store.all_runs()}
    page.get_by_role("button", name=name).click()
    page.wait_for_url(lambda url: named_by(url) not in {"", *earlier}, wait_until="commit")
    return store.find(named_by(page.url))


def named_by(address: str) -> str:
    """Return the id of the run that an address names, "" where it names none."""
    return parse_qs(urlsplit(address).query).get("run", [""])[0]


def start(page: Page) -> Run:
    """Press Start, and wait until the new run trains; return it."""
    run = press(page, "Start training")
    expect_heading(page, run, "Training:")
    return run


def shown(page: Page, run: Run) -> Locator:
    """Return the part of the page that shows a run."""
    return page.locator(f".st-key-opened-{run.id}")


def expect_result(page: Page, run: Run) -> None:
    """Wait until the page shows how many test pictures a run that is over reads right."""
    expect(shown(page, run).get_by_text(re.compile(r"[\d,]+ of [\d,]+ right"))).to_be_visible(timeout=TRAINED)


def expect_said(page: Page, pattern: str) -> None:
    """Wait until the page says something about a training."""
    expect(page.get_by_text(re.compile(pattern)).first).to_be_visible(timeout=TRAINED)


def expect_heading(page: Page, run: Run, pattern: str) -> None:
    """Wait until the part of the page that shows a run has such a heading."""
    expect(shown(page, run).get_by_role("heading", name=re.compile(pattern))).to_be_visible(timeout=TRAINED)


def open_train(context: BrowserContext, app: App, query: str = "") -> Page:
    """Open the Train page directly, as the first visitor of a fresh server might."""
    page = context.new_page()
    page.goto(f"{app.url}/train{query}")
    expect(page.get_by_role("radio", name="Train one")).to_be_visible()
    return page


def choose_view(page: Page, name: str) -> None:
    """Choose one of the views of the page."""
    page.get_by_role("radio", name=name).click()


def test_class_trains_reloads_stops_and_draws_with_its_own_network(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=40, pictures="10,000")
    run = start(page)
    expect_said(page, r"Epoch \d+ of 40, batch \d+ of")
    expect_said(page, r"After epoch ([2-9]|\d\d)")
    expect(page.locator(POINTS).nth(2)).to_be_attached()
    first = page.locator(POINTS).count()
    expect_said(page, "about .* left")
    expect_said(page, "One test picture, which it never learns")
    expect(page.locator(".ink-watched li").nth(2)).to_be_visible()  # before the training, and after two epochs

    page.reload()
    expect_heading(page, run, "Training")
    page.wait_for_function(f"document.querySelectorAll('{POINTS}').length > {first}", timeout=TRAINED)

    page.get_by_role("button", name="Stop").click()
    expect_said(page, "the best one is kept")
    expect_result(page, run)
    assert store.all_runs() == [run]
    assert run.state().status == "stopped"

    page.get_by_role("button", name="Use it on the Draw page").click()
    expect(page.get_by_text("This network answers on the Draw page now.")).to_be_visible()
    page.get_by_role("link", name="Draw").click()
    page.locator("canvas.upper-canvas").wait_for()
    draw(page, "0")
    expect_digit(page, "0")

    page.get_by_role("link", name="Train").click()
    page.get_by_role("button", name="Go back to Inkling's network").click()
    expect(page.get_by_role("button", name="Use it on the Draw page")).to_be_visible()
    assert versions.current() == versions.SHIPPED


def test_second_start_waits_and_two_apps_and_browsers_tell_the_same(
    context: BrowserContext, app: App, page: Page
) -> None:
    first = open_train(context, app)
    choose(first, epochs=20, pictures="30,000")
    start(first)
    expect_said(first, "Epoch .* of 20")

    other_app = App(app.home)
    try:
        second = open_train(context, other_app)
        expect_said(second, "Epoch .* of 20")  # it is seen from everywhere
        choose(second, epochs=1)
        waiting = press(second, "Start training")
        expect(second.get_by_text("It waits its turn: 1 run before it.")).to_be_visible()
        assert sum(run.state().status == "running" for run in store.all_runs()) == 1
        first.get_by_role("button", name="Stop").click()
        expect_result(second, waiting)  # its turn came
    finally:
        other_app.stop()


def test_run_goes_on_when_the_app_is_restarted(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=40, pictures="10,000")
    start(page)
    expect_said(page, r"After epoch \d")
    address = page.url
    app.stop()
    app.start()
    page.goto(address)
    expect_said(page, r"Epoch \d+ of 40")
    expect_said(page, r"After epoch ([2-9]|\d\d)")
    expect(page.locator(POINTS).nth(2)).to_be_attached()


def test_killed_run_says_so_on_the_page_and_goes_on(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=8, pictures="10,000")
    run = start(page)
    expect_said(page, r"After epoch \d")
    executors.EXECUTOR.stop(run.state().job)  # SIGKILL
    expect(page.get_by_text("The training was ended from outside")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect_result(page, run)
    assert [row["epoch"] for row in run.history()] == list(range(1, 9))
    page.get_by_text("Settings and log of this run").click()
    expect(page.get_by_text("epoch 8/8")).to_be_visible()


def pick(page: Page, label: str, option: str) -> None:
    """Choose from a list."""
    page.get_by_role("combobox", name=re.compile(label)).click()
    page.get_by_role("option", name=option).click()


def zipped_faces(folder: Path) -> Path:
    """Return a zip of 90 drawn faces in two classes, as a teacher would pack it: larger than a photo may be."""
    pictures, labels = faces(90, seed=3)
    with zipfile.ZipFile(folder / "moods.zip", "w") as archive:
        for number, (picture, label) in enumerate(zip(pictures, labels, strict=True)):
            file = io.BytesIO()
            Image.fromarray(picture).save(file, "PNG")
            archive.writestr(f"moods/{('merry', 'gloomy')[label]}/{number}.png", file.getvalue())
        archive.writestr("moods/.thumbnails", bytes(25_000_000))
    return folder / "moods.zip"


# Streamlit leaves old parts of a page on show until the new ones are all there; of this button there is never a second.
COUNT_STARTS = """() => {
    const count = () => [...document.querySelectorAll('button')]
        .filter(button => button.textContent.includes('Start training')).length;
    window.mostStarts = count();
    new MutationObserver(() => { window.mostStarts = Math.max(window.mostStarts, count()); })
        .observe(document.body, { childList: true, subtree: true });
}"""


def test_own_pictures_are_added_seen_trained_and_tried(context: BrowserContext, app: App, tmp_path: Path) -> None:
    page = open_train(context, app)
    page.evaluate(COUNT_STARTS)
    pick(page, "Pictures", "Add own pictures")
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_disabled()
    expect(page.get_by_text("Choose a zip or a folder first")).to_be_visible()
    page.locator("input[type=file]").first.set_input_files(zipped_faces(tmp_path))
    expect(page.get_by_text("moods.zip")).to_be_visible()
    expect(page.get_by_text("Choose a zip or a folder first")).to_have_count(0)  # the whole file has come
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("img", name=re.compile("then answer 1"))).to_be_visible()
    expect(page.get_by_text("gloomy: ")).to_be_visible()
    expect(page.get_by_alt_text("merry").first).to_be_visible()
    run = press(page, "Start training")
    expect_heading(page, run, "Finished: Two classes")
    picture = tmp_path / "one.png"
    Image.fromarray(faces(1, seed=9)[0][0]).resize((200, 150)).save(picture)
    page.get_by_role("region", name="A picture for this network").locator("input").set_input_files(picture)
    expect_said(page, "takes it for “(merry|gloomy)”")
    expect(page.locator(".ink-classes tr")).to_have_count(2)
    assert page.evaluate("() => window.mostStarts") == 1


def test_own_network_is_built_and_an_impossible_one_says_why(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    pick(page, "Network", "Build your own")
    page.get_by_text("Numbers", exact=True).click()
    expect(page.get_by_text("34,826 parameters")).to_be_visible()
    pick(page, "Add a layer", "Average pooling")
    add = page.get_by_role("button", name="Add", exact=True)
    for layers in (5, 6, 7):
        expect(add).to_have_count(1)  # while the list grows, its old end is still there for a moment
        add.click()
        expect(page.get_by_role("button", name="Remove")).to_have_count(layers)
        if layers == 5:
            expect(page.get_by_text("21,386 parameters")).to_be_visible()  # 2 x 2 x 64 values are left
    expect_said(page, r"Layer 7 \(Average pooling 2x2\) cannot work")
    expect(page.get_by_role("button", name="Start training")).to_be_disabled()
    expect(page.locator("[class*=st-key-faulty-layer-]")).to_contain_text("7. Average pooling 2x2")
    expect(page.locator(".ink-block.fault")).to_contain_text("Average pooling")
    page.get_by_role("button", name="Remove").nth(5).click()
    expect(page.get_by_role("button", name="Start training")).to_be_enabled()


def test_run_is_paused_and_goes_on_and_its_repetition_is_equal(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=4, pictures="10,000")
    first = start(page)
    expect_said(page, "After epoch 1")
    page.get_by_role("button", name="Pause").click()
    expect_heading(page, first, "Paused")
    page.get_by_role("button", name="Go on").click()
    expect_result(page, first)
    assert [row["epoch"] for row in first.history()] == [1, 2, 3, 4]
    second = press(page, "Repeat exactly")
    expect_heading(page, second, "Training")
    expect_result(page, second)
    assert second.id != first.id
    assert np.array_equal(probabilities(first), probabilities(second))


def probabilities(run: Run) -> NDArray[np.float32]:
    """Return what a run predicts for its test pictures."""
    return predictions_of(run.folder).probabilities


def finished() -> Run:
    """Return a run that has finished, without its training: its network is the shipped one, lent."""
    run = store.create(PRESETS["two-conv"])
    lend_shipped(run.folder)
    run.write_state(State("finished"))
    return run


def delete(page: Page) -> None:
    """Delete the run that the page shows, or did when it was drawn."""
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Yes, delete it").click()


def test_press_hits_what_is_shown_while_another_page_changes_it(context: BrowserContext, app: App) -> None:
    run = finished()
    page = open_train(context, app, f"?run={run.id}")
    expect_heading(page, run, "Finished:")
    expect(page).to_have_url(re.compile(run.id))
    newer = finished()
    page.get_by_role("button", name="Use it on the Draw page").click()
    expect(page.get_by_text("answers on the Draw page now")).to_be_visible()
    assert versions.current() == run.folder
    expect_heading(page, run, "Finished:")
    delete(page)
    expect_said(page, "Let another one answer, then delete it")
    page.get_by_role("button", name="Go back to Inkling's network").click()
    expect(page.get_by_text("answers on the Draw page now")).to_have_count(0)
    other = open_train(context, app, f"?run={run.id}")
    expect_heading(other, run, "Finished:")
    delete(other)
    expect_said(other, "is deleted. For a day it can be brought back")
    delete(page)
    expect_said(page, "This run is gone: it was deleted. Choose another one")
    assert newer in store.all_runs()
    assert run not in store.all_runs()
    page.get_by_role("button", name="Bring back").first.click()
    expect_heading(page, run, "Finished:")
    expect(page.get_by_text("This run is gone")).to_have_count(0)
    assert run in store.all_runs()


def test_race_shows_a_curve_and_a_row_for_each(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=2, pictures="1,000")
    choose_view(page, "Experiments")
    page.get_by_text("Seeds", exact=True).first.click()
    page.get_by_role("button", name="Start 3 runs").click()
    expect(page.get_by_text("0 of 3 runs are over.")).to_be_visible()
    for over in (1, 2, 3):  # one after the other, each may take as long as a training may
        expect_said(page, f"[{over}-3] of 3 runs are over|test pictures are wrong in all 3 runs")
    expect_said(page, "test pictures are wrong in all 3 runs")
    expect_said(page, "Test accuracy of 3 runs: mean")
    expect(page.locator(".ink-legend").get_by_role("cell", name="Finished")).to_have_count(3)
    row = page.get_by_role("button", name="Seed 2")  # the table is the legend of both charts
    row.press("Enter")
    expect(row).to_have_attribute("aria-pressed", "true")
    assert len({run.config().seed for run in store.all_runs()[:3]}) == 3


def test_run_fills_a_phone_and_start_stays_in_view(browser: Browser, app: App) -> None:
    run = finished()
    context = browser.new_context(viewport={"width": 375, "height": 812})
    page = open_train(context, app)
    start_button = page.get_by_role("button", name="Start training")
    expect(start_button).to_be_in_viewport(ratio=1)
    choose_view(page, "Runs")
    page.locator(f".st-key-list-{run.id}").get_by_role("button").click()
    expect(page.get_by_text(re.compile(r"9,\d\d\d of 10,000 right")).first).to_be_in_viewport()
    expect(start_button).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Back to the network").click()
    expect(start_button).to_be_in_viewport(ratio=1)
    context.close()
