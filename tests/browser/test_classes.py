"""Promises of the page "My own classes": named, drawn, kept, trained and tried in a real browser."""

from __future__ import annotations

import io
import math
from urllib.parse import parse_qs, urlsplit

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Locator, Page, expect
from skimage.measure import label

from model.datasets import collecting
from model.datasets.collecting import ENOUGH, SIDE
from tests.browser.conftest import App
from tests.browser.finding import button, choice, expect_title, keyed, link, restart, said, settle
from tests.browser.strokes import canvas_is_ready, ink
from tests.waiting import wait_for

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
    return button(page, "own-picture-")


def keep(page: Page, name: str, count: int) -> None:
    """Draw and keep so many pictures, beside those that are there."""
    before = pictures(page).count()
    for number in range(count):
        sketch(page, name, number)
        button(page, "own-keep").click()  # once there is something to keep
        expect(pictures(page)).to_have_count(before + number + 1)


def lay(page: Page, name: str, label: int, count: int) -> None:
    """Let so many pictures of a ring or a triangle be there already when the page is opened anew: drawn takes long."""
    collection = collecting.load(id_of(page))
    for number in range(count):
        picture = Image.new("RGB", (SIDE, SIDE), "white")
        x, y, size = 20 + number % 6, 28 - number % 6, 10 + number % 5
        if name == "ring":
            ImageDraw.Draw(picture).ellipse((x - size, y - size, x + size, y + size), outline="black", width=3)
        else:
            ImageDraw.Draw(picture).regular_polygon((x, y, size), 3, 5 * number, outline="black", width=3)
        collection = collection.with_picture(np.asarray(picture), label)
    collecting.change(id_of(page), lambda __: collection)


def id_of(page: Page) -> str:
    """Return the id of the collection that the page shows."""
    return parse_qs(urlsplit(page.url).query)["collection"][0]


def of_class(page: Page, number: int) -> Locator:
    """Return the button of a class, from 1."""
    return keyed(page, "own-classes").get_by_role("radio").nth(number - 1)


def name_class(page: Page, number: int, name: str) -> None:
    """Give the chosen class, which is the one of that number and not named yet, a name."""
    expect(name_of(page, number)).to_have_value(f"Class {number}")  # the class was chosen a moment ago
    rename(page, number, name)
    expect(of_class(page, number)).to_contain_text(name)
    expect(of_class(page, number)).to_be_checked()


def rename(page: Page, number: int, name: str) -> None:
    """Type another name for the chosen class, which is the one of that number."""
    name_of(page, number).fill(name)
    name_of(page, number).press("Enter")


def name_of(page: Page, number: int) -> Locator:
    """Return the field that says what the chosen class, which is the one of that number, is called."""
    return keyed(page, f"own-name-{number - 1}").get_by_role("textbox")


def own_classes(page: Page) -> Locator:
    """Return the way to the page, on the page Train."""
    return keyed(page, "step-pictures").locator("a[href=classes]")


def open_page(context: BrowserContext, app: App) -> Page:
    """Go to the page as a pupil does, from the page Train."""
    page = context.new_page()
    page.goto(f"{app.url}/train")
    expect(own_classes(page)).to_be_visible()
    own_classes(page).click()
    canvas_is_ready(page)
    return page


