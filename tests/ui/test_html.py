"""Promises of what is shown as HTML: names are escaped, pictures arrive as they are."""

from __future__ import annotations

import base64
import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from markupsafe import Markup
from numpy.typing import NDArray
from PIL import Image

from ui import html, theme

NASTY = ["<b>x</b>", '"onload=', "'><script>alert(1)</script>", "{{ 7 * 7 }}", "{0}", "a & b"]


class Read(HTMLParser):
    """What a browser sees: the tags with their attributes, and the text."""

    def __init__(self, markup: str) -> None:
        """Read the markup."""
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(str(markup))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data


def pixels_in(markup: str) -> NDArray[np.uint8]:
    """Return the first picture in some HTML."""
    found = re.search(r'src="data:image/png;base64,([^"]+)"', markup)
    assert found
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(found[1]))))


@pytest.fixture
def picture() -> NDArray[np.uint8]:
    """Return a grey picture in which each pixel is another shade."""
    return np.arange(28 * 28, dtype=np.uint32).reshape(28, 28).astype(np.uint8)


@pytest.mark.parametrize("name", NASTY)
def test_name_is_shown_as_it_is_and_makes_no_tag(name: str) -> None:
    made = {
        html.paragraph(name): "p",
        html.row(name): "div",
        html.figure(Markup(""), name): "figure figcaption",
        html.bars([name, "two"], [0.8, 0.2], 0, name, long_names=True): "table caption tbody tr th td div",
        html.heat_table(name, [name], {name: [(0.5, name)]}): "div table caption thead tr td th tbody br small",
    }
    for markup, tags in made.items():
        read = Read(markup)
        assert {tag for tag, _ in read.tags} == set(tags.split())
        assert name in read.text


@pytest.mark.parametrize("name", NASTY)
def test_name_of_a_picture_stays_in_its_attribute(name: str, picture: NDArray[np.uint8]) -> None:
    ((tag, attributes),) = Read(html.image(picture, 168, name, hover=True)).tags
    assert tag == "img"
    assert set(attributes) == {"alt", "title", "class", "src", "width", "height"}
    assert attributes["alt"] == attributes["title"] == name
    _, (tag, attributes) = Read(html.strip([picture], 40, [name])).tags
    assert (tag, attributes["alt"]) == ("img", name)


def test_small_picture_arrives_pixel_by_pixel(picture: NDArray[np.uint8]) -> None:
    markup = html.image(picture, 168, "a picture")
    np.testing.assert_array_equal(pixels_in(markup), picture)
    assert 'class="ink-pixels"' in markup
    assert 'width="168" height="168"' in markup


def test_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    markup = html.image(np.zeros((400, 800, 3), np.uint8), 200, "a photo")
    assert pixels_in(markup).shape == (100, 200, 3)
    assert "ink-pixels" not in markup
    assert 'width="200" height="100"' in markup


def test_bars_show_each_probability_and_mark_the_best() -> None:
    rows = re.findall(r"<td>([^<]*?)(?: ◀)?</td></tr>", html.bars("0123456789", np.eye(10)[3], 3, "How probable?"))
    assert rows == ["0%"] * 3 + ["over 99.9%"] + ["0%"] * 6
    assert html.bars("01", [0.2, 0.8], 1, "").count("winner") == 1


def test_bars_of_the_three_most_probable_classes_are_told_apart() -> None:
    markup = html.bars("01234", [0.1, 0.4, 0.05, 0.15, 0.3], None, "")
    assert re.findall(r'<tr class="(.*?)">', markup) == ["", "likely", "", "likely", "likely"]


def test_bars_without_an_answer_are_dashes_and_none_is_best() -> None:
    markup = html.bars("0123456789", None, None, "How probable?")
    assert re.findall(r"<td>([^<]*?)(?: ◀)?</td></tr>", markup) == ["–"] * 10
    assert "◀" not in markup
    assert "winner" not in markup


def test_map_is_white_above_nothing_and_orange_below() -> None:
    pixels = pixels_in(html.tile(np.array([[1.0, 0.0, -1.0]], np.float32), 1.0, 30, "a map"))
    np.testing.assert_array_equal(pixels, [[(255, 255, 255), (0, 0, 0), theme.rgb(theme.NEGATIVE)]])


def test_many_numbers_are_squares_in_rows() -> None:
    pixels = pixels_in(html.squares(np.ones(70, np.float32), "a layer", across=64))
    assert pixels.shape == (2, 64, 3)
    assert (pixels[..., 0] > 0).sum() == 70


@pytest.mark.parametrize("shape", [(5, 5), (5, 5, 1), (5, 5, 3)])
def test_image_is_shown_in_shades_of_grey_or_in_colour(shape: tuple[int, ...]) -> None:
    pixels = html.pixels_of(np.full(shape, 0.5, np.float32))
    assert pixels.shape == ((5, 5, 3) if shape == (5, 5, 3) else (5, 5))
    assert pixels.max() == 128
