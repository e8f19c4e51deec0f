"""Promises to everybody, measured by axe-core in a real browser: WCAG 2.1, levels A and AA, on every page and view.

Each view is looked at once in the light theme, by all rules, and once in the dark, by that of contrast: in two visits,
for a page that changes its theme costs more than a view that is opened again. The second one is in Chinese, in which
nothing may be said in English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, expect

from model.config import PRESETS
from model.datasets.mnist import mnist_test
from model.evaluation.predictions import keep
from model.inference.card import read_card
from model.inference.classifier import Classifier
from model.runs import store
from model.runs.state import State
from model.runs.store import Run
from model.samples import store as samples
from model.versions import registry
from model.versions.published import SHIPPED
from tests.browser.conftest import App
from tests.browser.finding import button, choice, go_to, keyed, said, settle, views
from tests.browser.strokes import draw, ink
from tests.classifiers import lend_shipped
from tests.samples.drawings import sample

RULES = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "dark": {"type": "rule", "values": ["color-contrast"]},
}
PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 21, 29)"}
INK = {"light": "rgb(89, 98, 111)", "dark": "rgb(169, 179, 193)"}  # of what stands beside a chart
FAULTS = """async rules => {
  const { violations } = await axe.run({ runOnly: rules, resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) =>
    `${id}: ${html.slice(0, 200)} ${any.map(({ message }) => message).join(' ')}`));
}"""
# What a finger meets that is lower or narrower than 44 px, and lies on the page.
TOO_SMALL = """() => [...document.querySelectorAll('.stMain :is(button, summary, a[href], [role=tab])')]
  .filter(each => each.checkVisibility() && !each.closest('.stMarkdown p, [data-testid=stHeaderActionElements]'))
  .map(each => [each.getBoundingClientRect(), each])
  .filter(([{ width, height }]) => height && (height < 43.5 || width < 43.5))
  .map(([{ width, height }, each]) => `${width} x ${height}: ${each.outerHTML.slice(0, 150)}`)"""
# Whether what the keyboard is on has a frame, and none that is cut off by what it lies in; and what that is.
FRAMED = """() => {
  const at = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
  const around = ['label', '.react-aria-ComboBox > div', '.react-aria-TextField > div',
    '.stSlider div:has(> div > input)'];
  const style = each => getComputedStyle(each);
  const framed = [at, at.parentElement, ...around.map(each => at.closest(each))]
    .find(each => each && style(each).outlineStyle !== 'none' && parseFloat(style(each).outlineWidth) >= 2);
  const [own, all] = [framed, framed?.parentElement].map(each => each?.getBoundingClientRect());
  const isCut = framed && style(framed.parentElement).overflow === 'hidden'
    && (own.left - 4 < all.left || own.right + 4 > all.right || own.bottom + 4 > all.bottom);
  return [at === document.body || framed && !isCut, at.outerHTML.slice(0, 200)];
}"""
# How much farther than the window the page was at any time since it was opened.
WIDEST = """new MutationObserver(() => {
  const main = document.querySelector('.stMain');
  if (main) window.widest = Math.max(window.widest ?? 0, main.scrollWidth - main.clientWidth);
}).observe(document, { subtree: true, childList: true, attributes: true });"""


@pytest.fixture(scope="module")
def finished(app: App) -> Run:
    """Put a finished run where the app looks for it, what the shipped network predicts, and a digit of the class's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_HOME", str(app.home))
        pictures = mnist_test()
        keep(read_card(SHIPPED), pictures, Classifier.load(SHIPPED).probabilities(pictures.images()))
        samples.add([sample(1)])
        run = store.create(PRESETS["one-conv"].replace(epochs=2))
        lend_shipped(run.folder)
        row = {"loss": 0.2, "accuracy": 0.93, "val_loss": 0.3, "val_accuracy": 0.928, "seconds": 1.0}
        run.write_history([{"epoch": 1, **row, "accuracy": 0.92}, {"epoch": 2, **row}])
        run.write_state(State("finished", queued_at=1.0))
        registry.register(run.folder)
        return run


@pytest.fixture
def page(context: BrowserContext, app: App) -> Page:
    """Open the Draw page with a digit on it, in the light theme, with axe-core in all that is opened."""
    return opened(context, app, "light")


def opened(context: BrowserContext, app: App, scheme: Literal["light", "dark"]) -> Page:
    """Open the Draw page likewise in a theme."""
    page = context.new_page()
    page.add_init_script(AXE_SCRIPT)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(app.url)
    draw(page, "7")
    expect(page.locator(".ink-bars .winner")).to_be_visible()
    return page


