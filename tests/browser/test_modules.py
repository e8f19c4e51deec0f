"""The promise that the process of the pages never holds TensorFlow or Keras, whatever is opened in a real browser."""

from __future__ import annotations

import json
import re
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from model.config import PRESETS
from model.inference.card import LITERT, read_card
from model.inference.weights import weights_in
from model.runs import snapshots, store
from model.runs.state import State
from model.runs.store import Run
from model.versions.published import SHIPPED
from tests.browser.conftest import App
from tests.browser.finding import button, choice, fold, go_to, keyed, said
from tests.browser.strokes import draw, expect_answer, expect_digit
from tests.browser.training import expect_heading, open_train, pick
from tests.classifiers import as_version_0_3, lend_shipped, network_with_any_weights
from tests.conftest import drawn_seven
from tests.waiting import wait_for
from ui import resources

FINISHED = PRESETS["two-conv"].replace(epochs=1, share=0.005, validation_split=0.0)
VERSION_0_3 = PRESETS["fast"].replace(epochs=1, share=0.005, validation_split=0.0)
ONCE = 180_000  # ms; what is done once for a network takes long on a busy machine: conversion, 10,000 test pictures
HISTORY = [{"epoch": 1, "loss": 0.2, "accuracy": 0.9, "seconds": 1.0}]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Start the app where a run is finished and another one is of version 0.3, in a process that can be asked."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_HOME", str(home))
        patch.setenv("INKLING_MODULES", str(home / "modules.json"))
        make_runs()
        app = App(home, ["tests.browser.watched"])
    yield app
    app.stop()


@pytest.fixture(scope="module")
def visit(laptop: BrowserContext, app: App) -> Page:
    """Open the Train page once, for all who go on from page to page: to open one takes longer."""
    return open_train(laptop, app)


def make_runs() -> None:
    """Leave two runs whose training is over: a finished one, with the shipped classifier lent, and one of 0.3."""
    finished, old = store.create(FINISHED), store.create(VERSION_0_3)
    lend_shipped(finished.folder)
    for kept in SHIPPED.glob("*-top-activations.npz"):  # the run of 0.3 computes its own, which takes seconds
        shutil.copy(kept, finished.folder)
    network = network_with_any_weights(VERSION_0_3.all_layers(10), (28, 28, 1))
    as_version_0_3(old.folder, VERSION_0_3, network)
    for run, weights in ((finished, weights_in(finished.folder)), (old, network.get_weights())):
        for epoch in (0, 1):
            snapshots.keep(run.folder, epoch, weights, 1)
        run.write_history(HISTORY)
        run.write_state(State("finished", queued_at=time.time()))


def run_of(network: str) -> Run:
    """Return the run of that network."""
    return next(run for run in store.all_runs() if run.config().network == network)


def modules(app: App) -> list[str]:
    """Ask the server what it has imported."""
    path = app.home / "modules.json"
    path.unlink(missing_ok=True)
    app.process.send_signal(signal.SIGUSR1)
    wait_for(path.exists, seconds=60)  # the server is another process: its answer is a file
    return list(json.loads(path.read_text()))


def must_be_light(app: App) -> list[str]:
    """Expect the server to hold neither TensorFlow nor Keras; return the modules that it holds."""
    held = modules(app)
    assert [name for name in held if name.split(".")[0] in ("tensorflow", "keras")] == []
    return held


def choose(page: Page, key: str, name: str, words: str | re.Pattern[str]) -> None:
    """Choose a view, and wait until the page says what it says there alone."""
    choice(page, key, name).click()
    expect(said(page)).to_contain_text([words], timeout=ONCE)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def pick_network(page: Page, key: str, network: str) -> None:
    """Choose the run of that network from the list of that key."""
    label = resources.networks()[run_of(network).folder].name
    pick(page, key, re.compile(f"^{re.escape(label)}$"))
    expect(keyed(page, key).get_by_role("combobox")).to_have_value(label)


def test_draw_page_reads_whatever_is_given_without_tensorflow(page: Page, app: App, tmp_path: Path) -> None:
    draw(page, "7")
    expect_digit(page, "7")
    button(page, "steps-done-given").nth(1).click()
    expect(page.locator(".ink-step.left-out")).to_contain_text("Without it:")
    choose(page, "way-digit", "photo", "Choose a photo of one digit")
    Image.fromarray(drawn_seven()).save(tmp_path / "seven.png")
    page.locator("input[type=file]").set_input_files(tmp_path / "seven.png")
    expect_digit(page, "7")
    choose(page, "way-digit", "camera", "No camera here?")
    choose(page, "way-digit", "test", "Its true label is")
    expect_answer(page, "The network")
    choose(page, "way-digit", "keyboard", "The sheet is empty")
    choose(page, "kind", "number", "Write a number")
    choose(page, "way-number", "photo", "Choose a photo of a number")
    page.locator("input[type=file]").set_input_files(tmp_path / "seven.png")
    expect_answer(page, "The network reads 7")
    choose(page, "way-number", "camera", "No camera here?")
    choice(page, "way-number", "draw").click()
    page.locator("canvas.upper-canvas").wait_for()
    draw(page, "7", left=20, top=60, side=110)
    expect_answer(page, "The network reads 7")
    assert {"model.inference.litert", "model.images.photos"} <= set(must_be_light(app))


