"""Promises of the page "Our class" with two browsers at once: the teacher's computer, and a phone in its network."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.app import App
from tests.browser.finding import settle
from tests.browser.strokes import clear, draw, expect_digit
from ui.serving.visitors import PUPIL_COOKIE

NAME = "<b>x</b>"
FOLD = "() => document.querySelector('.st-key-pages').getBoundingClientRect().top"  # where a phone's bar begins


@pytest.fixture
def teacher(context: BrowserContext, app: App) -> Page:
    """Open the page at the computer itself."""
    page = context.new_page()
    page.goto(f"{app.url}/class")
    expect(page.locator(".ink-url")).to_be_visible()
    return page


@pytest.fixture
def phone(browser: Browser, teacher: Page) -> Iterator[Page]:
    """Open the address that the teacher's page shows, as a phone does."""
    context = browser.new_context(viewport={"width": 375, "height": 667}, has_touch=True)
    page = context.new_page()
    page.goto(teacher.locator(".ink-url").inner_text())
    page.locator("canvas.upper-canvas").wait_for()
    yield page
    context.close()


def turn_wall(teacher: Page) -> None:
    """Press the switch of the wall."""
    settle(teacher)
    teacher.locator(".st-key-wall-switch label").click()


def test_class_comes_in_and_is_seen_on_the_wall_until_the_server_ends(teacher: Page, phone: Page, app: App) -> None:
    assert re.fullmatch(r"http://[\d.]+:\d+", teacher.locator(".ink-url").inner_text())
    assert "127.0.0.1" not in phone.url
    _call_oneself(phone)
    expect(teacher.locator(".st-key-called")).to_contain_text(NAME)
    expect(teacher.locator(".ink-class-figures dd").first).to_have_text("1")
    turn_wall(teacher)
    expect(teacher.locator(".st-key-wall-clear button")).to_be_enabled()
    _draw_and_call_wrong(phone)
    tile = teacher.locator(".ink-tile")
    expect(tile).to_have_class("ink-tile wrong")
    expect(tile.locator("em")).to_be_visible()
    expect(tile.locator("b")).to_have_text("7")  # the name has made none
    expect(tile.locator("small")).to_have_text(NAME)
    _show_to_class(teacher)
    teacher.locator(".st-key-called button").click()
    expect(teacher.locator(".st-key-called button")).to_have_count(0)
    expect(tile.locator("small")).to_have_text("")
    teacher.locator(".st-key-wall-clear button").click()
    expect(tile).to_have_count(0)
    clear(phone)
    expect(phone.locator(".st-key-wrong")).to_have_count(0)
    settle(phone)
    draw(phone, "1")
    expect(tile).to_have_count(1)
    _be_somebody_else(phone)
    app.stop()
    app.start()
    teacher.goto(f"{app.url}/class")
    expect(teacher.locator(".ink-class-figures")).to_be_visible()
    expect(teacher.locator(".st-key-wall-clear button")).to_be_disabled()  # it is off, whatever phones send again
    expect(tile).to_have_count(0)


def test_switches_on_one_device_of_the_teacher_follow_those_on_another(
    teacher: Page, context: BrowserContext, app: App
) -> None:
    another = context.new_page()
    another.goto(f"{app.url}/class")
    for key in ("wall-switch", "allow-training"):
        here, there = (page.locator(f".st-key-{key} input") for page in (teacher, another))
        expect(there).to_be_visible()
        was_on = here.is_checked()
        settle(teacher)
        teacher.locator(f".st-key-{key} label").click()
        expect(there).to_be_checked(checked=not was_on)
        settle(another)
        another.locator(f".st-key-{key} label").click()
        expect(here).to_be_checked(checked=was_on)
    another.close()


def test_tab_that_was_open_is_somebody_elses_too(phone: Page) -> None:
    _call_oneself(phone)
    tab = phone.context.new_page()
    tab.goto(phone.url)
    name, tabs = (page.locator(".st-key-nickname input") for page in (phone, tab))
    expect(tabs).to_have_value(NAME)
    _be_somebody_else(phone)
    tab.locator("canvas.upper-canvas").wait_for()  # it has begun anew by itself
    settle(tab)
    tab.locator(".st-key-pages a").last.click()
    expect(tabs).to_have_value("")
    settle(tab)
    tabs.fill("Ben")
    tabs.press("Enter")
    settle(tab)
    phone.reload()
    expect(name).to_have_value("Ben")


def _call_oneself(phone: Page) -> None:
    """Give a name on the page of the class, where nothing is the teacher's."""
    phone.locator(".st-key-to-pages-class-py a, .st-key-pages a").last.click()
    field = phone.locator(".st-key-nickname input")
    field.fill(NAME)
    field.press("Enter")
    settle(phone)
    expect(phone.locator(".ink-teacher").last).to_have_attribute("href", "/teacher")
    expect(phone.locator(".ink-url, .st-key-wall-switch, .st-key-projector, .st-key-set-passcode")).to_have_count(0)


def _be_somebody_else(phone: Page) -> None:
    """Give the device to another pupil."""
    before = _pupil(phone)
    phone.locator(".st-key-pages a").last.click()
    phone.locator(".ink-teacher").first.click()
    phone.get_by_role("button").click()
    expect(phone.locator(".st-key-nickname input")).to_have_value("")
    assert _pupil(phone) not in ("", before)


def _pupil(phone: Page) -> str:
    """Return what the device says of who uses it."""
    return next((each["value"] for each in phone.context.cookies() if each["name"] == PUPIL_COOKIE), "")


def _draw_and_call_wrong(phone: Page) -> None:
    """Read that the wall is on, draw, and call the answer wrong; nothing of that moves the page."""
    phone.locator(".st-key-pages a").first.click()
    expect(phone.locator(".ink-wall-line")).not_to_be_empty()
    paper = phone.locator("canvas.upper-canvas")
    paper.wait_for()
    settle(phone)
    before = paper.bounding_box()
    draw(phone, "7")
    expect_digit(phone, "7")
    button = phone.locator(".st-key-wrong button")
    button.wait_for()
    settle(phone)
    bars, place = phone.locator(".ink-bars").bounding_box(), button.bounding_box()
    assert place
    assert place["height"] >= 43.5
    assert place["y"] + place["height"] <= phone.evaluate(FOLD)
    button.click()
    # It moves to where it is asked what the digit was; where it was before, it stays for a moment.
    expect(phone.locator(".st-key-was .st-key-wrong button")).to_have_text(re.compile("Marked as wrong"))
    assert (paper.bounding_box(), phone.locator(".ink-bars").bounding_box()) == (before, bars)


def _show_to_class(teacher: Page) -> None:
    """Show the page on the projector, see the class alone there, and come back by the key that ends such things."""
    settle(teacher)
    teacher.locator(".st-key-projector button").click()
    expect(teacher.locator(".st-key-projector-end")).to_be_visible()
    expect(teacher.locator(".st-key-bar, .st-key-set-passcode, .st-key-called")).to_have_count(0)
    expect(teacher.locator(".ink-tile.wrong")).to_be_visible()
    code = teacher.locator(".ink-qr").bounding_box()
    assert code
    assert code["width"] >= 200
    teacher.keyboard.press("Escape")
    expect(teacher.locator(".st-key-bar")).to_be_visible()
    settle(teacher)
