"""Promises of the Draw page, kept with a real mouse in a real browser."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from urllib.parse import urlparse

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import ARGUMENTS, find
from tests.browser.conftest import App
from tests.browser.finding import button, choice, expect_title, fold, keyed, link, said, settle
from tests.browser.strokes import canvas_is_ready, clear, draw, expect_answer, expect_digit, ink, undo
from tests.conftest import drawn_seven
from tests.waiting import wait_for


@pytest.fixture(scope="module")
def visit(laptop: BrowserContext, app: App) -> Page:
    """Open the Draw page once, for all who want no more than empty paper: to open it takes longer than to draw."""
    page = laptop.pages[0]  # which stays
    page.goto(app.url)
    return page


@pytest.fixture
def paper(visit: Page, app: App) -> Page:
    """Return the page that others have drawn on, cleared."""
    if visit.url.rstrip("/") != app.url:
        visit.goto(app.url)
    visit.bring_to_front()
    canvas_is_ready(visit)
    clear(visit)
    expect_answer(visit, "The paper is empty")
    settle(visit)
    return visit


@pytest.mark.parametrize("digit", ["7", "0", "3"])
def test_drawn_digit_is_read(paper: Page, digit: str) -> None:
    draw(paper, digit)
    expect_digit(paper, digit)


@pytest.mark.parametrize("digit", ["7", "0", "3"])
def test_small_digit_in_a_corner_is_read(paper: Page, digit: str) -> None:
    draw(paper, digit, left=10, top=12, side=90)
    expect_digit(paper, digit)


def test_empty_canvas_claims_nothing(page: Page) -> None:
    expect_answer(page, "The paper is empty")
    expect(page.locator(".ink-bars .winner")).to_have_count(0)
    seen = page.locator(".ink-reading img")
    expect(seen).to_be_visible()
    expect(seen).to_have_attribute("alt", re.compile("nothing yet"))


def test_dot_is_too_little_ink(paper: Page) -> None:
    paper.locator("canvas.upper-canvas").click(position={"x": 100, "y": 100})
    expect_answer(paper, "too little ink")


def test_two_digits_are_said_to_be_two(paper: Page) -> None:
    draw(paper, "7", left=10, top=60, side=110)
    draw(paper, "0", left=155, top=60, side=110)
    expect_answer(paper, "two or more separate digits")


def go_and_come_back(page: Page) -> None:
    """Go to another page, and back."""
    link(page, "train").click()
    expect_title(page, "Train a network")
    link(page, "draw").click()


def test_undo_takes_the_last_stroke_back(paper: Page) -> None:
    draw(paper, "7", left=10, top=60, side=110)
    expect_digit(paper, "7")
    draw(paper, "0", left=155, top=60, side=110)
    expect_answer(paper, "two or more")
    undo(paper)
    expect_digit(paper, "7")
    undo(paper)
    expect_answer(paper, "The paper is empty")


def test_drawing_goes_on_after_undo(paper: Page) -> None:
    draw(paper, "7", left=10, top=60, side=110)
    draw(paper, "0", left=155, top=60, side=110)
    expect_answer(paper, "two or more")
    undo(paper)
    expect_digit(paper, "7")
    draw(paper, "0", left=155, top=60, side=110)
    expect_answer(paper, "two or more")


def test_undo_waits_for_no_server_and_a_stroke_drawn_at_once_keeps_its_start(paper: Page, app: App) -> None:
    draw(paper, "7", left=10, top=60, side=110)
    expect_digit(paper, "7")
    one = ink(paper)
    draw(paper, "0", left=155, top=60, side=110)
    expect_answer(paper, "two or more")
    os.kill(app.process.pid, signal.SIGSTOP)
    try:
        button(paper, "undo-").click()
        wait_for(lambda: ink(paper) == one)
        button(paper, "undo-").click()
        wait_for(lambda: ink(paper) == 0)
        draw(paper, "7")  # without its first point it is no 7 any more
    finally:
        os.kill(app.process.pid, signal.SIGCONT)
    expect_digit(paper, "7")
    undo(paper)
    expect_answer(paper, "The paper is empty")


def test_undo_twice_at_once_takes_back_the_last_stroke_and_one_from_before_the_page_was_left(paper: Page) -> None:
    draw(paper, "7", left=10, top=60, side=110)
    expect_digit(paper, "7")
    go_and_come_back(paper)
    expect_digit(paper, "7")
    settle(paper)
    draw(paper, "0", left=155, top=60, side=110)
    expect_answer(paper, "two or more")
    button(paper, "undo-").dblclick()
    expect_answer(paper, "The paper is empty")
    wait_for(lambda: ink(paper) == 0)


def test_clear_begins_anew_and_undo_brings_back_what_it_took(paper: Page) -> None:
    draw(paper, "7")
    expect_digit(paper, "7")
    clear(paper)
    expect_answer(paper, "The paper is empty")
    draw(paper, "0")
    expect_digit(paper, "0")
    undo(paper)
    expect_answer(paper, "The paper is empty")
    undo(paper)
    expect_digit(paper, "7")


def test_stroke_drawn_at_once_after_clear_keeps_its_start(paper: Page) -> None:
    draw(paper, "0")
    expect_digit(paper, "0")
    for _ in range(3):
        button(paper, "clear-canvas").click()
        draw(paper, "7")  # without its first point it is no 7 any more
        expect_digit(paper, "7")
    undo(paper)
    expect_answer(paper, "The paper is empty")


def test_drawing_survives_a_change_of_page_and_can_be_gone_on_with(paper: Page) -> None:
    draw(paper, "7", left=10, top=60, side=110)
    expect_digit(paper, "7")
    go_and_come_back(paper)
    expect_digit(paper, "7")
    draw(paper, "0", left=155, top=60, side=110)
    expect_answer(paper, "two or more")


def test_drawing_survives_another_way_of_input(paper: Page) -> None:
    draw(paper, "7")
    expect_digit(paper, "7")
    choice(paper, "way-digit", "photo").click()
    expect_answer(paper, "Choose a photo")
    choice(paper, "way-digit", "draw").click()
    expect_digit(paper, "7")


def test_stroke_drawn_at_once_after_coming_back_is_not_lost(paper: Page) -> None:
    draw(paper, "7", left=10, top=60, side=110)
    expect_digit(paper, "7")
    go_and_come_back(paper)
    draw(paper, "0", left=155, top=60, side=110)
    expect_answer(paper, "two or more")


def test_canvas_has_no_tools_of_its_own_and_takes_a_stroke_in_its_corner(paper: Page) -> None:
    expect(paper.locator(".dc-toolbar")).to_be_hidden()
    draw(paper, "7", left=108, top=0, side=160)
    expect_digit(paper, "7")


def test_pen_is_as_thick_as_the_button_says_and_stays_so_after_a_change_of_page(page: Page) -> None:
    def drawn_with(pen: str) -> int:
        choice(page, "pen-canvas", pen).click()
        expect(choice(page, "pen-canvas", pen)).to_be_checked()
        clear(page)
        expect_answer(page, "The paper is empty")
        settle(page)
        draw(page, "1")
        expect_answer(page, "The network")
        return ink(page)

    thin, normal, thick = drawn_with("thin"), drawn_with("normal"), drawn_with("thick")
    assert thin * 1.4 < normal < thick / 1.4
    go_and_come_back(page)
    expect(choice(page, "pen-canvas", "thick")).to_be_checked()


def test_empty_paper_invites_to_trace_and_then_to_other_tasks(page: Page) -> None:
    expect_answer(page, "Trace the grey 7")
    expect(page.locator("svg.trace")).to_have_css("opacity", "0.16")
    draw(page, "7")
    expect_digit(page, "7")
    expect(page.locator("svg.trace")).to_have_css("opacity", "0")
    clear(page)
    expect_answer(page, "The paper is empty. Draw")
    expect(page.locator("svg.trace")).to_have_css("opacity", "0")


def test_doubt_is_a_large_question_mark_and_no_bar_is_marked(paper: Page) -> None:
    canvas_is_ready(paper)
    box = paper.locator("canvas.upper-canvas").bounding_box()
    assert box
    paper.mouse.move(box["x"] + 60, box["y"] + 200)
    paper.mouse.down()
    for x, y in ((100, 60), (140, 200), (180, 60), (220, 200)):
        paper.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    paper.mouse.up()
    expect_answer(paper, "The network is not sure")
    expect(paper.locator(".ink-answer strong")).to_have_text("?")
    expect(paper.locator(".ink-bars .winner")).to_have_count(0)


def test_look_inside_is_a_button_that_opens_the_drawing(page: Page) -> None:
    draw(page, "7")
    expect_digit(page, "7")
    button(page, "look-inside").click()
    expect_title(page, "Look inside")
    expect(said(page.locator(".ink-subject"))).to_contain_text(["The network answers 7"])


BESIDE = """() => {
    const [canvas, answer] = ['.st-key-canvas', '.ink-answer'].map(name => document.querySelector(name));
    return canvas.getBoundingClientRect().right <= answer.getBoundingClientRect().left;
}"""


def test_canvas_is_whole_on_a_tablet_and_twice_as_large_in_the_type_of_a_projector(page: Page) -> None:
    surface = page.locator("canvas.upper-canvas")
    for width in (768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(BESIDE)
        box = surface.bounding_box()
        assert box
        assert (box["width"], box["height"]) == (280, 280)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_style_tag(content="html { font-size: 24px !important; }")
    expect(surface).to_have_css("width", "560px")
    draw(page, "7", left=100, top=80, side=380)
    expect_digit(page, "7")


def test_big_is_for_a_wide_window_and_a_tablet_that_is_turned_upright_is_as_usual(page: Page) -> None:
    size, main = page.locator("html"), page.locator(".stMain")
    page.set_viewport_size({"width": 1024, "height": 768})
    button(page, "turn-big").click()
    expect(size).to_have_css("font-size", "24px")
    for width in (834, 768):
        page.set_viewport_size({"width": width, "height": 1024})
        expect(size).to_have_css("font-size", "16px")
        page.wait_for_function(BESIDE)
        assert main.evaluate("each => each.scrollWidth - each.clientWidth") == 0
    page.set_viewport_size({"width": 1024, "height": 768})
    expect(button(page, "turn-big")).to_be_visible()
    expect(size).to_have_css("font-size", "24px")


def test_reload_starts_clean(page: Page) -> None:
    draw(page, "7")
    expect_digit(page, "7")
    page.reload()
    expect_answer(page, "The paper is empty")


# Opens what is folded, and returns which heights it had until its switches were there.
HEIGHTS = """summary => new Promise(done => {
  const seen = [], look = () => {
    seen.push(summary.parentElement.offsetHeight);
    return summary.parentElement.querySelector('[role=toolbar]') ? done(seen) : requestAnimationFrame(look);
  };
  summary.click();
  look();
})"""


def test_every_step_is_a_picture_with_a_sentence_and_a_switch(page: Page) -> None:
    draw(page, "7", left=10, top=10, side=100)
    expect_digit(page, "7")
    expect(page.locator(".ink-step img[alt]")).to_have_count(5)
    expect(page.locator(".ink-step").last).to_contain_text("centre of mass in the middle")
    ink_on_black = button(page, "steps-done-given").nth(1)
    ink_on_black.click()
    expect(page.locator(".ink-step.left-out")).to_contain_text("Without it:")
    expect_digit(page, "7")  # the answer itself stays that of all steps
    ink_on_black.click()
    expect(page.locator(".ink-step.left-out")).to_have_count(0)
    summary = fold(page, "steps")
    summary.click()
    expect(page.locator(".st-key-steps details[open], .ink-step")).to_have_count(0)
    folded = summary.evaluate("summary => summary.parentElement.offsetHeight")
    heights = [height for height in summary.evaluate(HEIGHTS) if height != folded]
    assert max(heights) - min(heights) <= 1  # nothing below is moved twice


def test_uploaded_picture_is_read(page: Page, tmp_path: Path) -> None:
    Image.fromarray(drawn_seven()).save(tmp_path / "seven.png")
    choice(page, "way-digit", "photo").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "seven.png")
    expect_digit(page, "7")


def test_file_that_is_no_picture_says_why_it_is_refused(page: Page) -> None:
    choice(page, "way-digit", "photo").click()
    film = {"name": "film.gif", "mimeType": "image/gif", "buffer": b"GIF89a"}
    page.locator("input[type=file]").set_input_files(film)
    reason = page.get_by_test_id("stFileChip").get_by_role("alert")
    expect(reason).to_contain_text("image/gif")
    box, chip = reason.bounding_box(), page.get_by_test_id("stFileChip").bounding_box()
    assert box
    assert chip
    assert box["height"] > 15
    assert chip["y"] <= box["y"] < box["y"] + box["height"] <= chip["y"] + chip["height"]


def test_number_is_read_digit_by_digit_on_a_wider_canvas(page: Page) -> None:
    choice(page, "kind", "number").click()
    expect_title(page, "Write a number")
    expect(page.locator("canvas.upper-canvas")).to_have_attribute("width", "640")
    expect_answer(page, "The paper is empty")
    for place, digit in enumerate("703"):
        draw(page, digit, left=20 + 150 * place, top=60, side=110)
    expect_answer(page, "The network reads 703")
    expect(page.locator(".ink-digit .ink-bars")).to_have_count(3)
    expect(page.locator(".ink-digit").nth(1).locator(".winner th")).to_have_text("0")
    expect(page.locator(".ink-step")).to_contain_text(["Digits boxed"])
    undo(page)
    expect_answer(page, re.escape("The network reads 70."))
    choice(page, "kind", "digit").click()
    expect_answer(page, "The paper is empty")
    choice(page, "kind", "number").click()
    expect_answer(page, "The network reads 70")


# Streamlit leaves old parts of a page on show until the new ones are all there; of answers there is never a second.
COUNT_ANSWERS = """() => {
    window.mostAnswers = 0;
    const count = () => document.querySelectorAll('.ink-answer').length;
    new MutationObserver(() => { window.mostAnswers = Math.max(window.mostAnswers, count()); })
        .observe(document.body, { childList: true, subtree: true });
}"""


def test_answer_of_one_way_is_gone_before_that_of_the_next_is_there(page: Page) -> None:
    draw(page, "7")
    expect_digit(page, "7")
    page.evaluate(COUNT_ANSWERS)
    for key, chosen, answer in (
        ("kind", "number", "Write a number"),
        ("way-number", "photo", "Choose a photo of a number"),
        ("kind", "digit", "Choose a photo of one digit"),
        ("way-digit", "keyboard", "The sheet is empty"),
        ("way-digit", "draw", "The network reads 7"),
    ):
        choice(page, key, chosen).click()
        expect(page.locator(".ink-answer").filter(visible=True)).to_contain_text(answer)
    assert page.evaluate("() => window.mostAnswers") == 1


def test_each_digit_of_a_number_opens_in_look_inside(page: Page) -> None:
    choice(page, "kind", "number").click()
    expect(page.locator("canvas.upper-canvas")).to_have_attribute("width", "640")
    for place, digit in enumerate("70"):
        draw(page, digit, left=20 + 150 * place, top=60, side=110)
    expect_answer(page, "The network reads 70")
    second = keyed(page, "look-inside-digit").get_by_role("radio").nth(1)
    expect(second).to_have_text("Digit 2: 0")
    second.click()
    expect_title(page, "Look inside")
    expect(said(page.locator(".ink-subject"))).to_contain_text(["The network answers 0"])


def test_phone_shows_canvas_tools_answer_and_three_bars_at_once_and_the_rest_at_a_press(
    browser: Browser, app: App
) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 812}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(app.url)
    draw(page, "7")
    expect_digit(page, "7")
    bars, top = page.locator(".ink-bars tr:visible"), keyed(page, "draw-head").bounding_box()
    expect(bars).to_have_count(3)
    last = bars.last.bounding_box()
    assert top
    assert last
    assert last["y"] + last["height"] - top["y"] < 700  # px that the bars of the frame leave of 812
    expect(page.locator(".ink-step")).to_have_count(0)
    page.locator(".ink-all").click()
    expect(bars).to_have_count(10)
    fold(page, "steps").click()
    expect(page.locator(".ink-step img")).to_have_count(5)
    expect(bars).to_have_count(10)
    context.close()


def test_number_fits_a_phone(browser: Browser, app: App) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 667}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(app.url)
    choice(page, "kind", "number").click()
    expect(page.locator("canvas.upper-canvas")).to_have_attribute("width", "336")
    box = page.locator("canvas.upper-canvas").bounding_box()
    assert box
    assert 300 < box["width"] <= 375 - box["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    context.close()


# Lets the page say how wide its window is together with the press on "A number" alone: so it is for the server where
# both come before it has run.
LATE_WIDTH = """() => {
    const send = WebSocket.prototype.send;
    document.addEventListener('pointerdown', () => { window.isPressed = true; }, { capture: true });
    WebSocket.prototype.send = function (data) {
        if (window.isPressed || !new TextDecoder().decode(data).includes('"width"')) send.call(this, data);
    };
}"""


def test_number_gets_its_canvas_also_when_it_is_chosen_before_the_window_was_measured(
    context: BrowserContext, app: App
) -> None:
    page = context.new_page()
    page.add_init_script(f"({LATE_WIDTH})()")
    page.goto(app.url)
    page.locator("canvas.upper-canvas").wait_for()
    choice(page, "kind", "number").click()
    expect_title(page, "Write a number")
    expect(page.locator("canvas.upper-canvas")).to_have_attribute("width", "640")


# A page in a tab that nobody has looked at yet has no width, in some browsers.
NO_WIDTH = """() => {
    const shown = Object.getOwnPropertyDescriptor(window, 'innerWidth').get;
    const width = () => document.title.includes('number') ? shown.call(window) : 0;
    Object.defineProperty(window, 'innerWidth', { get: width });
}"""


def test_number_gets_its_canvas_also_when_the_window_had_no_width_at_first(context: BrowserContext, app: App) -> None:
    page = context.new_page()
    page.add_init_script(f"({NO_WIDTH})()")
    page.goto(app.url)
    page.locator("canvas.upper-canvas").wait_for()
    choice(page, "kind", "number").click()
    expect_title(page, "Write a number")
    page.evaluate("document.title = 'number'")
    expect(page.locator("canvas.upper-canvas")).to_have_attribute("width", "640")


def squared_paper(places: list[tuple[float, float]]) -> Image.Image:
    """Return the photo of sevens on squared page, lit from one side and tilted."""
    sevens = np.minimum.reduce([drawn_seven(place, 150, 14, (900, 675)) for place in places])[..., 0]
    page = np.full((675, 900), 225.0)
    page[::40] = page[:, ::40] = 180.0
    light = np.linspace(0.55, 1, 900)
    return Image.fromarray((np.minimum(page, sevens) * light).astype(np.uint8)).rotate(4, fillcolor=120)


def test_photo_is_flattened_straightened_and_read(page: Page, tmp_path: Path) -> None:
    squared_paper([(450, 330)]).save(tmp_path / "photo.jpg")
    choice(page, "way-digit", "photo").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "photo.jpg")
    expect_digit(page, "7")
    steps = page.locator(".ink-step").filter(visible=True)
    expect(steps).to_contain_text(["Light flattened", "Lines out", "Ink found", "Digits boxed"])
    expect(page.locator(".ink-steps")).to_have_count(1)
    expect(button(page, "steps-done-found").last).to_contain_text("Centred")
    expect(button(page, "steps-done-found").last).to_be_visible()


def test_number_in_a_photo_is_read(page: Page, tmp_path: Path) -> None:
    squared_paper([(250, 330), (450, 350), (640, 320)]).save(tmp_path / "photo.jpg")
    choice(page, "way-digit", "photo").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "photo.jpg")
    expect_answer(page, "two or more separate digits.*choose “A number”")
    choice(page, "kind", "number").click()
    expect_answer(page, "The network reads 777")  # the photo stays


def test_photo_of_something_else_says_so(page: Page, tmp_path: Path) -> None:
    places = np.random.default_rng(0).integers(0, 600, (60, 2))
    picture = np.full((675, 900), 230, np.uint8)
    for top, left in places:
        picture[top : top + 30, left : left + 30] = 40
    Image.fromarray(picture).save(tmp_path / "photo.png")
    choice(page, "way-digit", "photo").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "photo.png")
    expect_answer(page, "No digit is to be seen here")
    choice(page, "kind", "number").click()
    expect_answer(page, "No digits are to be seen here")


def test_animated_picture_says_what_is_read_of_it(page: Page, tmp_path: Path) -> None:
    first, second = Image.fromarray(drawn_seven()).convert("RGB"), Image.new("RGB", (280, 280))
    first.save(tmp_path / "moving.webp", save_all=True, append_images=[second], lossless=True)
    choice(page, "way-digit", "photo").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "moving.webp")
    expect(said(keyed(page, "digit"))).to_contain_text(["only its first frame is read"])
    expect_digit(page, "7")


def test_camera_takes_a_photo_that_is_read(browser: Browser, app: App, tmp_path: Path) -> None:
    film = tmp_path / "seven.mjpeg"  # what the camera of this browser sees
    squared_paper([(450, 330)]).resize((640, 480)).convert("RGB").save(film, "JPEG")
    seen = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    allowed = "--use-fake-ui-for-media-stream"
    with_camera = browser.browser_type.launch(executable_path=find(), args=[*ARGUMENTS, *seen, allowed])
    page = with_camera.new_context(permissions=["camera"]).new_page()
    page.goto(app.url)
    choice(page, "way-digit", "camera").click()
    page.wait_for_function("document.querySelector('video')?.readyState >= 2")  # it has something to show
    page.get_by_test_id("stCameraInputButton").click()
    expect_digit(page, "7")
    with_camera.close()


def test_text_named_png_gets_one_sentence(page: Page, tmp_path: Path) -> None:
    (tmp_path / "notes.png").write_text("no picture")
    choice(page, "way-digit", "photo").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "notes.png")
    expect(said(keyed(page, "digit"))).to_contain_text(["This file is no picture that can be read."])
    expect(page.locator("body")).not_to_contain_text("Traceback")


def test_random_test_picture_is_read_beside_its_label(page: Page) -> None:
    choice(page, "way-digit", "test").click()
    label = keyed(page, "digit").get_by_test_id("stMarkdown").first
    expect(label).to_contain_text("Its true label is")
    expect_answer(page, "The network")
    before = label.inner_text()
    button(page, "another-one").click()
    expect(label).not_to_have_text(before)
    expect(label).to_contain_text("Its true label is")


def test_digit_can_be_given_with_the_keyboard_alone(page: Page) -> None:
    choice(page, "way-digit", "keyboard").click()
    expect_answer(page, "The sheet is empty")
    square = keyed(page, "sheet").locator("button").first
    expect(square).to_have_accessible_name("row 1, column 1, empty")
    square.focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    for _ in range(7):
        page.keyboard.press("Shift+ArrowRight")
    for _ in range(9):
        page.keyboard.press("Shift+ArrowDown")
    expect_digit(page, "7")
    page.keyboard.press("Delete")
    expect_answer(page, "The sheet is empty")


def test_phone_draws_by_touch_without_scrolling_and_nothing_is_cut_off(browser: Browser, app: App) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 667}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(app.url)
    canvas_is_ready(page)
    canvas = page.locator("canvas.upper-canvas")
    box = canvas.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    touch = context.new_cdp_session(page)

    def send(kind: str, *point: float) -> None:
        points = [{"x": box["x"] + point[0], "y": box["y"] + point[1]}] if point else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", 80, 60)
    for step in range(1, 21):
        send("touchMove", 80 + 6 * step, 60)
    for step in range(1, 21):
        send("touchMove", 200 - 3.5 * step, 60 + 8.5 * step)
    send("touchEnd")
    expect_digit(page, "7")
    assert canvas.bounding_box() == box
    context.close()


def test_nothing_is_asked_of_the_internet(context: BrowserContext, app: App) -> None:
    hosts: set[str | None] = set()
    page = context.new_page()
    page.on("request", lambda request: hosts.add(urlparse(request.url).hostname))
    page.goto(app.url)
    page.locator("canvas.upper-canvas").wait_for()
    draw(page, "7")
    expect_digit(page, "7")
    link(page, "train").click()
    expect_title(page, "Train a network")
    assert hosts - {None} == {"127.0.0.1"}  # None: pictures that a page carries itself