def test_two_classes_are_named_drawn_trained_and_tried(context: BrowserContext, app: App) -> None:
    page = open_page(context, app)
    name_class(page, 1, "ring")
    expect(said(page)).to_contain_text(["No picture of ring yet"])
    keep(page, "ring", 3)
    expect(pictures(page).first).to_have_accessible_name("Take back picture 3 of ring")
    pictures(page).first.click()  # one is taken back
    expect(pictures(page)).to_have_count(2)
    lay(page, "ring", 0, ENOUGH - 2)

    page.reload()
    expect(pictures(page)).to_have_count(ENOUGH)
    expect(said(page)).to_contain_text(["Still too few: Class 2"])
    expect(button(page, "own-train")).to_be_disabled()
    of_class(page, 2).click()
    name_class(page, 2, "triangle")
    keep(page, "triangle", 2)
    lay(page, "triangle", 1, 5)
    of_class(page, 1).click()
    expect(pictures(page)).to_have_count(ENOUGH)  # the press has arrived: what is drawn anew for it undoes no later one
    of_class(page, 2).click()
    expect(of_class(page, 2)).to_have_text(f"triangle · 7 of {ENOUGH}")
    expect(of_class(page, 2)).to_be_checked()
    for name, title in (("draw", "Draw a digit"), ("train", "Train a network")):
        link(page, name).click()
        expect_title(page, title)
    own_classes(page).click()  # another page has lost nothing
    expect(of_class(page, 2)).to_contain_text("triangle")
    expect(of_class(page, 2)).to_be_checked()
    expect(pictures(page)).to_have_count(7)
    _line(page, 60)
    keep_it = button(page, "own-keep")
    expect(keep_it).to_be_enabled()
    place = keep_it.bounding_box()
    assert place
    _line(page, 200)
    page.mouse.click(place["x"] + 20, place["y"] + 20)  # at once, before the canvas has sent the stroke by itself
    expect(pictures(page)).to_have_count(8)
    assert label(_last_kept(page) < 128).max() == 2  # both lines
    pictures(page).first.click()
    expect(pictures(page)).to_have_count(7)
    keep(page, "triangle", 3)

    button(page, "own-train").click()
    expect(said(page)).to_contain_text(["pictures that were kept apart it reads"], timeout=TRAINED)
    answer = page.locator(".ink-reading [role=status]")
    sketch(page, "triangle", 4)
    expect(answer).to_contain_text("takes it for “triangle”")
    button(page, "own-trial-clear").click()
    expect(said(page)).to_contain_text(["here you see which class it is taken for"])
    sketch(page, "ring", 4)
    expect(answer).to_contain_text("takes it for “ring”")
    expect(page.locator(".ink-classes tr")).to_have_count(2)

    page.set_viewport_size({"width": 375, "height": 812})
    page.reload()
    sketch(page, "ring", 2)
    expect(answer).to_contain_text("takes it for “ring”")
    expect(answer).to_be_in_viewport()
    choice(page, "step", "collect").click()
    expect(keep_it).to_be_visible()
    for seen in (sheet(page), keep_it):
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


def _last_kept(page: Page) -> NDArray[np.uint8]:
    """Return the red of the picture that was kept last, uint8 (height, width)."""
    picture: NDArray[np.uint8] = collecting.load(id_of(page)).x[-1, ..., 0]
    return picture


def test_photos_come_several_at_once_and_a_damaged_one_is_named(context: BrowserContext, app: App) -> None:
    page = open_page(context, app)
    choice(page, "own-way", "photos").click()
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
    expect(said(page)).to_contain_text(["broken.png: This file is no picture that can be read"])
    assert collecting.load(id_of(page)).counts == [2, 0]


def test_drawing_that_was_begun_before_a_restart_is_kept_in_its_class(context: BrowserContext, app: App) -> None:
    page = open_page(context, app)
    keep(page, "ring", 1)
    page.reload()
    of_class(page, 2).click()
    expect(of_class(page, 2)).to_be_checked()
    settle(page)
    _line(page, 60)
    expect(button(page, "own-keep")).to_be_enabled()
    restart(app, page)
    expect(of_class(page, 2)).to_be_checked()
    button(page, "own-keep").click()
    expect(pictures(page)).to_have_count(1)
    assert collecting.load(id_of(page)).counts == [1, 1]


def test_classes_that_are_gone_are_said_to_be_and_a_drawing_stays_whatever_is_refused(
    context: BrowserContext, app: App
) -> None:
    page = context.new_page()
    page.goto(f"{app.url}/classes?collection=0123456789abcdef")
    expect(said(page)).to_contain_text(["These classes are gone. Begin with new ones."])
    expect(of_class(page, 1)).to_be_checked()
    settle(page)
    _line(page, 60)
    expect(button(page, "own-keep")).to_be_enabled()
    drawn = ink(page)
    name_class(page, 1, "ring")
    assert "0123456789abcdef" not in page.url
    _expect_stays(page, drawn)  # where nothing is said any more, too
    rename(page, 1, "Class 2")
    expect(page.get_by_role("alert")).to_contain_text("Another class is called “Class 2” already")
    _expect_stays(page, drawn)
    collecting.change(id_of(page), lambda now: now.renamed(0, "circle"))  # from another device
    button(page, "own-keep").click()
    expect(page.get_by_role("alert")).to_contain_text("none is called “ring” any more")
    _expect_stays(page, drawn)
    button(page, "own-keep").click()
    expect(pictures(page)).to_have_count(1)
    assert label(_last_kept(page) < 128).max() == 1
    wait_for(lambda: ink(page) == 0)


def _expect_stays(page: Page, drawn: int) -> None:
    """Expect so many pixels of ink on the sheet once the page is drawn anew."""
    settle(page)
    assert ink(page) == drawn > 0
