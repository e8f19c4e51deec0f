"""Promises of the page that is taken home, kept in a real browser that has no network: it answers as the classifier."""

from __future__ import annotations

import base64
import dataclasses
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, expect

from model.datasets.digit_styles import OTHERS, other, styled_digit
from model.exchange.page import page as page_of
from model.images.strokes import draw, fit
from model.inference.card import read_card, write_card
from model.inference.classifier import Classifier, Reading
from model.networks.layers import ACTIVATIONS, BATCH_NORM, Layer, conv, dense, max_pool
from model.networks.zoo import complete
from model.versions.published import SHIPPED
from tests.browser.strokes import DIGITS
from tests.classifiers import OUTPUT, lend_shipped, network_with_any_weights, write_classifier

SIDE = 280
UNPACK = """async text => {
  const packed = new Blob([Uint8Array.from(atob(text), each => each.charCodeAt(0))]);
  const unpacked = packed.stream().pipeThrough(new DecompressionStream("deflate"));
  const raw = new Uint8Array(await new Response(unpacked).arrayBuffer()), found = [];"""
# Pixels in, one byte each, packed; out what the page makes of each picture.
READ = (
    UNPACK
    + """
  for (let at = 0; at < raw.length; at += 280 * 280) {
    const grey = { width: 280, height: 280, pixels: raw.slice(at, at + 280 * 280) };
    const { status, label, probabilities, image } = read(grey, network, facts);
    found.push([status, label, probabilities && [...probabilities], [...image.pixels]]);
  }
  return found;
}"""
)
ANSWER = (
    UNPACK
    + """
  for (let at = 0; at < raw.length; at += 784) {
    found.push([...probabilitiesOf(network, { pixels: raw.slice(at, at + 784) })]);
  }
  return found;
}"""
)
# One small network for each way in which a layer can be set.
BODIES: dict[str, tuple[Layer, ...]] = {
    "dense alone": (dense(17, "tanh"), dense(6, "sigmoid")),
    "strides and a border": (conv(5, 4, strides=3, padding="same"), conv(6, 2, padding="same", activation="tanh")),
    "strides without a border": (conv(3, 5, strides=2), conv(7, 3, strides=4, activation="sigmoid")),
    "largest of windows": (conv(4), max_pool(3), max_pool(2)),
    "means of windows": (Layer("average-pooling", pool=3), conv(5), Layer("average-pooling", pool=2)),
    "normalised": (conv(4, activation="none"), BATCH_NORM, Layer("activation"), dense(9, "none"), BATCH_NORM),
    "every activation": tuple(each for name in ACTIVATIONS for each in (conv(4), Layer("activation", activation=name))),
    "dropout": (Layer("dropout"), conv(6, padding="same"), Layer("dropout"), dense(8)),
}  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Start no app: the page needs none."""
    monkeypatch.setenv("INKLING_HOME", str(tmp_path))
    return tmp_path


def taken_home(browser: Browser, folder: Path, stick: Path, **context: Any) -> Page:
    """Return the page of the classifier in a folder, opened from a stick by a browser without a network."""
    file = stick / "page.html"
    file.write_bytes(page_of(folder))
    visit = browser.new_context(**context)
    visit.set_offline(True)
    page = visit.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: requests.append(str(error)))
    requests.clear()
    page.goto(file.as_uri())
    return page


requests: list[str] = []  # of the page that was opened last, its faults too


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Open the page of the shipped classifier as a laptop does."""
    page = taken_home(browser, SHIPPED, tmp_path, viewport={"width": 1280, "height": 900})
    yield page
    page.context.close()


def in_bytes(pictures: NDArray[np.uint8]) -> str:
    return base64.b64encode(zlib.compress(pictures.tobytes())).decode()


def drawings() -> list[NDArray[np.uint8]]:
    """Return 500 drawings: digits of many hands, two digits, and what is none, of any size and pen, anywhere."""
    rng, found = np.random.default_rng(16), []
    for number in range(500):
        strokes = styled_digit(number % 10, rng)
        if number % 7 == 6:
            strokes = other(str(rng.choice(list(OTHERS))), rng)
        if number % 11 == 10:
            second = styled_digit(int(rng.integers(10)), rng)
            beside = np.array([rng.uniform(60, 150), 0])
            strokes = (*strokes, *(stroke + beside for stroke in second))
        longest = rng.uniform(8, 240)
        room = (SIDE - longest) / 2
        place = SIDE / 2 + rng.uniform(-room, room, 2)
        found.append(draw(fit(strokes, longest, (place[0], place[1])), rng.uniform(4, 36)))
    return found


def status_of(reading: Reading) -> str:
    """Return a reading's status as the page names it: too little ink is not empty paper."""
    return reading.preprocessed.status if reading.status == "empty" else reading.status


