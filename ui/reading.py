"""Show what a classifier makes of a picture: the answer, ten bars, the image, the steps to it.

HTML instead of charts: ten bars must be there at once after each stroke, on an old phone too, and be read aloud.
"""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from model.preprocessing import BOX, SIDE

if TYPE_CHECKING:
    from model.classifier import Reading  # brings TensorFlow, which the page must not wait for

TITLES = {
    "grey": "Grey",
    "polarity": "Ink on black",
    "crop": "Cropped",
    "scale": f"{BOX} px",
    "centre": "Centred",
}

_NO_ANSWER = {
    "empty": "There is no ink. Draw a digit, 0 to 9.",
    "faint": "There is too little ink to read. Draw a little more.",
    "several": "There are two or more separate digits. Draw one only.",
}


def in_words(reading: Reading) -> str:
    """Return the answer as one sentence or two."""
    if reading.probabilities is None or reading.label is None:
        return _NO_ANSWER[reading.preprocessed.status]
    share = percent(float(reading.probabilities[reading.label]))
    if reading.status == "unsure":
        return f"The network is not sure. Perhaps {reading.label} ({share})."
    return f"The network reads {reading.label}, and is {share} sure."


def percent(share: float) -> str:
    """Return a share as a pupil reads it; a network is never wholly sure."""
    if share > 0.9995:
        return "over 99.9%"
    return f"{share:.1%}" if share >= 0.0005 else "0%"


def show(reading: Reading | None, invitation: str) -> None:
    """Show the answer in large type, the ten probabilities, and the 28x28 image, in one piece: none lags behind.

    The invitation is said while there is no picture.
    """
    st.html(
        f'{_STYLE}<div class="ink-reading"><div class="ink-words">{_answer(reading, invitation)}{_bars(reading)}</div>'
        f"{_image(reading)}</div>"
    )


def show_picture(picture: NDArray[np.uint8], side: int, text: str) -> None:
    """Show a small picture `side` px high with hard pixels, and its text for those who cannot see it."""
    st.html(_STYLE + f'<figure class="ink-image">{_img(picture, side, text)}</figure>')


def show_step(title: str, sentence: str, picture: NDArray[np.uint8]) -> None:
    """Show one step of the preprocessing: its picture with its title and sentence."""
    height, width = picture.shape[:2]
    st.html(
        f'<figure class="ink-step">{_img(picture, 112, f"{title}: {sentence}")}'
        f"<figcaption><b>{title}</b><br><small>{width} x {height} px</small><br>{sentence}</figcaption></figure>"
    )


def _answer(reading: Reading | None, invitation: str) -> str:
    large, words = "–", in_words(reading) if reading else invitation
    if reading is not None and reading.label is not None:
        large = f"{reading.label}" if reading.status == "digit" else f"{reading.label}?"
    return f'<div class="ink-answer" role="status"><strong>{large}</strong><span>{words}</span></div>'


def _bars(reading: Reading | None) -> str:
    shares = None if reading is None else reading.probabilities
    rows = []
    for digit in range(10):
        share = 0.0 if shares is None else float(shares[digit])
        is_winner = shares is not None and reading is not None and digit == reading.label
        said = "–" if shares is None else percent(share)
        rows.append(
            f'<tr class="{"winner" if is_winner else ""}"><th scope="row">{digit}</th>'
            f'<td class="track"><div style="width:{share:.1%}"></div></td>'
            f"<td>{said}{' ◀' if is_winner else ''}</td></tr>"
        )
    return (
        f'<table class="ink-bars"><caption>How probable is each digit?</caption><tbody>{"".join(rows)}</tbody></table>'
    )


def _image(reading: Reading | None) -> str:
    image = np.zeros((SIDE, SIDE), np.uint8)
    said = "nothing yet"
    if reading is not None and reading.preprocessed.image.any():
        image, said = (reading.preprocessed.image * 255).round().astype(np.uint8), "your digit, white on black"
    return (
        f'<figure class="ink-image">{_img(image, 168, f"The 28 by 28 image that the network sees: {said}")}'
        f"<figcaption>What the network sees:<br>{SIDE} x {SIDE} grey pixels</figcaption></figure>"
    )


def _img(picture: NDArray[np.uint8], side: int, text: str) -> str:
    """Return an <img> that carries its picture, its longest side `side` px: no second request, nothing kept."""
    height, width = picture.shape[:2]
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    return f'<img alt="{text}" src="data:image/png;base64,{data}" width="{width * side // max(height, width)}">'


_STYLE = """<style>
.ink-reading { display: flex; flex-wrap: wrap; gap: 1.5rem 2rem; }
.ink-words { flex: 1 1 18rem; }
.ink-answer { display: flex; align-items: center; gap: 1rem; min-height: 6rem; }
.ink-answer strong { font-size: 5.5rem; line-height: 1; min-width: 4rem; text-align: center; font-weight: 700; }
.ink-bars { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.ink-bars caption { text-align: left; padding-bottom: .25rem; }
.ink-bars th, .ink-bars td { border: 0; padding: .1rem .3rem; text-align: left; }
.ink-bars th { width: 1.5rem; font-weight: 400; } .ink-bars td:last-child { width: 7rem; white-space: nowrap; }
.ink-bars .track div { height: .9rem; min-width: 2px; background: #7c8799; border-radius: 2px; }
.ink-bars .winner th, .ink-bars .winner td { font-weight: 700; }
.ink-bars .winner .track div { background: #2a78d6; }
.ink-image, .ink-step { margin: 0; }
.ink-image img, .ink-step img { image-rendering: pixelated; border: 1px solid #7c879955; }
.ink-step figcaption, .ink-image figcaption { font-size: .875rem; padding-top: .25rem; }
</style>"""
