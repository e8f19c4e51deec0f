"""Promises of names, in a real browser: what a class, a set or a file is called is text, and asks nobody for anything.

Each name would be a picture, a link, a formula, an icon, colour or bold text, were it read as Markdown or HTML.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from model.config import TrainingConfig
from model.datasets import uploads
from model.datasets.uploads import LeftOut, PictureSet
from model.networks.layers import conv, max_pool
from model.runs import groups, snapshots, store
from model.runs.groups import Group
from model.runs.state import State
from model.runs.store import Run
from tests.browser.conftest import App
from tests.browser.finding import button, choice, fold, go_to, keyed, said, settle
from tests.browser.training import option
from tests.classifiers import network_with_any_weights, write_classifier

CLASSES = (
    "![x](http://names.test/a.png)", "$x^2$", ":material/skull:", ":red[redness]", "<b>boldness</b>",
    "<img src=//names.test/b.png>", "[link](http://names.test/c)", "`tickness`", "www.names.test",
)  # fmt: skip
SET = "<i>italic</i> ![s](http://names.test/s.png)"
LEFT_OUT = "![f](http://names.test/f.png)/`tickness`.png"
NETWORK = ":skull: **boldness** <img src=//names.test/n.png>"
UPLOADED = "![u](http:names.test) $x^2$ :red[redness] `tickness`.png"

# The elements that a name was made into, each as its HTML.
MADE = """() => [...document.querySelectorAll('*')].filter(element =>
    /names\\.test/.test(element.getAttribute('src') + element.getAttribute('href')) || element.matches('.katex')
    || ['boldness', 'italic', 'link', 'redness', 'skull', 'tickness', '💀'].includes(element.textContent.trim())
).map(element => element.outerHTML)"""
SAID = "name => document.body.innerText.replaceAll('\\u2060', '').includes(name)"


class Named(NamedTuple):
    """What has such names: the id of a set, two runs that were trained on it, and both as a group."""

    data: str
    runs: list[Run]
    group: Group


@pytest.fixture(scope="module")
def named(app: App) -> Named:
    """Put the set and its runs where the app looks for them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_HOME", str(app.home))
        x = np.random.default_rng(1).integers(0, 256, (225, 32, 32, 3), np.uint8)
        y = np.repeat(np.arange(len(CLASSES)), 25)
        data = uploads.save(PictureSet(SET, CLASSES, x, y, (LeftOut(LEFT_OUT, "no-picture"),)))
        config = TrainingConfig(network="own", layers=(conv(4, 5, strides=2), max_pool()), data=data, epochs=2)
        group = groups.create("seeds", {str(seed): config.replace(seed=seed) for seed in (1, 2)})
        runs = list(group.runs().values())
        for seed, run in enumerate(runs):
            _finish(run, seed)
        return Named(data, runs, group)


def _finish(run: Run, seed: int) -> None:
    """Write what a run leaves that is over."""
    layers = run.config().all_layers(len(CLASSES))
    network = network_with_any_weights(layers, (32, 32, 3), seed)
    write_classifier(run.folder, network, layers, name=NETWORK, classes=CLASSES)
    for epoch in (0, 1, 2):
        snapshots.keep(run.folder, epoch, network.get_weights(), 2)
    row = {"loss": 0.2, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.85, "seconds": 1.0}
    run.write_history([{"epoch": epoch, **row} for epoch in (1, 2)])
    run.write_state(State("finished", queued_at=1.0))
    store.rename(run.id, NETWORK)


@pytest.fixture(scope="module")
def visit(laptop: BrowserContext, app: App, named: Named) -> Iterator[tuple[Page, list[str]]]:
    """Open the Train page once for all, and note what it asks for: to open a page takes longer than to go on."""
    page, asked = laptop.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{app.url}/train")
    yield page, asked
    page.close()


@pytest.fixture
def page(visit: tuple[Page, list[str]]) -> Iterator[Page]:
    """Go on with a page from which no request may leave this computer."""
    page, asked = visit
    yield page
    assert {urlsplit(url).hostname for url in asked if url.startswith("http")} == {"127.0.0.1"}


