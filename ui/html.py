"""All that is shown as HTML: pictures, bars, tables. Each function returns safe markup.

A `str` that is given is escaped, whatever a class or a file is called; `Markup` is taken as it is. HTML instead of
charts: ten bars must be there at once after each stroke, on an old phone too, and be read aloud.
Knows arrays and names. Does not know networks or pages; how it looks is in `style.css`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import streamlit as st
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup
from numpy.typing import NDArray
from PIL import Image

from model.images.picture_files import data_uri
from model.languages.percent import percent
from ui import theme

_environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)

_HEAT = 0.5  # opacity of 100 %: the words on it stay readable in light and dark
_LIKELY = 3  # bars of the most probable classes: those that a phone shows at first


def _template(*lines: str) -> Template:
    return _environment.from_string("".join(lines))


def show(markup: Markup) -> None:
    """Show it on the page."""
    st.html(str(markup))


def together(*parts: Markup | str) -> Markup:
    """Return parts one after the other."""
    return Markup("").join(parts)


def heading(text: str) -> Markup:
    """Return a heading within a page, such as that of a card."""
    return Markup('<h2 class="ink-heading">{}</h2>').format(text)


def paragraph(*lines: Markup | str) -> Markup:
    """Return a paragraph, each of its lines on a line of its own."""
    return Markup("<p>{}</p>").format(Markup("<br>").join(lines))


_IMAGE = _template(
    "<img",
    ' alt="{{ text }}"{% if hover %} title="{{ text }}"{% endif %}',
    '{% if is_small %} class="ink-pixels"{% endif %} src="{{ uri }}"',
    ' width="{{ width }}" height="{{ height }}">',  # both, so that nothing moves when it is decoded
)


def image(pixels: NDArray[np.uint8], side: int, text: str, hover: bool = False) -> Markup:
    """Return an <img> that carries its picture: no second request, nothing kept. A large picture is made smaller.

    Args:
        pixels: uint8 of shape (height, width), (height, width, 3) or (height, width, 4).
        side: px, the longest side as it is shown.
        text: for those who cannot see it.
        hover: whether the text shows under the pointer.
    """
    height, width = pixels.shape[:2]
    longest = max(height, width)
    return Markup(
        _IMAGE.render(
            text=text,
            hover=hover,
            is_small=longest < side,
            uri=Markup(data_uri(_smaller(Image.fromarray(pixels), side))),
            width=max(1, width * side // longest),
            height=max(1, height * side // longest),
        )
    )


def figure(image: Markup, caption: Markup | str = "") -> Markup:
    """Return a picture with its caption below it."""
    below = Markup("<figcaption>{}</figcaption>").format(caption) if caption else ""
    return Markup('<figure class="ink-image">{}{}</figure>').format(image, below)


def strip(pictures: Iterable[NDArray[np.uint8]], side: int, texts: Sequence[str]) -> Markup:
    """Return small pictures beside one another, each `side` px high with its text."""
    images = [image(picture, side, text) for picture, text in zip(pictures, texts, strict=True)]
    return Markup('<div class="ink-strip">{}</div>').format(together(*images))


def row(*parts: Markup | str) -> Markup:
    """Return parts beside one another, wrapped where the window is narrow."""
    return Markup('<div class="ink-row">{}</div>').format(together(*(Markup("<div>{}</div>").format(p) for p in parts)))


def figures(named: Mapping[str, str]) -> Markup:
    """Return a few figures in large type, by what they count."""
    each = [Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, value) for name, value in named.items()]
    return Markup('<dl class="ink-class-figures">{}</dl>').format(together(*each))


_BARS = _template(
    '<table class="ink-bars{% if long_names %} ink-classes{% endif %}"><caption>{{ caption }}</caption><tbody>',
    "{% for name, width, said, is_best, look in rows %}",
    '<tr class="{{ look }}"><th scope="row">{{ name }}</th>',
    '<td class="track"><div style="width:{{ width }}"></div></td>',
    "<td>{{ said }}{% if is_best %} ◀{% endif %}</td></tr>",
    "{% endfor %}</tbody></table>",
)


def bars(
    names: Iterable[str],
    probabilities: Iterable[float] | None,
    best: int | None,
    caption: str,
    long_names: bool = False,
) -> Markup:
    """Return a table with a bar and the percentage of each class.

    Args:
        names: of the classes.
        probabilities: of each class, 0 to 1; None where there is no answer: each row then has a dash.
        best: the class that is marked, if any.
        caption: above the table.
        long_names: whether the names are words, not digits.
    """
    known = list(names)
    values = [None] * len(known) if probabilities is None else [float(value) for value in probabilities]
    likely = sorted(range(len(known)), key=lambda at: values[at] or 0.0, reverse=True)[:_LIKELY]
    rows = []
    for at, (name, value) in enumerate(zip(known, values, strict=True)):
        is_best = value is not None and at == best
        look = "likely" * (at in likely) + " winner" * is_best
        rows.append((name, f"{value or 0:.1%}", "–" if value is None else percent(value), is_best, look))
    return Markup(_BARS.render(rows=rows, caption=caption, long_names=long_names))


def tile(values: NDArray[np.floating], scale: float, side: int, text: str) -> Markup:
    """Return a map (height, width) as a picture of `side` px: 0 black, `scale` white, below 0 orange."""
    part = np.clip(values[..., None] / (scale or 1.0), -1, 1)  # (height, width, 1)
    pixels = np.where(part >= 0, 255 * part, -part * np.array(theme.rgb(theme.NEGATIVE)))
    return image(pixels.astype(np.uint8), side, text, hover=True)


def squares(values: NDArray[np.floating], text: str, across: int = 64) -> Markup:
    """Return numbers (n,) as a picture of squares of 8 px, `across` in a row; blank where the last row ends."""
    rows = -(-len(values) // across)
    filled = np.zeros(rows * across, np.float32)
    filled[: len(values)] = values
    grid = filled.reshape(rows, across)[:, : min(across, len(values))]
    return tile(grid, float(np.abs(values).max()), 8 * max(grid.shape), text)


_HEAT_TABLE = _template(
    '<div class="ink-heat-frame"><table class="ink-heat"><caption>{{ title }}</caption><thead><tr><td></td>',
    '{% for name in columns %}<th scope="col">{{ name }}</th>{% endfor %}</tr></thead><tbody>',
    '{% for name, cells in rows %}<tr><th scope="row">{{ name }}</th>{% for tint, value, below in cells %}',
    '<td style="background: {{ tint }}">{{ value }}{% if below %}<br><small>{{ below }}</small>{% endif %}</td>',
    "{% endfor %}</tr>{% endfor %}</tbody></table></div>",
)


def heat_table(title: str, columns: Sequence[str], rows: Mapping[str, Sequence[tuple[float, str]]]) -> Markup:
    """Return accuracies as a table: the bluer, the higher.

    Args:
        title: above the table.
        columns: their names.
        rows: by its name, for each column the accuracy (0 to 1) and what is written below it, or "".
    """
    tinted = [
        (name, [(theme.tint(theme.RIGHT, value * _HEAT), f"{value:.1%}", below) for value, below in cells])
        for name, cells in rows.items()
    ]
    return Markup(_HEAT_TABLE.render(title=title, columns=columns, rows=tinted))


def pixels_of(image: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return the pixels, uint8, of an image (height, width) or (height, width, channels) of 0 to 1."""
    pixels = (image * 255).round().astype(np.uint8)
    return pixels[..., 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels


def reduced(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return a large picture made smaller, its longest side at least `side` px: a photo need not be sent whole."""
    return np.asarray(_smaller(Image.fromarray(picture), side))


def _smaller(image: Image.Image, side: int) -> Image.Image:
    factor = max(image.size) // side
    return image if factor < 2 else image.reduce(factor)
