"""What is said of the pictures of a kind, and how it is counted.

Knows readings, and which answers are right. Does not know what makes a picture hard to read.
"""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from benchmarks.photos.cases import Case
from benchmarks.photos.kinds import Way
from model.images.photos import find_ink
from model.images.picture_files import read_picture
from model.inference.classifier import Classifier, Reading

SHARES = ("by best guess", "read right", "doubted", "surely wrong")


class Answer(NamedTuple):
    """What is said of a picture: in short, with "?" for doubt; the best guess; whether it is without any doubt."""

    text: str
    guess: str
    is_sure: bool

    def verdict(self, right: tuple[str, ...]) -> str:
        """Return how the answer is counted, where these are right."""
        if self.text in right:
            return "read right"
        return "surely wrong" if self.is_sure else "doubted"


def answers(classifier: Classifier, file: io.BytesIO) -> dict[Way, Answer]:
    """Return what a photo shows, read in each way as the page and the command line read it."""
    photo = find_ink(read_picture(file).picture)
    number = classifier.read_number(photo.ink, photo.cut_off)
    guess = "".join(_digit(reading) for _, reading in number.digits)
    _, reading = classifier.as_one_digit(photo.ink, number)
    is_sure = reading.status == "digit"
    one = Answer(_digit(reading) + ("" if is_sure else "?"), _digit(reading), is_sure)
    return {"number": Answer(number.text, guess, number.status == "number"), "one digit": one}


def _digit(reading: Reading) -> str:
    return "?" if reading.label is None else str(reading.label)


class Tally:
    """What became of the pictures of one kind."""

    def __init__(self, name: str, folder: Path | None) -> None:
        """Keep the pictures that are surely wrong in a folder, if there is one."""
        self._name, self._folder = name, folder
        self._verdicts: Counter[str] = Counter()
        self._count = 0

    def count(self, case: Case, answer: Answer) -> None:
        """Count what was said to a picture."""
        self._count += 1
        verdict = answer.verdict(case.right)
        self._verdicts.update([verdict, *(["by best guess"] if {answer.text, answer.guess} & {*case.right} else [])])
        if self._folder and verdict == "surely wrong":
            kind = str(Image.open(case.file).format).lower()
            name = f"{self._name} {self._count:03} {case.right[0]} as {answer.text[:9]}.{kind}"
            (self._folder / name.replace("?", "_")).write_bytes(case.file.getvalue())

    def shares(self) -> dict[str, float]:
        """Return the share of each of `SHARES`; the last three add up to 1."""
        return {share: self._verdicts[share] / self._count for share in SHARES}
