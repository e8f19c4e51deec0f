"""Make docs/drawing.gif, the README's moving picture, from the running app: `python docs/make_gif.py`.

A real browser, a real mouse: three digits are drawn one after the other, and photographed while the app answers.
"""

from __future__ import annotations

import io
import sys
from itertools import groupby
from pathlib import Path

import click
from PIL import Image
from playwright.sync_api import FloatRect, Page

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.browser import SURFACE, browsing, clear, draw, open_page, points, wait_for_answer
from benchmarks.serving import serving
from benchmarks.shared import tell, temporary_home
from model.storage.paths import ROOT

DIGITS = (7, 3, 2)
FRAME = 120  # ms between two pictures
PER_FRAME = 4  # points of a stroke that are drawn between two pictures
PAUSE = 1600  # ms on each answer
SETTLED = 800  # ms until the answer has come to rest
MARGIN = 12  # px around the canvas and the answer
COLOURS = 48
LARGEST = 1_500_000  # bytes

Frame = tuple[bytes, int]  # PNG, and how long it is shown in ms


@click.command()
@click.option("--frames", type=click.Path(path_type=Path), help="Keep the single pictures in this folder as well.")
def main(frames: Path | None) -> None:
    """Make docs/drawing.gif."""
    with temporary_home() as home, serving(home) as app, browsing() as browser:
        page = open_page(browser, app.url)
        draw(page, DIGITS[0])  # the first answer waits for the network: not filmed
        wait_for_answer(page)
        clear(page)
        film = [frame for digit in DIGITS for frame in filmed(page, digit)]
    pictures = [(Image.open(io.BytesIO(png)).convert("RGB"), shown) for png, shown in merged(film)]
    path = ROOT / "docs" / "drawing.gif"
    save(pictures, path)
    if frames:
        frames.mkdir(parents=True, exist_ok=True)
        for number, (picture, shown) in enumerate(pictures):
            picture.save(frames / f"{number:03}-{shown}ms.png")
    size = path.stat().st_size
    tell(f"{path}: {len(pictures)} pictures, {sum(shown for _, shown in pictures) / 1000:.1f} s, {size:,} bytes")
    if size > LARGEST:
        raise SystemExit(f"It must not be larger than {LARGEST:,} bytes: take fewer COLOURS or frames.")


def filmed(page: Page, digit: int) -> list[Frame]:
    """Draw a digit, wait for its answer, and return the frames; the paper is empty before and after."""
    clip = region(page)
    frames = [photograph(page, clip, 4 * FRAME)]
    first, *others = points(page, digit)
    page.mouse.move(*first)
    page.mouse.down()
    for number, point in enumerate(others, start=1):
        page.mouse.move(*point)
        if number % PER_FRAME == 0:
            frames.append(photograph(page, clip, FRAME))
    page.mouse.up()
    frames.append(photograph(page, clip, FRAME))
    wait_for_answer(page)
    page.locator("[data-test-script-state=notRunning]").wait_for()  # all of the page is there
    page.wait_for_timeout(SETTLED)
    frames.append(photograph(page, clip, PAUSE))
    clear(page)
    return frames


def region(page: Page) -> FloatRect:
    """Return the part of the page that is photographed: the canvas, the answer, and what the network sees."""
    places = (SURFACE, ".ink-answer", ".ink-bars", ".ink-image")
    boxes = [box for place in places if (box := page.locator(place).first.bounding_box())]
    left, top = min(box["x"] for box in boxes) - MARGIN, min(box["y"] for box in boxes) - MARGIN
    right = max(box["x"] + box["width"] for box in boxes) + MARGIN
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def photograph(page: Page, clip: FloatRect, shown: int) -> Frame:
    """Return the region as it is now, to be shown for so many ms."""
    return page.screenshot(clip=clip), shown


def merged(film: list[Frame]) -> list[Frame]:
    """Return the frames with equal ones in a row as one that is shown longer."""
    groups = (list(group) for _, group in groupby(film, key=lambda frame: frame[0]))
    return [(group[0][0], sum(shown for _, shown in group)) for group in groups]


def save(pictures: list[tuple[Image.Image, int]], path: Path) -> None:
    """Write the pictures as an endless GIF with one palette for all, so that nothing flickers."""
    width, height = pictures[0][0].size
    answers = sorted(pictures, key=lambda picture: picture[1])[-len(DIGITS) :]  # they hold all the colours
    sheet = Image.new("RGB", (width, height * len(answers)))
    for number, (picture, _) in enumerate(answers):
        sheet.paste(picture, (0, height * number))
    palette = sheet.quantize(COLOURS)
    first, *others = (picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture, _ in pictures)
    shown = [milliseconds for _, milliseconds in pictures]
    first.save(path, save_all=True, append_images=others, duration=shown, loop=0, optimize=True)


if __name__ == "__main__":
    main()
