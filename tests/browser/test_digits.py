"""Promises of the page "Our digits" in a real browser: pressed by the keyboard, taken home, and hostile names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from model.samples import exchange, store
from model.samples.sample import Sample
from tests.browser.conftest import App
from tests.browser.finding import button, choice, fold, keyed, settle
from tests.samples.drawings import sample

EVIL = "<img onerror=x src=x>"


@pytest.fixture
def given(app: App) -> Iterator[list[Sample]]:
    """Let the class have three digits, all drawn as a 7, of one writer with a hostile name."""
    samples = [sample(number, label=label, nickname=EVIL[:20]) for number, label in enumerate((7, 4, 7))]
    store.add(samples)
    yield samples
    store.delete_all()


@pytest.fixture
def page(context: BrowserContext, app: App, given: list[Sample]) -> Page:
    """Open the page."""
    page = context.new_page()
    page.goto(f"{app.url}/digits")
    expect(tiles(page)).to_have_count(len(given))
    settle(page)
    return page


def tiles(page: Page) -> Locator:
    """Return the pictures on the wall."""
    return page.locator(".ink-digits button")


def test_picture_is_opened_by_the_keyboard_and_relabelled(page: Page, given: list[Sample]) -> None:
    page.emulate_media(reduced_motion="reduce")
    wrong = page.locator(f"[data-press='{given[1].id}']")
    expect(wrong).to_have_class("doubted")
    wrong.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(choice(dialog, "digit-is-", "4")).to_be_checked()
    choice(dialog, "digit-is-", "7").click()
    expect(dialog).to_have_count(0)
    expect(wrong).to_have_class("waiting")
    assert store.find(given[1].id).label == 7
    choice(page, "digits-label", "4").click()
    expect(tiles(page)).to_have_count(0)
    choice(page, "digits-label", "7").click()
    button(page, "digits-approve").click()
    expect(page.locator(".ink-digits .learned")).to_have_count(3)
    assert all(one.is_approved for one in store.select())


def test_hostile_nickname_stays_text_wherever_it_is_shown(page: Page) -> None:
    expect(tiles(page).first).to_have_accessible_name(f"7, written by {EVIL[:20]}. It waits for approval.")
    button(page, "digits-by-writer").first.click()
    expect(page.locator(".ink-by-writer tbody th")).to_have_text(EVIL[:20])
    page.keyboard.press("Escape")
    tiles(page).first.click()
    expect(keyed(page, "digit-one")).to_contain_text(EVIL[:20])
    assert page.locator("[onerror]").count() == 0


def test_what_is_taken_home_comes_back_as_the_same_set(page: Page, given: list[Sample]) -> None:
    fold(page, "digits-tools").click()
    for key in ("digits-lines", "digits-zip"):
        with page.expect_download() as download:
            button(page, key).click()
        content = download.value.path().read_bytes()
        taken = exchange.read(content, download.value.suggested_filename).samples
        assert {(one.id, one.label) for one in taken} == {(one.id, one.label) for one in given}
    page.locator("input[type=file]").set_input_files(
        {"name": "digits.zip", "mimeType": "application/zip", "buffer": content}
    )
    expect(page.get_by_test_id("stAlertContentSuccess")).to_contain_text("0 new digits, 3 were there already.")
