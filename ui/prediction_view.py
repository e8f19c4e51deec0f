"""What a classifier makes of a picture, on any page: the answer in words, a bar for each class, the picture.

Knows readings and probabilities. Does not know how a picture came to be, or what else a page shows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from model.images.preprocessing import SIDE
from model.inference.classifier import Reading
from model.languages.joining import in_a_row
from model.languages.percent import percent
from model.languages.translation import N_, _
from ui import html

_SHOWN = 168  # px, the longest side of the picture beside the answer

_NO_ANSWER = {
    "empty": N_("There is no ink. Give a digit, 0 to 9."),
    "faint": N_("There is too little ink to read. Give a larger digit."),
    "several": N_("There are two or more separate digits. Give one only, or choose “A number” above."),
    "other": N_("No digit is to be seen here. Give one digit alone, dark on light or light on dark."),
}


def in_words(reading: Reading) -> str:
    """Return the answer as one sentence or two."""
    if reading.probabilities is None or reading.label is None:
        why = reading.preprocessed.status if reading.status == "empty" else reading.status  # no ink, or too little
        return _(_NO_ANSWER[why])
    confidence = percent(float(reading.probabilities[reading.label]))
    if reading.is_doubted:
        sentence = _("This looks like {label} ({confidence}), but may be something else.")
    elif reading.status == "unsure":
        sentence = _("The network is not sure. Perhaps {label} ({confidence}).")
    else:
        sentence = _("The network reads {label}, and is {confidence} sure.")
    return sentence.format(label=reading.label, confidence=confidence)


def headline(reading: Reading) -> str:
    """Return the answer in short, as it is written large: "7", "?" in doubt, a dash where there is none."""
    if reading.label is None:
        return "–"
    return f"{reading.label}" if reading.status == "digit" else "?"


def in_short(reading: Reading) -> str:
    """Return the answer with how sure it is: "7 (98.2%)"; in doubt "? (perhaps 7, 35.1%)"."""
    if reading.probabilities is None or reading.label is None:
        return "–"
    confidence = percent(float(reading.probabilities[reading.label]))
    sentence = _("{label} ({confidence})") if reading.status == "digit" else _("? (perhaps {label}, {confidence})")
    return sentence.format(label=reading.label, confidence=confidence)


def show(reading: Reading, remark: str = "", note: str = "") -> None:
    """Show the answer in large type, the ten probabilities, and the 28x28 image, in one piece: none lags behind.

    The remark is said after the answer, the note below all, where a digit was read.
    """
    look = "doubt" if reading.status == "unsure" else ""
    answer = answer_line(headline(reading), in_a_row(in_words(reading), remark), look)
    _show(answer, bars(reading), _image(reading), note if reading.status == "digit" else "")


def invite(invitation: str, look: str = "") -> None:
    """Show the same without an answer, and what is to be done instead."""
    _show(answer_line("–", invitation, f"invites {look}".rstrip()), bars(None), _image(None))


def offer_all() -> None:
    """Offer all ten bars where style.css shows three; a piece of its own, so that it stays checked at each stroke."""
    html.show(Markup('<label class="ink-all"><input type="checkbox"> {}</label>').format(_("All ten digits")))


def show_classes(picture: NDArray[np.uint8], classes: Sequence[str], probabilities: NDArray[np.float32]) -> None:
    """Show a picture, and how probable each class is.

    Args:
        picture: uint8 of shape (height, width), (height, width, 3) or (height, width, 4).
        classes: their names.
        probabilities: float32 of shape (classes,), summing to 1.
    """
    best = int(probabilities.argmax())
    sentence = _("The network takes it for “{name}”, and is {confidence} sure.")
    said = sentence.format(name=classes[best], confidence=percent(float(probabilities[best])))
    _show(
        Markup('<p role="status"><b>{}</b></p>').format(said),
        html.bars(classes, probabilities, best, _("How probable is each class?"), long_names=True),
        html.image(picture, _SHOWN, _("The picture that was given")),
    )


def show_picture(picture: NDArray[np.uint8], side: int, text: str, named: bool = False) -> None:
    """Show a picture, its longest side `side` px, with its text for those who cannot see it; named, for all."""
    html.show(html.figure(html.image(picture, side, text), text if named else ""))


def answer_line(headline: str, sentence: str, look: str = "") -> Markup:
    """Return an answer in large type, and in words."""
    line = Markup('<div class="ink-answer{}" role="status"><strong>{}</strong><span>{}</span></div>')
    return line.format(look and f" {look}", headline, sentence)


def bars(reading: Reading | None, caption: str = "") -> Markup:
    """Return the bars of the ten digits, none of them marked in doubt; without an answer, each has a dash.

    Args:
        reading: the answer.
        caption: above the bars; usually it asks how probable each digit is.
    """
    probabilities = None if reading is None else reading.probabilities
    best = reading.label if reading is not None and reading.status == "digit" else None
    return html.bars(map(str, range(10)), probabilities, best, caption or _("How probable is each digit?"))


def image_of(reading: Reading) -> NDArray[np.uint8]:
    """Return the image that the network read, as it is shown: uint8 (28, 28)."""
    return html.pixels_of(reading.preprocessed.image)


def _show(answer: Markup, bars: Markup, image: Markup, note: str = "") -> None:
    below = Markup('<p class="ink-note">{}</p>').format(note) if note else ""
    html.show(Markup('<div class="ink-reading">{}{}{}{}</div>').format(answer, bars, image, below))


def _image(reading: Reading | None) -> Markup:
    pixels, text = np.zeros((SIDE, SIDE), np.uint8), _("The 28 by 28 image that the network sees: nothing yet")
    if reading is not None and reading.preprocessed.image.any():
        pixels = image_of(reading)
        text = _("The 28 by 28 image that the network sees: your digit, white on black")
    pixels_said = _("{side} x {side} grey pixels").format(side=SIDE)
    caption = html.together(_("What the network sees:"), Markup("<br>"), pixels_said)
    return html.figure(html.image(pixels, _SHOWN, text), caption)
