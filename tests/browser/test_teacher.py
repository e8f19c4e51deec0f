"""Promises of the teacher's page in a real browser, on a device that is not the computer that runs Inkling."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from model.people.passcode import set_passcode
from model.people.visitor import TEACHER
from tests.browser.app import App
from tests.browser.finding import keyed
from tests.serving.talking import own_address


def test_passcode_is_typed_and_the_device_is_the_teachers_until_it_changes(browser: Browser, app: App) -> None:
    set_passcode("open sesame", TEACHER)
    outside = f"http://{own_address()}:{urlsplit(app.url).port}"
    context = browser.new_context(locale="zh-CN", viewport={"width": 375, "height": 667})
    page = context.new_page()
    page.goto(f"{outside}/teacher")
    field = page.locator("#passcode")
    field.fill("open wide")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    field.fill("open sesame")
    page.get_by_role("button").click()
    page.wait_for_url(f"{outside}/class", wait_until="commit")
    done = page.locator("button[name=done]")
    for __ in range(2):  # stays over a reload
        page.goto(f"{outside}/teacher")
        expect(done).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    page.goto(f"{outside}/class")
    tools = keyed(page, "wall-tools")
    expect(tools).to_be_visible()
    set_passcode("open sesame", TEACHER)
    expect(tools).to_have_count(0)  # by itself: the page looks again and again
    expect(keyed(page, "class-pupil")).to_be_visible()
    page.goto(f"{outside}/teacher")
    expect(field).to_be_visible()
    field.fill("open sesame")
    field.press("Enter")
    page.wait_for_url(f"{outside}/class", wait_until="commit")
    page.goto(f"{outside}/teacher")
    done.click()
    expect(field).to_be_visible()
    context.close()
