"""Show what a classifier makes of a picture: the answer, ten bars, the image, the steps to it.

HTML instead of charts: ten bars must be there at once after each stroke, on an old phone too, and be read aloud.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.classifier import NumberReading, Reading
from model.pictures import data_uri
from model.preprocessing import BOX, SIDE, STEPS

TITLES = {
    "grey": "Grey",
    "polarity": "Ink on black",
    "crop": "Cropped",
    "scale": f"{BOX} px",
    "centre": "Centred",
}


class Step(NamedTuple):
    """One step from what was given to what the network sees: its title, a sentence about it, its picture (uint8)."""

    title: str
    sentence: str
    picture: NDArray[np.uint8]


# How digits are found in a photo, or in a number, each step with the sentence that a pupil reads.
FINDING = {
    "grey": ("Grey", STEPS["grey"]),
    "light": ("Light flattened", "Shadows and uneven light are taken out: the paper is everywhere the same."),
    "lines": ("Lines out", "The lines of the paper are turned straight and taken out."),
    "ink": ("Ink found", "What clearly stands out from the paper is ink. It becomes bright on black."),
    "digits": ("Digits boxed", "Each piece of ink is put into a box: blue when it is read, orange when in doubt."),
}

_SURE, _DOUBTFUL = "#2a78d6", "#d9730d"  # as on every page

_NO_ANSWER = {
    "empty": "There is no ink. Draw a digit, 0 to 9.",
    "faint": "There is too little ink to read. Draw a little more.",
    "several": "There are two or more separate digits. Give one only, or choose “A number” above.",
    "other": "No digit is to be seen here. Give one digit alone, dark on light or light on dark.",
}


def in_words(reading: Reading) -> str:
    """Return the answer as one sentence or two."""
    if reading.probabilities is None or reading.label is None:
        return _NO_ANSWER["other" if reading.status == "other" else reading.preprocessed.status]
    share = percent(float(reading.probabilities[reading.label]))
    if reading.status == "unsure":
        return f"The network is not sure. Perhaps {reading.label} ({share})."
    return f"The network reads {reading.label}, and is {share} sure."


def number_in_words(number: NumberReading) -> str:
    """Return what was read of a number as one sentence or two."""
    match number.status:
        case "empty":
            return "There is no ink. Write a number, such as 2026."
        case "other":
            return "No digits are to be seen here. Give digits alone, dark on light or light on dark."
        case "number":
            return f"The network reads {number.text}."
        case _:
            doubtful = number.text.count("?")
            what = "one digit" if doubtful == 1 else f"{doubtful} digits"
            return f"The network is not sure of {what}: {number.text}. Do digits touch, or is one no digit?"


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
        f'<div class="ink-reading"><div class="ink-words">{_answer(reading, invitation)}{_bars(reading)}</div>'
        f"{_image(reading)}</div>"
    )


def show_classes(picture: NDArray[np.uint8], classes: Sequence[str], shares: NDArray[np.float32]) -> None:
    """Show a picture, and how probable each class is.

    Args:
        picture: uint8 of shape (height, width), (height, width, 3) or (height, width, 4).
        classes: their names.
        shares: float32 of shape (classes,), summing to 1.
    """
    best = int(shares.argmax())
    rows = "".join(
        _bar(html.escape(name), float(share), at == best)
        for at, (name, share) in enumerate(zip(classes, shares, strict=True))
    )
    sentence = f"The network takes it for “{html.escape(classes[best])}”, and is {percent(float(shares[best]))} sure."
    st.html(
        f'<div class="ink-reading"><div class="ink-words"><p role="status"><b>{sentence}</b></p>'
        f'<table class="ink-bars ink-classes"><caption>How probable is each class?</caption><tbody>{rows}</tbody>'
        f"</table></div>{img(picture, 168, 'The picture that was given')}</div>"
    )


def show_number(number: NumberReading | None, invitation: str) -> None:
    """Show a number in large type, and of each digit the image, the answer and the ten probabilities.

    The invitation is said while there is no picture.
    """
    digits = number.digits if number and number.status != "other" else []
    large = number.text if number and digits else "–"
    words = number_in_words(number) if number else invitation
    cards = "".join(_digit_card(at, reading) for at, (_, reading) in enumerate(digits, start=1))
    st.html(
        f'<div class="ink-answer ink-number" role="status"><strong>{large}</strong><span>{words}</span></div>'
        f'<div class="ink-digits">{cards}</div>'
    )


def _digit_card(at: int, reading: Reading) -> str:
    image = (reading.preprocessed.image * 255).round().astype(np.uint8)
    doubt = "" if reading.status == "digit" else "doubt"
    return (
        f'<figure class="ink-digit {doubt}">{img(image, 112, f"Digit {at} as the network sees it")}'
        f"<figcaption><b>{_large(reading)}</b> {_surely(reading)}</figcaption>{_bars(reading, f'Digit {at}')}</figure>"
    )


def _surely(reading: Reading) -> str:
    """Return how sure the network is of one of several digits."""
    if reading.probabilities is None or reading.label is None:
        return "no digit"
    share = percent(float(reading.probabilities[reading.label]))
    return share if reading.status == "digit" else f"not sure, perhaps {reading.label} ({share})"


def boxed(ink: NDArray[np.uint8], number: NumberReading) -> NDArray[np.uint8]:
    """Return the ink with a box around each digit, uint8 (height, width, 3): blue, or orange where it is in doubt."""
    picture = Image.fromarray(ink).convert("RGB")
    pen = ImageDraw.Draw(picture)
    thick = max(2, max(ink.shape) // 150)
    for part, reading in number.digits:
        box = part.box
        colour = _SURE if reading.status == "digit" else _DOUBTFUL
        pen.rectangle((box.left - thick, box.top - thick, box.right + thick, box.bottom + thick), None, colour, thick)
    return np.asarray(picture)


def show_finding(steps: dict[str, NDArray[np.uint8]]) -> None:
    """Show what was done to find the digits, if anything: each step a picture with a sentence."""
    if not steps:
        return
    st.subheader("How the digits were found")
    show_steps([Step(*FINDING[name], picture) for name, picture in steps.items()], side=168)


def strip(pictures: Iterable[NDArray[np.uint8]], side: int, texts: Sequence[str]) -> str:
    """Return small pictures side by side, each `side` px high with its text, as HTML."""
    images = "".join(img(picture, side, text) for picture, text in zip(pictures, texts, strict=True))
    return f'<div class="ink-strip">{images}</div>'


def show_picture(picture: NDArray[np.uint8], side: int, text: str, is_named: bool = False) -> None:
    """Show a picture, its longest side `side` px, with its text for those who cannot see it; named, for all."""
    caption = f"<figcaption>{html.escape(text)}</figcaption>" if is_named else ""
    st.html(f'<figure class="ink-image">{img(picture, side, text)}{caption}</figure>')


def show_steps(steps: Sequence[Step], side: int = 112) -> None:
    """Show pictures beside one another, the longest side of each `side` px, each with its title and sentence."""
    figures = "".join(
        f'<figure class="ink-step">{img(picture, side, f"{title}: {sentence}")}<figcaption><b>{title}</b><br>'
        f"<small>{picture.shape[1]} x {picture.shape[0]} px</small><br>{sentence}</figcaption></figure>"
        for title, sentence, picture in steps
    )
    st.html(f'<div class="ink-steps" style="--side: {side}px">{figures}</div>')


def _answer(reading: Reading | None, invitation: str) -> str:
    large, words = ("–", invitation) if reading is None else (_large(reading), in_words(reading))
    return f'<div class="ink-answer" role="status"><strong>{large}</strong><span>{words}</span></div>'


def _large(reading: Reading) -> str:
    if reading.label is None:
        return "–"
    return f"{reading.label}" if reading.status == "digit" else f"{reading.label}?"


def _bars(reading: Reading | None, caption: str = "How probable is each digit?") -> str:
    shares = None if reading is None else reading.probabilities
    rows = [
        _bar(
            str(digit), None if shares is None else float(shares[digit]), reading is not None and digit == reading.label
        )
        for digit in range(10)
    ]
    return f'<table class="ink-bars"><caption>{caption}</caption><tbody>{"".join(rows)}</tbody></table>'


def _bar(name: str, share: float | None, is_winner: bool) -> str:
    said = "–" if share is None else percent(share)
    winner = is_winner and share is not None
    return (
        f'<tr class="{"winner" if winner else ""}"><th scope="row">{name}</th>'
        f'<td class="track"><div style="width:{share or 0:.1%}"></div></td>'
        f"<td>{said}{' ◀' if winner else ''}</td></tr>"
    )


def _image(reading: Reading | None) -> str:
    image = np.zeros((SIDE, SIDE), np.uint8)
    said = "nothing yet"
    if reading is not None and reading.preprocessed.image.any():
        image, said = (reading.preprocessed.image * 255).round().astype(np.uint8), "your digit, white on black"
    return (
        f'<figure class="ink-image">{img(image, 168, f"The 28 by 28 image that the network sees: {said}")}'
        f"<figcaption>What the network sees:<br>{SIDE} x {SIDE} grey pixels</figcaption></figure>"
    )


def reduced(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return a large picture made smaller, its longest side at least `side` px: a photo need not be sent whole."""
    return np.asarray(_smaller(Image.fromarray(picture), side))


def _smaller(image: Image.Image, side: int) -> Image.Image:
    factor = max(image.size) // side
    return image if factor < 2 else image.reduce(factor)


def img(picture: NDArray[np.uint8], side: int, text: str) -> str:
    """Return an <img> that carries its picture, its longest side `side` px: no second request, nothing kept.

    Args:
        picture: uint8 of shape (height, width), (height, width, 3) or (height, width, 4).
        side: px.
        text: for those who cannot see it; escaped here.
    """
    height, width = picture.shape[:2]
    image = _smaller(Image.fromarray(picture), side)
    look = "ink-pixels" if max(height, width) < side else ""
    shown = width * side // max(height, width)
    return f'<img alt="{html.escape(text)}" class="{look}" src="{data_uri(image)}" width="{shown}">'