def test_train_page_shows_settings_augmentation_pictures_editor_and_runs_without_tensorflow(
    visit: Page, app: App
) -> None:
    page = visit
    go_to(page, "train")
    fold(page, "numbers").click()
    expect(said(keyed(page, "numbers"))).to_contain_text(["parameters"])
    fold(page, "more-settings").click()
    expect(keyed(page, "optimizer-").get_by_role("combobox")).to_be_visible()
    settings = keyed(page, "more-settings")
    settings.get_by_role("tab").last.click()
    keyed(page, "augmentation-").locator("label").click()
    augmented = settings.locator(".ink-strip").nth(1).locator("img")
    expect(augmented).to_have_count(6)
    expect(augmented.first).to_have_attribute("alt", "The same picture, augmented")
    pick(page, "network-", -1)
    expect(button(page, "remove-")).to_have_count(4)
    choose(page, "train-view", "experiments", "With the pictures and the network of")
    for network in ("two-conv", "fast"):
        run = run_of(network)
        choice(page, "train-view", "runs").click()
        button(page, f"list-{run.id}").click()
        expect_heading(page, run, "Finished:")
        expect(button(page, f"deleting-{run.id}")).to_be_visible()
    must_be_light(app)


EVALUATED = {
    "figures": "Being surely wrong costs most",
    "comparison": "Who is right?",
    "corruption": "The network takes it for",
    "confidence": "Right among the answers",
    "download": "A row for each test picture",
}


NETWORKS = pytest.mark.parametrize(
    "network", [None, FINISHED.network, VERSION_0_3.network], ids=["shipped", "finished", "of version 0.3"]
)


@NETWORKS
def test_evaluate_page_shows_every_view_without_tensorflow(network: str | None, visit: Page, app: App) -> None:
    page = visit
    go_to(page, "evaluate")
    headline = keyed(page, "evaluate-headline").get_by_role("heading")
    expect(headline).to_contain_text("wrong")
    if network is not None:
        pick_network(page, "evaluate-network", network)
        expect(headline).to_contain_text("wrong")
    for view, words in EVALUATED.items():
        choose(page, "evaluate-view", view, words)
        if view == "corruption" and network == VERSION_0_3.network:  # the smallest of them
            button(page, "corruption-measure").click()
            expect(page.locator(".ink-heat").get_by_role("columnheader").last).to_have_text("heavy")
    with page.expect_download():
        button(page, "evaluate-text-html").click()
    choose(page, "evaluate-view", "mistakes", "Confused most")
    assert {"model.evaluation.predictions", "model.evaluation.report"} <= set(must_be_light(app))


SEEN_INSIDE: dict[str, str | re.Pattern[str]] = {
    "where-it-looked": "Grad-CAM: where the last convolution",
    "network": "The test pictures that excite it most",
    "neighbours": re.compile("distance [0-9.]+"),
    "by-hand": "Sum of the products",
}


@NETWORKS
def test_look_inside_shows_every_view_without_tensorflow(network: str | None, visit: Page, app: App) -> None:
    page = visit
    go_to(page, "inside")
    expect(said(page)).to_contain_text(["The network answers"])
    if network is not None:
        button(page, "change-subject").click()
        pick_network(page, "inside-network", network)
        page.keyboard.press("Escape")
        expect(choice(page, "inside-view", "learning")).to_have_text("How it learned", timeout=ONCE)  # once converted
        choose(page, "inside-view", "learning", "Epoch 0 is before the training")
    for view, words in SEEN_INSIDE.items():
        choose(page, "inside-view", view, words)
    opened = {f"model.explanation.{name}" for name in ("by_hand", "inspector", "neighbours")}
    assert opened <= set(must_be_light(app))


def test_run_of_version_0_3_was_converted_by_another_process(app: App) -> None:
    folder = run_of(VERSION_0_3.network).folder
    assert (folder / LITERT).exists()
    assert [layer["kind"] for layer in read_card(folder).layers[:2]] == ["convolution", "convolution"]
