"""Promises of correcting an answer and of giving ten digits, kept with a mouse and with a finger's screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from model.samples import store
from tests.browser.app import App
from tests.browser.finding import button, choice, keyed, settle
from tests.browser.strokes import draw, expect_digit, ink
from tests.waiting import wait_for

BAR = "() => document.querySelector('.st-key-pages').getBoundingClientRect().top"  # where a phone's bar begins


@pytest.fixture(autouse=True)
def nothing_kept(home: Path) -> Iterator[None]:
    """Leave no sample behind."""
    yield
    store.delete_all()


@pytest.fixture
def phone(browser: Browser, app: App) -> Iterator[Page]:
    """Open the app on a small phone."""
    context = browser.new_context(viewport={"width": 375, "height": 667}, has_touch=True)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def bottom(page: Page, key: str) -> float:
    """Return where what has this key ends, in px from the window's top."""
    box = keyed(page, key).bounding_box()
    assert box
    return box["y"] + box["height"]


def test_answer_is_corrected_kept_with_its_strokes_and_undone(page: Page) -> None:
    draw(page, "7")
    expect_digit(page, "7")
    button(page, "wrong").click()
    button(page, "was-4").click()
    expect(button(page, "not-kept")).to_have_text(re.compile("4"))
    (sample,) = store.select()
    assert (sample.label, sample.answer, sample.source, len(sample.strokes)) == (4, 7, "draw", 1)
    stroke = sample.strokes[0]
    assert np.abs(stroke[[0, -1]] - [[50 + 0.2 * 190, 40 + 0.05 * 190], [50 + 0.45 * 190, 40 + 0.95 * 190]]).max() < 2
    button(page, "not-kept").click()
    expect(button(page, "right")).to_be_visible()
    assert store.select() == []
    before = page.locator(".ink-reading img").get_attribute("src") or ""
    draw(page, "1", left=150, side=100)  # another stroke: another drawing
    expect(page.locator(".ink-reading img")).not_to_have_attribute("src", before)
    button(page, "wrong").click()
    button(page, "was-9").click()
    expect(button(page, "not-kept")).to_have_text(re.compile("9"))
    assert [(each.label, len(each.strokes)) for each in store.select()] == [(9, 2)]


def test_what_it_was_is_in_view_on_a_phone_and_nothing_is_moved(phone: Page, app: App) -> None:
    phone.goto(app.url)
    draw(phone, "7")
    expect_digit(phone, "7")
    settle(phone)
    before = [phone.locator(each).bounding_box() for each in ("canvas.upper-canvas", ".ink-bars")]
    assert bottom(phone, "right") <= phone.evaluate(BAR)
    button(phone, "wrong").click()
    expect(button(phone, "was-9")).to_be_visible()
    settle(phone)
    assert [phone.locator(each).bounding_box() for each in ("canvas.upper-canvas", ".ink-bars")] == before
    assert bottom(phone, "was") <= phone.evaluate(BAR)
    for each in keyed(phone, "was").get_by_role("button").all():
        size = each.bounding_box()
        assert size
        assert min(size["width"], size["height"]) >= 43.5


def test_ten_digits_are_given_on_a_phone_without_scrolling(phone: Page, app: App) -> None:
    phone.goto(f"{app.url}/digits")
    choice(phone, "digits-view", "ten").click()
    for count, digit in enumerate("01", start=1):
        expect(phone.locator(".ink-asked strong")).to_have_text(re.compile(digit))
        settle(phone)
        wait_for(lambda: ink(phone) == 0)
        draw(phone, digit)
        assert bottom(phone, "ten-next") <= phone.evaluate(BAR)
        button(phone, "ten-next").click()  # before the canvas has sent the stroke by itself
        expect(phone.locator(".ink-asked span")).to_have_text(re.compile(f"{count + 1} .*10"))
    assert phone.evaluate("() => document.querySelector('.stMain').scrollTop") == 0
    assert sorted((each.label, each.source, len(each.strokes)) for each in store.select()) == [
        (0, "ten", 1),
        (1, "ten", 1),
    ]
    button(phone, "ten-again-1").click()
    asked = phone.locator(".ink-asked strong")
    expect(asked).to_have_text(re.compile("1"))
    assert [each.label for each in store.select()] == [0]
    phone.reload()
    expect(asked).to_have_text(re.compile("1"))
