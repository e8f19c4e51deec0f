"""Promises of the page "My own classes": named, drawn, kept, trained and tried in a real browser."""

from __future__ import annotations

import io
import math
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, expect
from skimage.measure import label

from model.datasets import collecting
from model.datasets.collecting import ENOUGH
from tests.browser.conftest import App
from tests.browser.strokes import canvas_is_ready

TRAINED = 180_000  # ms; it gets the processors last
CORNERS = {"ring": 12, "triangle": 3}


def sheet(page: Page) -> Locator:
    """Return what is drawn on, once it lies where it stays and that of the other step is gone."""
    surface = page.locator("canvas.upper-canvas")
    expect(surface).to_have_count(1)
    canvas_is_ready(page)
    return surface


def sketch(page: Page, name: str, number: int) -> None:
    """Draw a ring or a triangle in one quick stroke: each time elsewhere, of another size, a little turned."""
    box = sheet(page).bounding_box()
    assert box
    x, y = box["x"] + 110 + 7 * number, box["y"] + 180 - 6 * number
    size, turn = 45 + 4 * number, 0.08 * number - math.pi / 2
    for at in range(CORNERS[name] + 1):
        angle = turn + 2 * math.pi * at / CORNERS[name]
        page.mouse.move(x + size * math.cos(angle), y + size * math.sin(angle), steps=2)
        if at == 0:
            page.mouse.down()
    page.mouse.up()


def pictures(page: Page) -> Locator:
    """Return the pictures of the chosen class."""
    return page.get_by_role("button", name=re.compile("Take back picture"))


def keep(page: Page, name: str, count: int) -> None:
    """Draw and keep so many pictures, beside those that are there."""
    before = pictures(page).count()
    for number in range(count):
        sketch(page, name, number)
        page.get_by_role("button", name="Keep it").click()  # once there is something to keep
        expect(pictures(page)).to_have_count(before + number + 1)


def name_class(page: Page, before: str, name: str) -> None:
    """Give the chosen class, which had a name before, another one."""
    field = page.get_by_role("textbox", name="What is this class called?")
    expect(field).to_have_value(before)  # the class was chosen a moment ago
    field.fill(name)
    field.press("Enter")
    expect(page.get_by_role("radio", name=re.compile(name))).to_be_checked()


def open_page(context: BrowserContext, app: App) -> Page:
    """Go to the page as a pupil does, from the page Train."""
    page = context.new_page()
    page.goto(f"{app.url}/train")
    link = page.get_by_role("link", name="My own classes")
    expect(link).to_be_visible()
    link.click()
    canvas_is_ready(page)
    return page


def test_two_classes_are_named_drawn_trained_and_tried(context: BrowserContext, app: App) -> None:
    page = open_page(context, app)
    name_class(page, "Class 1", "ring")
    expect(page.get_by_text("No picture of ring yet")).to_be_visible()
    keep(page, "ring", ENOUGH + 1)
    pictures(page).first.click()  # one is taken back
    expect(pictures(page)).to_have_count(ENOUGH)

    page.reload()
    expect(pictures(page)).to_have_count(ENOUGH)
    expect(page.get_by_text("Still too few: Class 2")).to_be_visible()
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_disabled()
    page.get_by_role("radio", name="Class 2").click()
    name_class(page, "Class 2", "triangle")
    keep(page, "triangle", 7)
    expect(page.get_by_role("radio", name=f"triangle · 7 of {ENOUGH}")).to_be_checked()
    for link, heading in (("Draw", "Draw a digit"), ("Train", "Train a network")):
        page.get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page.get_by_role("link", name="My own classes").click()  # another page has lost nothing
    expect(page.get_by_role("radio", name="triangle")).to_be_checked()
    expect(pictures(page)).to_have_count(7)
    _line(page, 60)
    button = page.get_by_role("button", name="Keep it")
    expect(button).to_be_enabled()
    place = button.bounding_box()
    assert place
    _line(page, 200)
    page.mouse.click(place["x"] + 20, place["y"] + 20)  # at once, before the canvas has sent the stroke by itself
    expect(pictures(page)).to_have_count(8)
    assert label(_last_kept(app, page) < 128).max() == 2  # both lines
    pictures(page).first.click()
    expect(pictures(page)).to_have_count(7)
    keep(page, "triangle", 3)

    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("pictures that were kept apart it reads")).to_be_visible(timeout=TRAINED)
    sketch(page, "triangle", 4)
    expect(page.get_by_text(re.compile("takes it for “triangle”"))).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("here you see which class it is taken for")).to_be_visible()
    sketch(page, "ring", 4)
    expect(page.get_by_text(re.compile("takes it for “ring”"))).to_be_visible()
    expect(page.locator(".ink-classes tr")).to_have_count(2)

    page.set_viewport_size({"width": 375, "height": 812})
    page.reload()
    sketch(page, "ring", 2)
    expect(page.get_by_text(re.compile("takes it for “ring”"))).to_be_in_viewport()
    page.get_by_role("radio", name="Collect").click()
    expect(button).to_be_visible()
    for seen in (sheet(page), button):
        box = seen.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 375
        assert box["y"] + box["height"] <= 812 - 56  # above the bar at the bottom
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def _line(page: Page, x: int) -> None:
    """Draw a line downwards, x px from the left."""
    box = sheet(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + x, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + x, box["y"] + 220, steps=4)
    page.mouse.up()


def _last_kept(app: App, page: Page) -> NDArray[np.uint8]:
    """Return the red of the picture that was kept last, uint8 (height, width)."""
    (path,) = Path(app.home / "collections").glob(f"{page.url.rpartition('=')[2]}.npz")
    picture: NDArray[np.uint8] = collecting.load(path.stem).x[-1, ..., 0]
    return picture


def test_photos_come_several_at_once_and_a_damaged_one_is_named(context: BrowserContext, app: App) -> None:
    page = open_page(context, app)
    page.get_by_role("radio", name="Photos").click()
    file = io.BytesIO()
    Image.fromarray(np.full((90, 120, 3), 99, np.uint8)).save(file, "JPEG")
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "one.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()},
            {"name": "broken.png", "mimeType": "image/png", "buffer": b"no picture"},
            {"name": "two.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()},
        ]
    )
    expect(pictures(page)).to_have_count(2)
    expect(page.get_by_text("broken.png: This file is no picture that can be read")).to_be_visible()
    (path,) = Path(app.home / "collections").glob(f"{page.url.rpartition('=')[2]}.npz")
    assert collecting.load(path.stem).counts == [2, 0]


def test_address_of_classes_that_are_gone_says_so_and_begins_anew(context: BrowserContext, app: App) -> None:
    page = context.new_page()
    page.goto(f"{app.url}/classes?collection=0123456789abcdef")
    expect(page.get_by_text("These classes are gone. Begin with new ones.")).to_be_visible()
    expect(page.get_by_role("radio", name="Class 1")).to_be_checked()
    name_class(page, "Class 1", "ring")
    assert "0123456789abcdef" not in page.url
