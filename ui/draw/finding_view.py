"""How digits are found in a photo, or in a number: each step a picture with a sentence.

Knows what was given, and the parts of its ink. Does not know how the answer is shown.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.images.preprocessing import STEPS, ink_of
from model.inference.classifier import NumberReading
from ui import resources, theme
from ui.draw.inputs import Given
from ui.draw.steps_view import Step, show_pictures

Finding = dict[str, NDArray[np.uint8]]  # the picture after each step of finding digits

_STEPS = {
    "grey": ("Grey", STEPS["grey"]),
    "colour": (
        "Colour",
        "In grey the ink hardly shows. Of red, green and blue, this one tells ink and paper apart best.",
    ),
    "closer": ("Closer", "The ink is small. The part around it is looked at in all its detail."),
    "light": ("Light flattened", "Shadows and uneven light are taken out: the paper is everywhere the same."),
    "lines": ("Lines out", "The lines of the paper are turned straight and taken out."),
    "ink": ("Ink found", "What clearly stands out from the paper is ink. It becomes bright on black."),
    "digits": ("Digits boxed", "Each piece of ink is put into a box: blue when it is read, orange when in doubt."),
}


def find_digits(given: Given) -> tuple[Finding, NumberReading]:
    """Return the pictures of how the digits were found, and what each part of the ink shows."""
    ink = given.picture if given.finding else ink_of(given.picture)
    found = resources.current_classifier().read_number(ink, given.cut_off)
    return {**given.finding, "digits": _boxed(ink, found)}, found


def show(finding: Finding) -> None:
    """Show what was done to find the digits, if anything."""
    if not finding:
        return
    st.subheader("How the digits were found")
    show_pictures([Step(*_STEPS[name], picture) for name, picture in finding.items()], side=168)


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