def expect_names(page: Page, *names: str) -> None:
    """Wait until the page shows these names letter by letter; nothing may have become of any."""
    for name in names:
        page.wait_for_function(SAID, arg=name)
    if page.url.startswith("http"):  # a report is no page of a server
        settle(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert page.evaluate(MADE) == []


def pick(page: Page, key: str, which: int | str) -> None:
    """Choose from a list, in which each name must stand as it is."""
    chosen = option(page, key, which)
    expect(chosen).to_be_visible()
    assert page.evaluate(MADE) == []
    chosen.click()
    page.keyboard.press("Escape")  # one from which several are chosen stays open


def picture() -> bytes:
    """Return a file that is a picture."""
    file = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(file, "PNG")
    return file.getvalue()


def test_names_in_the_form_of_the_train_page(page: Page) -> None:
    go_to(page, "train")
    pick(page, "data", SET)
    expect(fold(page, "left-out")).to_contain_text("1 file was left out")
    fold(page, "left-out").click()
    expect_names(page, LEFT_OUT, *CLASSES)


def test_names_of_a_zip_that_is_refused(page: Page) -> None:
    go_to(page, "train")
    pick(page, "data", -1)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("`tickness` <b>boldness<!b>/1.png", picture())
    zipped = {"name": f"{UPLOADED}.zip", "mimeType": "application/zip", "buffer": content.getvalue()}
    uploader = keyed(page, "adding-zip")
    uploader.locator("input").set_input_files(zipped)
    expect(uploader).to_contain_text(".png.zip")
    button(page, "add-pictures").click()
    expect_names(page, "There is only one class, “`tickness` <b>boldness<!b>”")


def test_names_of_a_run(page: Page, named: Named) -> None:
    run = named.runs[0].id
    go_to(page, "train")
    choice(page, "train-view", "runs").click()
    button(page, f"list-{run}").click()
    fold(page, "run-log").click()
    expect_names(page, f"{SET}, Adam", NETWORK)
    picture_in = keyed(page, f"try-{run}").locator("input")
    picture_in.set_input_files({"name": UPLOADED, "mimeType": "image/png", "buffer": picture()})
    expect(said(page)).to_contain_text(["The network takes it for"])
    expect_names(page, *CLASSES)
    for taken in ("script", "pictures"):
        with page.expect_download() as download:
            button(page, f"{taken}-of-{run}").click()
        assert re.fullmatch(r"[\w.-]+", download.value.suggested_filename)


def test_names_of_runs_over_one_another(page: Page, named: Named) -> None:
    go_to(page, "train")
    choice(page, "train-view", "runs").click()
    button(page, f"list-{named.group.id}").click()
    expect_names(page, f"{SET}, Adam")
    expect(said(page)).to_contain_text(["Their labels:"])
    choice(page, "train-view", "runs").click()
    for _ in named.runs:
        pick(page, "laid-over", NETWORK)
    expect(page.get_by_test_id("stTable").get_by_role("cell")).to_contain_text(["Seed"])
    expect_names(page, f"{SET}, Adam")


def test_names_on_the_evaluate_page_and_in_the_report(page: Page, tmp_path: Path) -> None:
    go_to(page, "evaluate")
    pick(page, "evaluate-network", NETWORK)
    expect_names(page, *CLASSES)
    for view, words in {
        "mistakes": "Confused most",
        "figures": "Each class",
        "comparison": "Who is right?",
        "corruption": "Its label says",
        "confidence": "of the answers are wrong",
        "download": "Report (HTML)",
    }.items():
        choice(page, "evaluate-view", view).click()
        if view == "comparison":
            pick(page, "evaluate-other", NETWORK)
        expect(said(page)).to_contain_text([words])
        expect_names(page)
        if view == "mistakes":
            page.locator(".ink-pairs button").first.click()
            expect(page.locator(".ink-matrix button[aria-pressed=true]")).to_have_count(1)
            expect_names(page)
            page.locator(".ink-wall button").first.click()
            expect(page.get_by_role("dialog")).to_contain_text("Its label says")
            expect_names(page)
            page.keyboard.press("Escape")
    with page.expect_download() as download:
        button(page, "evaluate-text-html").click()
    download.value.save_as(tmp_path / "report.html")
    report, asked = page.context.new_page(), list[str]()
    report.on("request", lambda request: asked.append(request.url))
    report.goto((tmp_path / "report.html").as_uri())
    expect_names(report, NETWORK, *CLASSES)
    report.close()
    assert [url for url in asked if url.startswith("http")] == []


def test_names_inside(page: Page) -> None:
    go_to(page, "inside")
    button(page, "change-subject").click()
    pick(page, "inside-network", NETWORK)
    expect(said(page)).to_contain_text(["It is:"])
    for view, words in {
        "where-it-looked": "Without the framed patch",
        "network": "How probable each is",
        "neighbours": "distance",
        "learning": "After epoch",
        "by-hand": "Sum of the products",
    }.items():
        choice(page, "inside-view", view).click()
        expect(said(page)).to_contain_text([words])
        expect_names(page)
    pick(page, "by-hand-layer-", -1)
    expect_names(page, *CLASSES)


def test_names_on_the_draw_page(page: Page) -> None:
    go_to(page, "draw")
    choice(page, "way-digit", "photo").click()
    page.locator("input[type=file]").set_input_files({"name": UPLOADED, "mimeType": "image/png", "buffer": picture()})
    given = keyed(page, "digit").locator(".ink-image img").first
    expect(given).to_be_visible()
    expect(given).to_have_attribute("alt", UPLOADED)
    expect_names(page, UPLOADED)
