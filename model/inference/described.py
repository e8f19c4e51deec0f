"""An answer as plain data, in the words that programs read: `predict --json` prints it, `/api/predict` sends it.

Knows a classifier and a picture. Does not know where the picture comes from.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.images import places
from model.images.picture_files import PictureFile
from model.inference.classifier import CUT_OFF, Classifier, NumberReading, Reading


def described(classifier: Classifier, read: PictureFile, is_photo: bool, as_number: bool) -> dict[str, Any]:
    """Return what a classifier makes of a picture, as JSON can hold it.

    Args:
        classifier: whose answer it is; one that reads no digits answers with its classes.
        read: the picture; where digits are is told in px of the file it was read from.
        is_photo: whether its ink is to be found first; else it is a drawing.
        as_number: whether it is read as a number of several digits.
    """
    if not classifier.card.reads_digits:
        return _class(classifier, read.picture)
    if not (is_photo or as_number):
        return _digit(classifier.read(read.picture))
    from model.images.photos import find_ink  # half a second's import, which other commands need not wait for
    from model.images.preprocessing import ink_of

    photo = find_ink(read.picture) if is_photo else None
    ink = photo.ink if photo else ink_of(read.picture)
    number = classifier.read_number(ink, photo.cut_off if photo else None)
    if as_number:
        back = places.from_scaled(read.picture.shape, read.shape) @ (photo.back if photo else np.eye(3))
        found = _number(number, back, read.shape)
    else:
        found = _digit(classifier.as_one_digit(ink, number)[1])
    return found | ({"remark": CUT_OFF} if number.is_cut_off else {})


def _class(classifier: Classifier, picture: NDArray[np.uint8]) -> dict[str, Any]:
    probabilities = classifier.of_picture(picture)
    return {
        "status": "class",
        "label": classifier.classes[probabilities.argmax()],
        "probabilities": probabilities.tolist(),
        "classes": classifier.classes,
    }


def _digit(reading: Reading) -> dict[str, Any]:
    known = reading.probabilities
    probabilities = None if known is None else [float(value) for value in known]
    return {"status": reading.status, "label": reading.label, "probabilities": probabilities}


def _number(number: NumberReading, back: places.WayBack, shape: tuple[int, int]) -> dict[str, Any]:
    digits = [
        {"box": places.box_before(part.box, back, shape)._asdict(), **_digit(reading)}
        for part, reading in number.digits
    ]
    return {"status": number.status, "number": number.text, "digits": digits}
