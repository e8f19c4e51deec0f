"""Drawing with a real mouse, and reading what the page answers."""

from __future__ import annotations

import math
import re

from playwright.sync_api import Page, expect

from tests.browser.finding import button
from tests.waiting import wait_for

Points = list[tuple[float, float]]  # x and y, 0 to 1


def _arc(x: float, y: float, wide: float, high: float, begin: float, end: float) -> Points:
    angles = [math.radians(begin + (end - begin) * step / 24) for step in range(25)]
    return [(x + wide * math.cos(angle), y + high * math.sin(angle)) for angle in angles]


# As a person would write them.
DIGITS: dict[str, list[Points]] = {
    "0": [_arc(0.5, 0.5, 0.3, 0.48, -90, 275)],
    "1": [[(0.45, 0.1), (0.45, 0.95)]],
    "3": [_arc(0.45, 0.27, 0.28, 0.25, -150, 80) + _arc(0.45, 0.74, 0.32, 0.25, -80, 150)],
    "7": [[(0.2, 0.05), (0.8, 0.05), (0.45, 0.95)]],
}


_COUNT_INK = """canvas => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, at) => at % 4 === 0 && value < 128 && data[at + 3] > 128).length;
}"""


def ink(page: Page) -> int:
    """Count the pixels of ink on the canvas."""
    return int(page.locator("canvas.dc-canvas.lower-canvas").evaluate(_COUNT_INK))


def canvas_is_ready(page: Page) -> None:
    """Wait until the canvas is there; it lies where it stays from the beginning."""
    expect(page.locator("canvas.upper-canvas")).to_be_visible()


def draw(page: Page, digit: str, left: float = 50, top: float = 40, side: float = 190) -> None:
    """Draw a digit into a square of the canvas, in px from its corner."""
    canvas_is_ready(page)
    box = page.locator("canvas.upper-canvas").bounding_box()
    assert box
    for stroke in DIGITS[digit]:
        places = [(box["x"] + left + x * side, box["y"] + top + y * side) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=1 if len(places) > 10 else 4)  # an arc has enough places of its own
        page.mouse.up()


# A speck on the paper that is no stroke, made when what was drawn is on it: it is gone once the canvas begins anew.
_SPECK = """canvas => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
    const context = canvas.getContext('2d');
    context.fillStyle = '#000';
    context.fillRect(0, 0, 1, 1);
    done();
})))"""
_HAS_SPECK = """canvas => {
    const [red, , , opaque] = canvas.getContext('2d').getImageData(0, 0, 1, 1).data;
    return red < 128 && opaque > 128;
}"""


def _press(page: Page, key: str) -> None:
    """Press a button, and wait until the canvas begins anew: a stroke begun before it does would lose its start."""
    paper = page.locator("canvas.dc-canvas.lower-canvas")
    paper.evaluate(_SPECK)
    button(page, key).click()
    wait_for(lambda: not paper.evaluate(_HAS_SPECK))


def clear(page: Page) -> None:
    """Begin with empty paper."""
    _press(page, "clear-canvas")
    wait_for(lambda: ink(page) == 0)


def undo(page: Page) -> None:
    """Press our own Undo; the canvas has one too, which shows under a mouse alone."""
    _press(page, "undo-")


def expect_answer(page: Page, pattern: str) -> None:
    """Expect the page's answer, in words, to match."""
    expect(page.locator(".ink-answer")).to_contain_text(re.compile(pattern))


def expect_digit(page: Page, digit: str) -> None:
    """Expect this digit to be read, in large type, in words and as the marked bar."""
    expect_answer(page, f"The network reads {digit}, and is .*% sure")
    expect(page.locator(".ink-answer strong")).to_have_text(digit)
    expect(page.locator(".ink-bars .winner th")).to_have_text(digit)
