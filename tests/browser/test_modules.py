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
from model.runs import snapshots, store
from model.runs.store import Run, State
from model.runs.versions import SHIPPED
from tests.browser.conftest import App
from tests.browser.strokes import draw, expect_answer, expect_digit
from tests.browser.training import pick
from tests.classifiers import as_version_0_3, lend_shipped, network_with_any_weights, weights_in
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


def choose(page: Page, name: str, said: str | re.Pattern[str]) -> None:
    """Choose a view, and wait until the page says what it says there alone."""
    page.get_by_role("radio", name=name, exact=True).click()
    expect(page.get_by_text(said).or_(page.get_by_alt_text(said)).first).to_be_visible(timeout=ONCE)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def pick_network(page: Page, network: str) -> None:
    """Choose the run of that network where networks are chosen."""
    label = resources.networks()[run_of(network).folder].label
    pick(page, "Network", re.compile(f"^{re.escape(label)}$"))
    expect(page.get_by_role("combobox", name=re.compile("Network"))).to_have_value(label)


def test_draw_page_reads_whatever_is_given_without_tensorflow(page: Page, app: App, tmp_path: Path) -> None:
    draw(page, "7")
    expect_digit(page, "7")
    page.get_by_role("button", name="Ink on black").click()
    expect(page.locator(".ink-step.left-out", has_text="Without it:")).to_be_visible()
    choose(page, "Photo", "Choose a photo of one digit")
    Image.fromarray(drawn_seven()).save(tmp_path / "seven.png")
    page.locator("input[type=file]").set_input_files(tmp_path / "seven.png")
    expect_digit(page, "7")
    choose(page, "Camera", "No camera here?")
    choose(page, "Test picture", "Its true label is")
    expect_answer(page, "The network")
    choose(page, "Keyboard", "The sheet is empty")
    page.get_by_role("radio", name="A number").click()
    expect(page.get_by_role("heading", name="Write a number")).to_be_visible()
    choose(page, "Photo", "Choose a photo of a number")
    page.locator("input[type=file]").set_input_files(tmp_path / "seven.png")
    expect_answer(page, "The network reads 7")
    choose(page, "Camera", "No camera here?")
    page.get_by_role("radio", name="Draw", exact=True).click()
    page.locator("canvas.upper-canvas").wait_for()
    draw(page, "7", left=20, top=60, side=110)
    expect_answer(page, "The network reads 7")
    assert {"model.inference.litert", "model.images.photos"} <= set(must_be_light(app))


def test_train_page_shows_settings_augmentation_pictures_editor_and_runs_without_tensorflow(
    context: BrowserContext, app: App, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(f"{app.url}/train")
    page.get_by_text("Numbers", exact=True).click()
    expect(page.get_by_text("parameters").first).to_be_visible()
    page.get_by_text("More settings").click()
    expect(page.get_by_role("combobox", name="Optimizer")).to_be_visible()
    page.get_by_role("tab", name="Remedies").click()
    page.get_by_text("Augmentation", exact=True).click()
    expect(page.get_by_alt_text("The same picture, augmented")).to_have_count(6)
    pick(page, "Network", "Build your own")
    expect(page.get_by_role("button", name="Remove")).to_have_count(4)
    choose(page, "Experiments", "With the pictures and the network of")
    for network in ("two-conv", "fast"):
        page.get_by_role("radio", name="Runs", exact=True).click()
        page.locator(f".st-key-list-{run_of(network).id} button").click()
        expect(page.get_by_role("heading", name=re.compile("Finished:"))).to_be_visible()
        expect(page.get_by_role("button", name="Delete")).to_be_visible()
    must_be_light(app)


EVALUATED = {
    "Figures": "Being surely wrong costs most",
    "Two networks": "Who is right?",
    "Damage": "The network takes it for",
    "How sure": "Right among the answers",
    "Download": "A row for each test picture",
}


NETWORKS = pytest.mark.parametrize(
    "network", [None, FINISHED.network, VERSION_0_3.network], ids=["shipped", "finished", "of version 0.3"]
)


@NETWORKS
def test_evaluate_page_shows_every_view_without_tensorflow(
    network: str | None, context: BrowserContext, app: App
) -> None:
    page = context.new_page()
    page.goto(f"{app.url}/evaluate")
    expect(page.get_by_role("heading", name="wrong")).to_be_visible()
    if network is not None:
        pick_network(page, network)
        expect(page.get_by_role("heading", name="wrong")).to_be_visible()
    for view, said in EVALUATED.items():
        choose(page, view, said)
        if view == "Damage" and network == VERSION_0_3.network:  # the smallest of them
            page.get_by_role("button", name="Measure").click()
            expect(page.get_by_role("columnheader", name="heavy")).to_be_visible()
    with page.expect_download():
        page.get_by_role("button", name="Report (HTML)").click()
    page.get_by_role("radio", name="Mistakes").first.click()
    expect(page.get_by_text("Confused most")).to_be_visible()
    assert {"model.evaluation.predictions", "model.evaluation.report"} <= set(must_be_light(app))


SEEN_INSIDE: dict[str, str | re.Pattern[str]] = {
    "Where it looked": "Grad-CAM: where the last convolution",
    "The network": "The test pictures that excite it most",
    "It looks like these": re.compile("distance [0-9.]+"),
    "By hand": "Sum of the products",
}


@NETWORKS
def test_look_inside_shows_every_view_without_tensorflow(
    network: str | None, context: BrowserContext, app: App
) -> None:
    page = context.new_page()
    page.goto(f"{app.url}/inside")
    expect(page.get_by_text("The network answers")).to_be_visible()
    if network is not None:
        page.get_by_role("button", name="Change").click()
        pick_network(page, network)
        page.keyboard.press("Escape")
        expect(page.get_by_role("radio", name="How it learned")).to_be_visible(timeout=ONCE)  # once converted
        choose(page, "How it learned", "Epoch 0 is before the training")
    for view, said in SEEN_INSIDE.items():
        choose(page, view, said)
    opened = {f"model.explanation.{name}" for name in ("by_hand", "inspector", "neighbours")}
    assert opened <= set(must_be_light(app))


def test_run_of_version_0_3_was_converted_by_another_process(app: App) -> None:
    folder = run_of(VERSION_0_3.network).folder
    assert (folder / LITERT).exists()
    assert [layer["kind"] for layer in read_card(folder).layers[:2]] == ["convolution", "convolution"]
