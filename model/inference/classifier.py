"""From an image to probabilities: the one fast and thread-safe way.

Knows a trained network as a LiteRT file, and its card. Does not know where classifiers are kept or how they were
trained; needs neither TensorFlow nor Keras.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import Literal

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from model.errors import ClassifierError, WorkerError
from model.images.cuts import cuts
from model.images.picture_files import resized
from model.images.preprocessing import Preprocessed, preprocess
from model.images.segmentation import Part, may_be_one, parts, together, without_foot
from model.inference.card import LITERT, Card, read_card
from model.inference.litert import Graph
from model.inference.touching import clearest, is_perhaps_one, may_be_two
from model.inference.weights import damaged
from model.languages.translation import N_, _
from model.runtime.worker import run_command

Status = Literal["digit", "empty", "unsure", "several", "other"]
NumberStatus = Literal["number", "empty", "unsure", "other"]

_NO_DIGIT = ("empty", "faint")  # where there is so little ink
_MOST_DIGITS = 40  # more parts than this are no number but a photo of something else
_BESIDE = 0.045  # of their height: two sure digits so far beside one another, as a raised one is, are no broken one
_MOST_CUTS = 4  # parts are cut at most, as each takes some 10 ms
_SURELY_ONE = 0.98  # so probable is what two parts are together, or each of them where they are no broken digit


@dataclass(frozen=True)
class Reading:
    """What a classifier makes of a picture.

    Attributes:
        status: "digit"; "empty" (no or too little ink); "unsure"; "several" (more than one digit); "other" (a photo
            of something else).
        label: the most probable digit, 0 to 9, also when unsure; None when there is no digit, or several.
        probabilities: float32 of shape (10,), summing to 1; None likewise.
        preprocessed: the image that was read, and the steps to it.
        is_doubted: whether the network is sure, but not that the ink is one whole digit: its shape or its place tell.
    """

    status: Status
    label: int | None
    probabilities: NDArray[np.float32] | None
    preprocessed: Preprocessed
    is_doubted: bool = False


CUT_OFF = N_("Something is cut off at the photo's edge: take it with paper all around.")
PartReading = tuple[Part, Reading]  # a part of the ink, and what it shows


@dataclass(frozen=True)
class NumberReading:
    """What a classifier makes of a picture that may hold several digits.

    Attributes:
        digits: each part of the ink and what it shows, in the order in which one reads.
        is_cut_off: whether one of them goes on beyond the photo's edge.
    """

    digits: list[PartReading]
    is_cut_off: bool = False

    @property
    def status(self) -> NumberStatus:
        """One of: "number"; "empty" (no ink); "unsure" (a digit is in doubt); "other" (nothing looks like a digit)."""
        sure = sum(reading.status == "digit" for __, reading in self.digits)
        if not self.digits:
            return "empty"
        plain = sum(not part.is_doubtful for part, __ in self.digits)  # print and icons beside a digit are no others
        if len(self.digits) > _MOST_DIGITS or (len(self.digits) > 1 and sure < max(plain, 1) / 4):
            return "other"
        return "number" if sure == len(self.digits) else "unsure"

    @property
    def text(self) -> str:
        """The number, with a question mark for each digit that is in doubt: "20?6"."""
        return "".join(str(reading.label) if reading.status == "digit" else "?" for __, reading in self.digits)

    @property
    def remark(self) -> str:
        """One sentence where something is cut off, else ""."""
        if not self.is_cut_off:
            return ""
        return _(CUT_OFF)


class Classifier:
    """A trained network that many threads can use at once."""

    def __init__(self, graph: Graph, card: Card) -> None:
        """Keep the network and what its card says of it."""
        self.graph = graph
        self.card = card
        self.classes = card.classes
        self.threshold = card.threshold

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Return the classifier of a folder that holds a card and a LiteRT file.

        Raises:
            ClassifierError: one of the two is missing or damaged.
        """
        card = ready_card(folder)
        try:
            content = (folder / LITERT).read_bytes()
        except FileNotFoundError as error:
            raise _missing(folder) from error
        except OSError as error:
            raise damaged(folder) from error
        if hashlib.sha256(content).hexdigest() != card.litert_sha256:
            raise damaged(folder)
        graph = Graph(content)
        answers = both_classes(graph.output(np.zeros((1, *graph.input_shape), np.float32), -1))
        if graph.input_shape != card.input_shape or answers.shape != (1, len(card.classes)):
            raise damaged(folder)  # the card is that of another network
        return cls(graph, card)

    def probabilities(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each class for each image.

        Args:
            images: float32 of shape (n, height, width), ink 1.0 on paper 0.0; or of colour, (n, height, width, 3).

        Returns:
            float32 of shape (n, classes); each row sums to 1.
        """
        if not len(images):
            return np.empty((0, len(self.classes)), np.float32)
        batch = images if images.ndim == 4 else images[..., None]  # (n, height, width, channels)
        return both_classes(self.graph.output(batch, -1))

    def of_picture(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the probability of each class for a colour picture of any size, float32 of shape (classes,).

        Args:
            picture: uint8 of shape (height, width), (height, width, 3) or (height, width, 4).
        """
        side = self.graph.input_shape[0]
        return self.probabilities(resized(picture, side)[None].astype(np.float32) / np.float32(255))[0]

    def read(self, picture: NDArray[np.uint8], skip: Collection[str] = ()) -> Reading:
        """Return what the picture shows; see `preprocess` for the arguments.

        Raises:
            PictureError: the array is no picture.
        """
        return self.read_all([preprocess(picture, skip)])[0]

    def read_all(self, preprocessed: Sequence[Preprocessed]) -> list[Reading]:
        """Return what each of many pictures shows, in one go."""
        images = [one.image for one in preprocessed]
        probabilities = self.probabilities(np.stack(images)) if images else ()
        return [self._reading(one, own) for one, own in zip(preprocessed, probabilities, strict=True)]

    def read_number(self, ink: NDArray[np.uint8], cut_off: NDArray[np.bool_] | None = None) -> NumberReading:
        """Return what each part of the ink shows.

        Args:
            ink: uint8 of shape (height, width), bright on black, as `ink_of` and `find_ink` give it.
            cut_off: bool of the same shape: ink that goes on beyond the photo's edge. What it belongs to is in doubt.
        """
        cut = np.zeros(ink.shape, bool) if cut_off is None else cut_off
        found = parts(ink)[: _MOST_DIGITS + 1]
        read = self._joined(list(zip(found, self._read_parts(found), strict=True)))
        if sum(map(_may_be_two, read)) <= _MOST_CUTS:
            read = [half for one in read for half in self._halves(one)]
        goes_on = [_overlaps(part, cut) for part, __ in read]
        digits = [
            (part, _doubted(reading) if at else reading) for (part, reading), at in zip(read, goes_on, strict=True)
        ]
        return NumberReading(digits, any(goes_on))

    def as_one_digit(self, ink: NDArray[np.uint8], number: NumberReading) -> tuple[NDArray[np.uint8], Reading]:
        """Return the picture of the only digit in the ink, and what it shows; all that is written where it is not one.

        Args:
            ink: as for `read_number`.
            number: what that returned.
        """
        if len(number.digits) == 1:
            ((part, reading),) = number.digits
            return part.picture, reading
        if number.status == "other":
            return ink, replace(self.read(ink), status="other", label=None, probabilities=None)
        written = reduce(together, [part for part, __ in number.digits]).picture if number.digits else ink
        whole = self.read(written)  # without a frame or an underline
        sure = [(part, reading) for part, reading in number.digits if reading.status == "digit"]
        if whole.status == "unsure" and len(sure) > 1:
            return ink, Reading("several", None, None, whole.preprocessed)
        if len(sure) == 1 and _are_marks(number, sure[0][0]):
            part, reading = sure[0]
            if (whole.status, whole.label) != (reading.status, reading.label):
                return part.picture, _doubted(reading)
        if number.is_cut_off:
            whole = _doubted(whole)
        return ink if whole.status in ("empty", "several") else written, whole

    def _joined(self, read: list[PartReading]) -> list[PartReading]:
        """Return the parts with those put together that are a digit whose line is broken."""
        for at in reversed(range(len(read) - 1)):
            (one, __), (other, __) = pair = read[at : at + 2]
            if may_be_one(one, other):
                read[at : at + 2] = self._perhaps_one(pair)
        return read

    def _perhaps_one(self, pair: list[PartReading]) -> list[PartReading]:
        """Return the digit that two parts are together; both in doubt where each by itself is surely a digit, too."""
        (one, __), (other, __) = pair
        if (one.is_doubtful or other.is_doubtful) and not any(map(_is_in_doubt, pair)):
            return pair  # a mark beside a digit
        both = together(one, other)
        preprocessed = preprocess(both.picture)
        (probabilities,) = self.probabilities(preprocessed.image[None])
        if preprocessed.status in _NO_DIGIT or probabilities.max() < self.surely:
            return pair
        if min(_probability(own) for __, own in pair) >= self.surely:
            apart = one.box.beside(other.box) >= _BESIDE * both.box.height
            return pair if apart else [(part, _doubted(own)) for part, own in pair]
        return [(both, Reading("digit", int(probabilities.argmax()), probabilities, preprocessed))]

    def _halves(self, read: PartReading) -> list[PartReading]:
        """Return the two digits that touch in a part; the part itself where it is not clear that there are two.

        Where it may be one as well as two, it is in doubt.
        """
        part, reading = read
        found = cuts(part) if _may_be_two(read) else []
        images = [preprocess(picture).image for cut in found for picture in cut.pictures]
        if not images:
            return [read]
        cut = clearest(found, self.probabilities(np.stack(images)).reshape(len(found), 2, -1))
        if cut is None:
            return [read]
        if is_perhaps_one(_probability(reading)):
            return [(part, _doubted(reading))]
        halves = cut.halves()
        return list(zip(halves, self._read_parts(halves), strict=True))

    def _read_parts(self, found: Sequence[Part]) -> list[Reading]:
        read = self.read_all([preprocess(part.picture) for part in found])
        return [
            _doubted(one) if part.is_doubtful or self._may_be_underlined(part, one) else one
            for part, one in zip(found, read, strict=True)
        ]

    def _may_be_underlined(self, part: Part, reading: Reading) -> bool:
        """Tell whether a part is surely another digit with the line under it, or without: an underline or its own.

        A 7 looks like a 2 with an underline near it, and like a 1 with one that touches it.
        """
        looks_like_1 = reading.status == "digit" and reading.label == 1
        other = part.with_base or (without_foot(part) if looks_like_1 else None)
        if other is None:
            return False
        (read,) = self.read_all([preprocess(other.picture)])
        return read.status == "digit" and read.label != reading.label

    def _reading(self, preprocessed: Preprocessed, probabilities: NDArray[np.float32]) -> Reading:
        if preprocessed.status in _NO_DIGIT:
            return Reading("empty", None, None, preprocessed)
        label = int(probabilities.argmax())
        sure = bool(probabilities[label] >= self.threshold)
        if preprocessed.status == "several" and not (sure and self._is_broken(preprocessed)):
            return Reading("several", None, None, preprocessed)
        return Reading("digit" if sure else "unsure", label, probabilities, preprocessed)

    def _is_broken(self, preprocessed: Preprocessed) -> bool:
        """Tell whether separate parts are pieces of a digit whose line is broken: not each is surely a digit."""
        pieces = [preprocess(part.picture) for part in parts(preprocessed.steps["crop"])[:_MOST_DIGITS]]
        confidences = self.probabilities(np.stack([piece.image for piece in pieces])).max(axis=1)
        return len(pieces) < 2 or bool((confidences < self.surely).any())

    @property
    def surely(self) -> float:
        """How probable a part is at least that is surely a digit by itself, however near it is to another one."""
        return max(self.threshold, _SURELY_ONE)


def _overlaps(part: Part, mask: NDArray[np.bool_]) -> bool:
    """Tell whether some of a mask lies in the part's box."""
    box = part.box
    return bool(mask[box.top : box.bottom, box.left : box.right].any())


def _are_marks(number: NumberReading, digit: Part) -> bool:
    """Tell whether all that is written beside a digit has the looks of no digit."""
    return all(part.is_doubtful for part, __ in number.digits if part is not digit)


def _is_in_doubt(read: PartReading) -> bool:
    """Tell whether a part is not surely a digit, although it has the looks of one."""
    part, reading = read
    return reading.status != "digit" and not part.is_doubtful


def _may_be_two(read: PartReading) -> bool:
    """Tell whether a part may be two digits that touch."""
    part, reading = read
    return not part.is_doubtful and may_be_two(part, _probability(reading))


def _probability(reading: Reading) -> float:
    """Return how probable the likeliest digit is, 0 where there is none."""
    return 0.0 if reading.probabilities is None else float(reading.probabilities.max())


def _doubted(reading: Reading) -> Reading:
    return replace(reading, status="unsure", is_doubted=True) if reading.status == "digit" else reading


def both_classes(answers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probability of each class (n, classes); one sigmoid (n, 1) says how probable the second class is."""
    return np.concatenate([1 - answers, answers], axis=1) if answers.shape[1] == 1 else answers


def ready_card(folder: Path) -> Card:
    """Return the card of a classifier that can answer; one of an earlier version gets its LiteRT file first, once.

    Raises:
        ClassifierError: card or network are missing or damaged.
    """
    card = read_card(folder)
    if card.litert_sha256:
        return card
    old = folder / "classifier.keras"
    if not old.exists():
        raise _missing(folder)
    try:
        _convert_once(folder, old.stat().st_mtime_ns)
    except OSError as error:  # the folder cannot be written to
        raise ClassifierError(
            "cannot-convert", "The classifier in {folder} cannot be converted. Choose another one.", folder=folder.name
        ) from error
    return read_card(folder)


def _convert_once(folder: Path, written: int) -> None:
    """Let another process convert the classifier of an earlier version, written at that time, unless it is done.

    Raises:
        ClassifierError: it cannot be converted.
        OSError: the folder cannot be written to.
    """
    known = folder, written
    with FileLock(folder / ".conversion.lock"):  # a class that opens it together waits for one conversion
        if known in _CANNOT_CONVERT:
            raise ClassifierError("not-converted", "{fault}", fault=_CANNOT_CONVERT[known])
        if not read_card(folder).litert_sha256:
            try:
                run_command("convert", str(folder.resolve()))
            except WorkerError as error:
                _CANNOT_CONVERT[known] = error
                raise ClassifierError("not-converted", "{fault}", fault=error) from error


_CANNOT_CONVERT: dict[tuple[Path, int], WorkerError] = {}  # and why: it is not tried again at every stroke


def _missing(folder: Path) -> ClassifierError:
    return ClassifierError(
        "no-classifier", "There is no classifier in {folder}. Choose another one.", folder=folder.name
    )
