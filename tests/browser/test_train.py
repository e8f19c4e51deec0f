"""Promises of the Train page, kept by real trainings in a real browser."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from model.config import PRESETS
from model.datasets.faces import faces
from model.runs import store, versions
from model.runs.store import Run, State
from tests.browser.app import App
from tests.browser.strokes import draw, expect_digit
from tests.browser.training import (
    LONG,
    POINTS,
    TRAINED,
    choose,
    choose_view,
    expect_heading,
    expect_result,
    expect_said,
    open_train,
    pick,
    press,
    start,
)
from tests.classifiers import lend_shipped

pytestmark = pytest.mark.usefixtures("end_all_runs")


def test_class_trains_reloads_stops_and_draws_with_its_own_network(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    choose(page, epochs=LONG)
    run = start(page)
    expect_said(page, rf"Epoch \d+ of {LONG}, batch \d+ of")
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
    choose(first, epochs=LONG)
    start(first)
    expect_said(first, f"Epoch .* of {LONG}")

    other_app = App(app.home)
    try:
        second = open_train(context, other_app)
        expect_said(second, f"Epoch .* of {LONG}")  # it is seen from everywhere
        choose(second, epochs=1)
        waiting = press(second, "Start training")
        expect(second.get_by_text("It waits its turn: 1 run before it.")).to_be_visible()
        assert sum(run.state().status == "running" for run in store.all_runs()) == 1
        first.get_by_role("button", name="Stop").click()
        expect_result(second, waiting)  # its turn came
    finally:
        other_app.stop()


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
