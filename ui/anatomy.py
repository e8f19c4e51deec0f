"""Numbers and maps of a network as HTML: pure functions and what shows them.

Knows arrays. Does not know networks.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from ui import reading

_PLUS, _MINUS = np.array([42, 120, 214]), np.array([217, 115, 13])  # blue is more than 0, orange less: as on every page


def numbers(values: NDArray[np.float64], title: str, scale: float | None = None) -> str:
    """Return a table of the numbers (rows, columns), tinted by size up to `scale`: blue above 0, orange below."""
    most = scale or float(np.abs(values).max()) or 1.0
    rows = "".join("<tr>" + "".join(_cell(float(value), most) for value in row) + "</tr>" for row in values)
    return f'<table class="an-numbers"><caption>{html.escape(title)}</caption>{rows}</table>'


def _cell(value: float, most: float) -> str:
    red, green, blue = (_PLUS if value >= 0 else _MINUS).tolist()
    return (
        f'<td style="background:rgb({red} {green} {blue} / {0.45 * min(1, abs(value) / most):.2f})">{value:z.2f}</td>'
    )


def strip(values: NDArray[np.float32], text: str, across: int = 64) -> str:
    """Return numbers (n,) as a picture of squares of 8 px, `across` in a row; blank where the last row ends."""
    rows = -(-len(values) // across)
    filled = np.zeros(rows * across, np.float32)
    filled[: len(values)] = values
    squares = filled.reshape(rows, across)[:, : min(across, len(values))]
    return tile(squares, float(np.abs(values).max()), 8 * rows, text)


def tile(values: NDArray[np.float32], scale: float, side: int, text: str, name: str = "") -> str:
    """Return a map (height, width) as a picture `side` px high: 0 black, `scale` white, below 0 orange."""
    share = np.clip(values[..., None] / (scale or 1.0), -1, 1)
    return picture(np.where(share >= 0, 255 * share, -share * _MINUS).astype(np.uint8), side, text, name)


def escaped(text: str) -> str:
    """Return a text that is no HTML, whatever a class is called."""
    return html.escape(text)


def picture(pixels: NDArray[np.uint8], side: int, text: str, name: str = "") -> str:
    """Return a picture, (height, width) or (height, width, 3), `side` px high; one with a name can be clicked."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    data, alt = base64.b64encode(file.getvalue()).decode(), html.escape(text, quote=True)
    click = f' data-click="{name}"' if name else ""
    return f'<img{click} alt="{alt}" title="{alt}" height="{side}" src="data:image/png;base64,{data}">'


def shown(image: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the pixels of an image (height, width, channels) of 0 to 1."""
    return (image * 255).round().astype(np.uint8).squeeze()


def warm(image: NDArray[np.float32], heat: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return an image with a heat of 0 to 1 laid over it in orange, uint8 (height, width, 3)."""
    grey = image.mean(axis=2, keepdims=True) * 255
    share = 0.8 * np.clip(heat, 0, 1)[..., None]
    return (grey * (1 - share) + _MINUS * share).astype(np.uint8)


def framed(image: NDArray[np.float32], top: int, left: int, height: int, width: int) -> NDArray[np.uint8]:
    """Return an image, eight times as large, with a blue frame around a patch."""
    large = np.repeat(np.repeat(np.broadcast_to(image * 255, (*image.shape[:2], 3)), 8, 0), 8, 1).astype(np.uint8)
    up, start = max(0, 8 * top), max(0, 8 * left)
    down, end = 8 * (top + height), 8 * (left + width)
    for rows, columns in (((up, up + 2), (start, end)), ((down - 2, down), (start, end))):
        large[slice(*rows), slice(*columns)] = _PLUS
    for rows, columns in (((up, down), (start, start + 2)), ((up, down), (end - 2, end))):
        large[slice(*rows), slice(*columns)] = _PLUS
    return large


# HTML that Streamlit shows cannot tell of a click: this listens on its behalf, to the pictures that have a name.
_listener = st.components.v2.component(
    "inkling_clicks",
    js="""export default function ({ data, setTriggerValue }) {
  document.removeEventListener('click', window.inklingTell);
  window.inklingTell = ({ target, offsetX, offsetY }) => {
    const name = target.dataset?.click;
    if (!name) return;
    setTriggerValue('clicked', [name, offsetX / target.clientWidth, offsetY / target.clientHeight]);
    if (data) document.getElementById(data)?.scrollIntoView();
  };
  document.addEventListener('click', window.inklingTell);
  return () => document.removeEventListener('click', window.inklingTell);
}""",
)


def listen(key: str, take: Callable[[str, float, float], object], show: str = "") -> None:
    """Call `take` with the name of a picture that is clicked, and where: across and down, 0 to 1.

    Then show the heading whose anchor is `show`.
    """

    def tell() -> None:
        clicked = st.session_state[key].clicked
        if clicked:
            take(*clicked)

    _listener(key=key, data=show, on_clicked_change=tell)


def row(*parts: str) -> None:
    """Show parts beside one another, wrapped where the window is narrow."""
    st.html(f'<div class="an-row">{"".join(f"<div>{part}</div>" for part in parts)}</div>')


def shares(probabilities: NDArray[np.float32], classes: list[str]) -> str:
    """Return the probabilities of each class as a small table with bars."""
    rows = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th><td><div style="width:{8 * share:.2f}rem"></div></td>'
        f"<td>{reading.percent(share)}</td></tr>"
        for name, share in zip(classes, probabilities.tolist(), strict=True)
    )
    return f'<table class="an-shares"><caption>Probabilities</caption>{rows}</table>'
