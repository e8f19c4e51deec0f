"""How digits are found in a photo, or in a number: each step a picture, with a title and a sentence about it.

Knows what was given, and the parts of its ink. Does not know how they are shown.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.images import preprocessing
from model.images.preprocessing import ink_of
from model.inference.classifier import Classifier, NumberReading
from model.languages.translation import N_, _
from ui import theme
from ui.draw.inputs import Given

Finding = dict[str, NDArray[np.uint8]]  # the picture after each step of finding digits

STEPS = {
    "grey": (N_("Grey"), preprocessing.STEPS["grey"]),
    "colour": (
        N_("Colour"),
        N_("In grey the ink hardly shows. Of red, green and blue, this one tells ink and paper apart best."),
    ),
    "closer": (N_("Closer"), N_("The ink is small. The part around it is looked at in all its detail.")),
    "light": (N_("Light flattened"), N_("Shadows and uneven light are taken out: the paper is everywhere the same.")),
    "lines": (N_("Lines out"), N_("The lines of the paper are turned straight and taken out.")),
    "ink": (N_("Ink found"), N_("What clearly stands out from the paper is ink. It becomes bright on black.")),
    "digits": (
        N_("Digits boxed"),
        N_("Each piece of ink is put into a box: blue when it is read, orange when in doubt."),
    ),
}


def find_digits(given: Given, classifier: Classifier) -> tuple[Finding, NumberReading]:
    """Return the pictures of how the digits were found, and what each part of the ink shows."""
    ink = given.picture if given.finding else ink_of(given.picture)
    found = classifier.read_number(ink, given.cut_off)
    return {**given.finding, "digits": _boxed(ink, found)}, found


def in_words(step: str) -> tuple[str, str]:
    """Return the title of one of the `STEPS` and the sentence about it, in the reader's language."""
    title, sentence = STEPS[step]
    return _(title), _(sentence)


def _boxed(ink: NDArray[np.uint8], number: NumberReading) -> NDArray[np.uint8]:
    """Return the ink with a box around each digit, uint8 (height, width, 3): blue, or orange where it is in doubt."""
    picture = Image.fromarray(ink).convert("RGB")
    pen = ImageDraw.Draw(picture)
    thick = max(2, max(ink.shape) // 150)
    for part, reading in number.digits:
        box = part.box
        color = theme.SURE if reading.status == "digit" else theme.DOUBTFUL
        pen.rectangle((box.left - thick, box.top - thick, box.right + thick, box.bottom + thick), None, color, thick)
    return np.asarray(picture)