# Colours change over some tenths of a second.
AT_REST = """() => document.getAnimations().every(
    one => !(one instanceof CSSTransition) || one.playState !== 'running')"""


def faults(page: Page, scheme: str) -> list[str]:
    """Return what axe-core finds on the page as it is, in a theme."""
    settle(page)
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", PAPER[scheme])
    page.wait_for_function(AT_REST)
    return lasting(page, RULES[scheme])


def lasting(page: Page, rules: dict[str, object]) -> list[str]:
    """Return the faults that are still there at a second look: colours change one after the other."""
    found = page.evaluate(FAULTS, rules)
    if found:
        page.evaluate("() => new Promise(done => requestIdleCallback(done))")
        settle(page)
        found = page.evaluate(FAULTS, rules)
    return list(found)


PAGES = {
    "draw": "Draw", "evaluate": "Evaluate", "inside": "Look inside", "digits": "Our digits", "class": "Our class",
    "train": "Train",
}  # fmt: skip
# On other pages, the terms.
COMES_LAST = {"class": ".ink-class-figures", "classes": ".st-key-own-tools", "digits": ".st-key-digits-tools"}


@dataclass
class Walk:
    """A visit to every page and view: what axe-core finds on each, and the lines that it says."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)

    def look(self, page: Page, scheme: str, view: str) -> None:
        """Unfold what is folded, and look at the page as it is."""
        folded = page.locator("details:not([open]) > summary")
        folded.evaluate_all("all => all.forEach(one => one.click())")
        self.faults[view] = faults(page, scheme)
        self.lines[view] = page.locator("body").inner_text().splitlines()


def walk(page: Page, app: App, run: Run, scheme: str) -> Walk:
    """Visit every page and view; within the visit, so that the drawing is still there."""
    walked = Walk()
    walked.faults["the lesson"] = _with_lesson(page, scheme)
    for name in PAGES:
        go_to(page, name)
        if scheme == "light":  # which is in English
            expect(page).to_have_title(f"{PAGES[name]} · Inkling")
        for view in chain([""], views(page)):
            walked.look(page, scheme, f"{name}: {view}")
    page.goto(f"{app.url}/classes")
    expect(button(page, "own-add")).to_be_visible()
    walked.look(page, scheme, "my own classes")
    page.goto(f"{app.url}/networks")
    expect(button(page, "version-1")).to_be_visible()
    walked.look(page, scheme, "all networks")
    button(page, "version-1").click()
    expect(button(page, "publish-1")).to_be_visible()
    walked.faults["a network"] = faults(page, scheme)  # its card names sources as they call themselves, in English
    page.goto(f"{app.url}/train?run={run.id}")
    expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    walked.look(page, scheme, "a run")
    return walked


@pytest.fixture(scope="module")
def in_light(laptop: BrowserContext, app: App, finished: Run) -> Walk:
    """Walk through all in the light theme."""
    page = opened(laptop, app, "light")
    walked = walk(page, app, finished, "light")
    chart = page.get_by_test_id("stVegaLiteChart").first
    said = re.compile("Accuracy in training rose from 92.0% to 93.0% in 2 epochs")
    expect(chart).to_have_attribute("aria-label", said)
    page.close()
    return walked


@pytest.fixture(scope="module")
def in_dark(laptop: BrowserContext, app: App, finished: Run) -> Walk:
    """Walk through all in the dark theme and in Chinese."""
    page = opened(laptop, app, "dark")
    button(page, "turn-language").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    settle(page)
    walked = walk(page, app, finished, "dark")
    page.close()
    return walked


@pytest.mark.slow
@pytest.mark.parametrize("walked", ["in_light", "in_dark"])
def test_every_page_and_view_keeps_the_rules(walked: str, request: pytest.FixtureRequest) -> None:
    found = request.getfixturevalue(walked).faults
    assert len(found) > 30
    assert {view: each for view, each in found.items() if each} == {}


ENGLISH = re.compile(r"[A-Za-z][a-z]+ [a-z]{2,} [a-z]{2,}")  # three words in a row
# What Streamlit itself says, and cannot be told to say in another language.
NOT_OURS = re.compile("Skip to main content|would like to use your camera|Learn how to allow access|per file")


def test_no_page_and_no_view_says_a_sentence_in_english_to_who_reads_chinese(in_dark: Walk, in_light: Walk) -> None:
    def english(walked: Walk) -> dict[str, list[str]]:
        found = {
            view: [line for line in lines if ENGLISH.search(line) and not NOT_OURS.search(line)]
            for view, lines in walked.lines.items()
        }
        return {view: lines for view, lines in found.items() if lines}

    assert english(in_dark) == {}
    assert english(in_light).keys() == in_light.lines.keys()


def test_a_chart_names_each_of_its_marks_apart_and_follows_the_theme(page: Page, app: App, finished: Run) -> None:
    page.goto(f"{app.url}/train?run={finished.id}")
    chart = page.get_by_test_id("stVegaLiteChart").first
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", PAPER[scheme])
        expect(chart.locator("[class*=role-axis-label] text").first).to_have_css("fill", INK[scheme])
    for axis in chart.locator("g.role-axis:has(.role-axis-label)").all():
        marks = axis.locator("[class*=role-axis-label] text").all_text_contents()
        assert len(set(marks)) == len(marks) > 1


def _with_lesson(page: Page, scheme: str) -> list[str]:
    """Return what is found with the lesson switched on and a term opened; then switch it off."""
    switch, cards = keyed(page, "lesson-switch").locator("label"), keyed(page, "lesson-card").get_by_role("radiogroup")
    switch.click()
    expect(cards).to_have_count(1)
    page.locator(".ink-term summary").first.click()
    found = faults(page, scheme)
    switch.click()
    expect(cards).to_have_count(0)
    return found


def test_a_finger_meets_44_px_on_every_page(browser: Browser, app: App) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 812}, has_touch=True)
    page = context.new_page()
    found = {}
    for name in ("", "train", "evaluate", "inside", "digits", "class", "networks"):
        page.goto(f"{app.url}/{name}")
        page.locator(COMES_LAST.get(name, ".ink-terms")).first.wait_for()
        settle(page)
        found[name] = page.evaluate(TOO_SMALL)
    context.close()
    assert {name: each for name, each in found.items() if each} == {}


def test_no_page_and_no_view_moves_sideways_on_the_narrowest_phone(browser: Browser, app: App) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True)
    page = context.new_page()
    page.add_init_script(WIDEST)
    wide: dict[object, int] = {}
    for name in ("", "train", "evaluate", "inside", "digits", "class", "classes", "networks"):
        page.goto(f"{app.url}/{name}")
        page.locator(COMES_LAST.get(name, ".ink-terms")).first.wait_for()
        settle(page)
        for view in chain([""], views(page)):
            wide[name, view] = page.evaluate("widest")
    keyed(page, "lesson-switch").locator("label").click()
    expect(keyed(page, "lesson-card").get_by_role("radiogroup")).to_be_visible()
    settle(page)
    wide["the lesson"] = page.evaluate("widest")
    context.close()
    assert {view: px for view, px in wide.items() if px} == {}


def test_the_keyboard_is_seen_wherever_it_is(page: Page, app: App) -> None:
    assert _unseen(page, 40) == []
    page.goto(f"{app.url}/train")
    page.locator(".ink-terms").first.wait_for()
    settle(page)
    assert _unseen(page, 45) == []


def _unseen(page: Page, count: int) -> list[str]:
    """Press the key Tab so often, and return what has no frame then, or one that lies within what hides all beyond."""
    page.locator("body").press("Tab")
    unseen = []
    for _ in range(count):
        page.keyboard.press("Tab")
        told = page.evaluate(FRAMED)
        if not told[0]:
            unseen.append(told[1])
    return unseen


def test_a_lesson_survives_a_reload_ticks_itself_and_leaves_what_is_drawn(page: Page, app: App) -> None:
    drawn = ink(page)
    keyed(page, "lesson-switch").locator("label").click()
    expect(said(keyed(page, "lesson-cards"))).to_contain_text(["Done."])  # the digit is there already
    settle(page)
    assert ink(page) == drawn > 0
    page.wait_for_function("document.cookie.includes('=on.draw.draw')")
    page.reload()
    expect(button(page, "lesson-next")).to_have_text("Next: Fool it")
    button(page, "lesson-next").click()
    expect(choice(page, "lesson-card", "fool")).to_be_checked()
    choice(page, "lesson-card", "inside").click()
    button(page, "lesson-begin-inside").click()
    expect(page).to_have_title("Look inside · Inkling")
    box = keyed(page, "lesson-switch").get_by_role("checkbox")
    for name in ("evaluate", "train"):
        expect(box).to_be_checked()
        expect(choice(page, "lesson-card", "inside")).to_be_checked()
        go_to(page, name)
    keyed(page, "lesson-switch").locator("label").click()
    expect(keyed(page, "lesson-card").get_by_role("radiogroup")).to_have_count(0)
    expect(box).not_to_be_checked()