@pytest.mark.slow
def test_page_reads_500_drawings_as_the_classifier_does(page: Page) -> None:
    classifier, seen = Classifier.load(SHIPPED), set()
    pictures = drawings()
    found = page.evaluate(READ, in_bytes(np.stack([picture[..., 0] for picture in pictures])))
    for picture, (status, label, probabilities, image) in zip(pictures, found, strict=True):
        reading = classifier.read(picture)
        assert (status, label) == (status_of(reading), reading.label)
        assert image == (reading.preprocessed.image * 255).round().ravel().tolist()
        if reading.probabilities is not None:
            np.testing.assert_allclose(probabilities, reading.probabilities, atol=1e-3)
        seen.add(status)
    assert seen == {"digit", "unsure", "several", "faint"}


@pytest.mark.parametrize("name", BODIES)
def test_network_of_every_kind_of_layer_answers_as_the_classifier_does(
    name: str, browser: Browser, tmp_path: Path
) -> None:
    layers = complete(BODIES[name], OUTPUT)
    write_classifier(tmp_path, network_with_any_weights(layers, (28, 28, 1)), layers)
    images = np.random.default_rng(1).integers(0, 256, (40, 28, 28), dtype=np.uint8)
    page = taken_home(browser, tmp_path, tmp_path)
    found = page.evaluate(ANSWER, in_bytes(images))
    page.context.close()
    expected = Classifier.load(tmp_path).probabilities(images.astype(np.float32) / np.float32(255))
    np.testing.assert_allclose(found, expected, atol=1e-3)
    assert np.ptp(expected, axis=0).max() > 0.01  # not the same of every image


def pen_to(page: Page, digit: str, left: float = 0.2, side: float = 0.6, lift: bool = True) -> None:
    """Draw a digit on the paper, in shares of its side."""
    box = page.locator("#paper").bounding_box()
    assert box
    for stroke in DIGITS[digit]:
        places = [
            (box["x"] + (left + x * side) * box["width"], box["y"] + (0.2 + y * side) * box["height"])
            for x, y in stroke
        ]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=1 if len(places) > 10 else 6)  # an arc has enough: each is read
        if lift:
            page.mouse.up()


def headline(page: Page) -> Any:
    """Return the answer, to be expected: no tests of words."""
    return expect(page.locator("#answer strong"))


def test_answer_follows_while_the_pen_still_moves(page: Page) -> None:
    headline(page).to_have_text("–")
    expect(page.locator("#tools button")).to_have_text(["Undo", "Clear"])
    pen_to(page, "7", lift=False)
    headline(page).to_have_text("7")
    expect(page.locator("#bars .winner th")).to_have_text("7")
    expect(page.locator("#seen")).to_have_attribute("aria-label", re.compile("white on black"))
    page.mouse.up()
    headline(page).to_have_text("7")


def test_two_digits_are_said_to_be_two_undo_takes_one_back_and_clear_both(page: Page) -> None:
    pen_to(page, "7", left=0.05, side=0.35)
    headline(page).to_have_text("7")
    pen_to(page, "0", left=0.6, side=0.35)
    expect(page.locator("#answer span")).to_contain_text("two or more separate digits")
    page.locator("#undo").click()
    headline(page).to_have_text("7")
    page.locator("#clear").click()
    expect(page.locator("#answer span")).to_contain_text("The paper is empty")
    page.locator("#undo").click()
    headline(page).to_have_text("7")


def test_page_asks_nothing_of_anybody(page: Page) -> None:
    pen_to(page, "3")
    headline(page).to_have_text("3")
    assert requests == [page.url]


def test_finger_draws_on_a_phone_and_all_of_the_answer_is_in_view(browser: Browser, tmp_path: Path) -> None:
    size = {"width": 375, "height": 667}
    page = taken_home(browser, SHIPPED, tmp_path, viewport=size, has_touch=True, is_mobile=True)
    box = page.locator("#paper").bounding_box()
    assert box
    finger = page.context.new_cdp_session(page)
    places = [{"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] * (0.2 + at / 20)} for at in range(13)]
    for at, place in enumerate(places):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove" if at else "touchStart", "touchPoints": [place]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    headline(page).to_have_text("1")
    wide = page.evaluate("document.documentElement.scrollWidth")
    below = [page.locator(each).bounding_box() or {} for each in ("#answer", "#paper", "#tools")]
    page.context.close()
    assert wide <= size["width"]
    assert [each for each in below if each["y"] < 0 or each["y"] + each["height"] > size["height"]] == []


def test_hostile_name_does_not_run(browser: Browser, tmp_path: Path) -> None:
    lend_shipped(tmp_path)
    name = "</title></script><script>document.title = 'ran'</script><img src=x onerror=\"document.title = 'ran'\">"
    write_card(tmp_path, dataclasses.replace(read_card(tmp_path), name=name))
    page = taken_home(browser, tmp_path, tmp_path)
    headline(page).to_have_text("–")
    title, heading = page.title(), page.locator("h1").inner_text()
    page.context.close()
    assert name in title
    assert name in heading
