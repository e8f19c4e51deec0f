"""The promise of teaching, end to end: a misread digit is corrected, the network learns, is better, and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from model.config import TrainingConfig
from model.networks.layers import conv, max_pool
from model.people.visitor import Visitor
from model.runs import store
from model.runs.state import State
from model.samples import store as samples
from model.versions import published
from tests.browser.app import App
from tests.browser.finding import button, choice, go_to, keyed
from tests.browser.strokes import draw
from tests.browser.training import TRAINED, let_rest
from tests.classifiers import network_with_any_weights, write_classifier
from tests.samples.drawings import sample
from tests.versions.publishing import let_answer
from tests.waiting import wait_for

WRITERS, EACH = 6, 12
TINY = TrainingConfig(network="own", layers=(conv(8, 5, strides=2), max_pool()), loss="categorical_crossentropy")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Start the app where a class teaches in seconds."""
    app = App(tmp_path_factory.mktemp("home"), ["tests.browser.brief"])
    yield app
    app.stop()


@pytest.fixture
def knows_nothing(home: Path) -> Path:
    """Let a small network answer that has learned nothing; a class has given sevens."""
    layers = TINY.all_layers(10)
    run = store.create(TINY)
    write_classifier(run.folder, network_with_any_weights(layers, (28, 28, 1)), layers, config=TINY.to_dict())
    run.write_state(State("finished"))
    let_answer(run.folder)
    of_class = [Visitor(f"{number:016x}") for number in range(WRITERS)]
    samples.add([sample(at, writer=each.id, is_approved=True) for each in of_class for at in range(EACH)])
    return run.folder


def test_digit_that_was_wrong_is_corrected_taught_and_the_class_sees_that_it_is_better(
    context: BrowserContext, app: App, knows_nothing: Path
) -> None:
    page = context.new_page()
    page.goto(app.url)
    draw(page, "7")
    button(page, "wrong").click()
    button(page, "was-7").click()
    expect(button(page, "not-kept")).to_be_visible()
    go_to(page, "digits")
    choice(page, "digits-view", "teach").click()
    expect(keyed(page, "teach").locator(".ink-class-figures dd").first).to_have_text(str(WRITERS * EACH + 1))
    button(page, "teach-start-button").click()
    wait_for(lambda: store.all_runs()[0].folder != knows_nothing)
    resting = let_rest(store.all_runs()[0])
    expect(page.locator(".stVegaLiteChart")).to_have_count(2)
    page.reload()
    resting.resume()
    bars = keyed(page, "teach").locator(".ink-before-after")
    expect(bars).to_be_visible(timeout=TRAINED)
    before, after = (int(right) for right in re.findall(r"(\d+) of \d+ right", bars.get_attribute("aria-label") or ""))
    assert before < after
    button(page, "publish-").click()
    expect(button(page, "publish-")).to_have_count(0)  # it answers now
    assert published.current() not in (knows_nothing, published.SHIPPED)
