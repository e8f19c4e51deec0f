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
from model.networks.layers import ADDABLE
from model.runs import store
from model.runs.state import State
from model.runs.store import Run
from model.versions import published
from tests.browser.app import App
from tests.browser.finding import button, choice, fold, keyed, link, said, settle
from tests.browser.strokes import draw, expect_digit
from tests.browser.training import (
    LONG,
    POINTS,
    TRAINED,
    choose,
    expect_heading,
    expect_result,
    expect_said,
    let_rest,
    open_train,
    pick,
    press,
    shown,
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

    button(page, f"stop-{run.id}").click()
    expect_said(page, "the best one is kept")
    expect_result(page, run)
    assert store.all_runs() == [run]
    assert run.state().status == "stopped"

    button(page, f"use-{run.id}").click()
    expect(said(keyed(page, "run-head"))).to_contain_text(["This network answers on the Draw page now."])
    link(page, "draw").click()
    page.locator("canvas.upper-canvas").wait_for()
    draw(page, "0")
    expect_digit(page, "0")

    link(page, "train").click()
    button(page, f"back-from-{run.id}").click()
    expect(button(page, f"use-{run.id}")).to_be_visible()
    assert published.current() == published.SHIPPED


def test_second_start_waits_and_two_apps_and_browsers_tell_the_same(context: BrowserContext, app: App) -> None:
    first = open_train(context, app)
    choose(first, epochs=LONG)
    trained = start(first)
    expect_said(first, f"Epoch .* of {LONG}")
    resting = let_rest(trained)

    other_app = App(app.home)
    try:
        second = open_train(context, other_app)
        expect_said(second, f"Epoch .* of {LONG}")  # it is seen from everywhere
        choose(second, epochs=1)
        waiting = press(second, "start")
        expect(said(shown(second, waiting))).to_contain_text(["It waits its turn: 1 run before it."])
        assert sum(run.state().status == "running" for run in store.all_runs()) == 1
        button(first, f"stop-{trained.id}").click()
        resting.resume()
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
    const count = () => document.querySelectorAll('.st-key-start button').length;
    window.mostStarts = count();
    new MutationObserver(() => { window.mostStarts = Math.max(window.mostStarts, count()); })
        .observe(document.body, { childList: true, subtree: true });
}"""


def test_own_pictures_are_added_seen_trained_and_tried(context: BrowserContext, app: App, tmp_path: Path) -> None:
    page = open_train(context, app)
    page.evaluate(COUNT_STARTS)
    pick(page, "data", -1)
    form, samples = keyed(page, "step-pictures"), page.locator(".ink-samples")
    expect(button(page, "add-pictures")).to_be_disabled()
    expect(said(form)).to_contain_text(["Choose a zip or a folder first"])
    keyed(page, "adding-zip").locator("input").set_input_files(zipped_faces(tmp_path))
    expect(keyed(page, "adding-zip")).to_contain_text("moods.zip")
    expect(form).not_to_contain_text("Choose a zip or a folder first")  # the whole file has come
    button(page, "add-pictures").click()
    expect(page.locator(".ink-blocks")).to_have_accessible_name(re.compile("then answer 1"))
    expect(said(samples)).to_contain_text(["gloomy: "])
    expect(samples.locator("img").last).to_be_visible()
    expect(samples.locator("img").last).to_have_attribute("alt", "merry")
    run = press(page, "start")
    expect_heading(page, run, "Finished: Two classes")
    picture = tmp_path / "one.png"
    Image.fromarray(faces(1, seed=9)[0][0]).resize((200, 150)).save(picture)
    keyed(page, f"try-{run.id}").locator("input").set_input_files(picture)
    expect_said(page, "takes it for “(merry|gloomy)”")
    expect(page.locator(".ink-classes tr")).to_have_count(2)
    assert page.evaluate("() => window.mostStarts") == 1


def test_own_network_is_built_and_an_impossible_one_says_why(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    pick(page, "network-", -1)
    fold(page, "numbers").click()
    numbers = keyed(page, "numbers")
    expect(said(numbers)).to_contain_text(["34,826 parameters"])
    pick(page, "kind-to-add", ADDABLE.index("average-pooling"))
    add, remove = button(page, "add-layer"), button(page, "remove-")
    for layers in (5, 6, 7):
        expect(add).to_have_count(1)  # while the list grows, its old end is still there for a moment
        add.click()
        expect(remove).to_have_count(layers)
        if layers == 5:
            expect(said(numbers)).to_contain_text(["21,386 parameters"])  # 2 x 2 x 64 values are left
    expect_said(page, r"Layer 7 \(Average pooling 2x2\) cannot work")
    expect(button(page, "start")).to_be_disabled()
    expect(keyed(page, "faulty-layer-")).to_contain_text("7. Average pooling 2x2")
    expect(page.locator(".ink-block.fault")).to_contain_text("Average pooling")
    remove.nth(5).click()
    expect(button(page, "start")).to_be_enabled()


def test_layer_that_is_moved_keeps_its_number_after_the_next_press(context: BrowserContext, app: App) -> None:
    page = open_train(context, app)
    pick(page, "network-", -1)
    pick(page, "kind-to-add", ADDABLE.index("dense"))
    for layers in (5, 6):
        button(page, "add-layer").click()
        expect(button(page, "remove-")).to_have_count(layers)
    keyed(page, "layer-row-5").get_by_role("button").last.click()  # what can be changed about it
    keyed(page, "layer-5-units-").locator("input").fill("200")
    page.keyboard.press("Enter")
    expect(keyed(page, "layer-row-5")).to_contain_text("6. Dense, 200")
    page.keyboard.press("Escape")
    for pressed in ("up-5", "turn-big", "turn-big"):
        button(page, pressed).click()
        settle(page)
        expect(keyed(page, "layer-row-4")).to_contain_text("5. Dense, 200")
        expect(keyed(page, "layer-row-5")).to_contain_text("6. Dense, 64")


def finished() -> Run:
    """Return a run that has finished, without its training: its network is the shipped one, lent."""
    run = store.create(PRESETS["two-conv"])
    lend_shipped(run.folder)
    run.write_state(State("finished"))
    return run


def delete(page: Page, run: Run) -> None:
    """Delete the run that the page shows, or did when it was drawn."""
    button(page, f"deleting-{run.id}").click()
    button(page, f"delete-{run.id}").click()


def test_press_hits_what_is_shown_while_another_page_changes_it(context: BrowserContext, app: App) -> None:
    run = finished()
    page = open_train(context, app, f"?run={run.id}")
    expect_heading(page, run, "Finished:")
    expect(page).to_have_url(re.compile(run.id))
    newer = finished()
    button(page, f"use-{run.id}").click()
    expect(said(keyed(page, "run-head"))).to_contain_text(["answers on the Draw page now"])
    assert published.current() == run.folder
    expect_heading(page, run, "Finished:")
    delete(page, run)
    expect_said(page, "Let another one answer, then delete it")
    button(page, f"back-from-{run.id}").click()
    expect(page.locator("body")).not_to_contain_text("answers on the Draw page now")
    other = open_train(context, app, f"?run={run.id}")
    expect_heading(other, run, "Finished:")
    delete(other, run)
    expect_said(other, "is deleted. For a day it can be brought back")
    delete(page, run)
    expect_said(page, "This run is gone: it was deleted. Choose another one")
    assert newer in store.all_runs()
    assert run not in store.all_runs()
    button(page, "shown-").click()
    expect_heading(page, run, "Finished:")
    expect(page.locator("body")).not_to_contain_text("This run is gone")
    assert run in store.all_runs()


def test_run_fills_a_phone_and_start_stays_in_view(browser: Browser, app: App) -> None:
    run = finished()
    context = browser.new_context(viewport={"width": 375, "height": 812})
    page = open_train(context, app)
    start_button = button(page, "start")
    expect(start_button).to_be_in_viewport(ratio=1)
    choice(page, "train-view", "runs").click()
    button(page, f"list-{run.id}").click()
    expect(page.locator(".ink-result")).to_have_text(re.compile(r"9,\d\d\d of 10,000 right"))
    expect(page.locator(".ink-result")).to_be_in_viewport()
    expect(start_button).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    button(page, "back").click()
    expect(start_button).to_be_in_viewport(ratio=1)
    context.close()
