"""The card of a classifier: `card.json` beside its files says what it is and how good.

Knows the card's fields and their types: what is missing or of another kind is said once, where it is read. Does not
know networks or trainings: `layers` and `config` are plain data here.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from model.errors import ClassifierError
from model.languages.translation import _
from model.storage import files

LITERT, WEIGHTS = "classifier.tflite", "weights.npz"  # the files that the card lies beside; see `training.export`
DIGITS = tuple("0123456789")
DEFAULT_THRESHOLD = 0.6  # where nothing was measured: less than this is "not sure"


class Source(NamedTuple):
    """Where pictures come from: their name and makers, their licence, and where to get them."""

    name: str
    licence: str
    get: str


class Figures(NamedTuple):
    """What was measured.

    Attributes:
        test_pictures: how many it was tested on, at least 1.
        test_accuracy: share of them that it reads right, 0 to 1.
        test_loss: mean cross-entropy, in nats.
        training_seconds: s that the training took.
    """

    test_pictures: int
    test_accuracy: float
    test_loss: float
    training_seconds: float


@dataclass(frozen=True)
class Card:
    """What a classifier says of itself.

    Attributes:
        name: what its network is called, in English.
        created: date and time, "2026-01-31 12:00".
        figures: how good it is.
        data: where its pictures came from.
        classes: their names, in the order of the labels; two or more.
        best_epoch: the epoch that was kept, from 1; 0 where none had finished.
        config: of the training, as `TrainingConfig.to_dict` gives it.
        threshold: the least probability that is an answer, 0 to 1.
        input_shape: height, width and channels of its images; () of version 0.3, which said nothing of the network.
        layers: all its layers, as `Layer.to_dict` gives them.
        litert_sha256: 64 hexadecimal digits of the LiteRT file; "" of version 0.3.
    """

    name: str
    created: str
    figures: Figures
    data: tuple[Source, ...] = ()
    classes: tuple[str, ...] = DIGITS
    best_epoch: int = 0
    config: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    threshold: float = DEFAULT_THRESHOLD
    input_shape: tuple[int, ...] = ()
    layers: tuple[Mapping[str, Any], ...] = ()
    litert_sha256: str = ""

    @property
    def title(self) -> str:
        """What its network is called, in the reader's language."""
        return _(self.name)

    @property
    def fingerprint(self) -> str:
        """What tells the classifier from every other: 16 hexadecimal digits."""
        return self.litert_sha256[:16]

    @property
    def reads_digits(self) -> bool:
        """Whether the network can answer a drawing: ten digits, 28x28 and grey."""
        return self.input_shape == (28, 28, 1) and self.classes == DIGITS

    def to_dict(self) -> dict[str, Any]:
        """Return the card as plain lists, numbers and texts."""
        return {
            **{field.name: getattr(self, field.name) for field in dataclasses.fields(self)},
            "figures": self.figures._asdict(),
            "data": [source._asdict() for source in self.data],
            "config": dict(self.config),
            "layers": [dict(layer) for layer in self.layers],
        }

    @classmethod
    def from_dict(cls, values: object) -> Card:
        """Return the card that `to_dict` wrote; what is not known is left out.

        Raises:
            ValueError: a field is missing, or of another kind; it names the field.
        """
        if not isinstance(values, Mapping):
            raise ValueError("card")
        optional = {
            "data": tuple(Source(**_texts(each, Source._fields)) for each in _list(values.get("data", []), "data")),
            "classes": tuple(_list(values.get("classes", list(DIGITS)), "classes")),
            "best_epoch": values.get("best_epoch", 0),
            "config": values.get("config", {}),
            "threshold": values.get("threshold", DEFAULT_THRESHOLD),
            "input_shape": tuple(_list(values.get("input_shape", []), "input_shape")),
            "layers": tuple(_list(values.get("layers", []), "layers")),
            "litert_sha256": values.get("litert_sha256", ""),
        }
        card = cls(values.get("name", ""), values.get("created", ""), _figures(values.get("figures")), **optional)
        card._check()
        return card

    def _check(self) -> None:
        sides = self.input_shape
        for name, fits in {
            "name": isinstance(self.name, str) and self.name,
            "created": isinstance(self.created, str),
            "classes": len(self.classes) >= 2 and all(isinstance(each, str) and each for each in self.classes),
            "best_epoch": _is_whole(self.best_epoch) and self.best_epoch >= 0,
            "config": isinstance(self.config, Mapping),
            "threshold": _is_number(self.threshold) and 0 <= self.threshold <= 1,
            "input_shape": len(sides) in (0, 3) and all(_is_whole(side) and side > 0 for side in sides),
            "layers": all(isinstance(layer, Mapping) for layer in self.layers),
            "litert_sha256": isinstance(self.litert_sha256, str) and len(self.litert_sha256) in (0, 64),
        }.items():
            if not fits:
                raise ValueError(name)
        if self.litert_sha256 and not (self.input_shape and self.layers):
            raise ValueError("layers")


def read_card(folder: Path) -> Card:
    """Return the card in a classifier's folder.

    Raises:
        ClassifierError: it is missing or damaged.
    """
    try:
        return files.parsed(folder / "card.json", parse_card)
    except (OSError, ValueError) as error:
        raise ClassifierError(
            "no-card", "The classifier in {folder} has no readable card. Choose another one.", folder=folder.name
        ) from error


def parse_card(text: str) -> Card:
    """Return the card in a text.

    Raises:
        ValueError: it is no JSON, or a field is missing or of another kind.
    """
    return Card.from_dict(files.from_json(text))


def write_card(folder: Path, card: Card) -> None:
    """Write the card into a classifier's folder, in one step.

    Raises:
        OSError: it cannot be written.
    """
    files.write_text(folder / "card.json", json.dumps(card.to_dict(), indent=2) + "\n")


def _figures(given: object) -> Figures:
    if not isinstance(given, Mapping) or not all(_is_number(given.get(name)) for name in Figures._fields):
        raise ValueError("figures")
    figures = Figures(**{name: given[name] for name in Figures._fields})
    if not _is_whole(figures.test_pictures) or figures.test_pictures < 1 or not 0 <= figures.test_accuracy <= 1:
        raise ValueError("figures")
    return figures


def _texts(given: object, names: tuple[str, ...]) -> dict[str, str]:
    if not isinstance(given, Mapping) or not all(isinstance(given.get(name), str) for name in names):
        raise ValueError("data")
    return {name: given[name] for name in names}


def _list(given: object, name: str) -> list[Any]:
    if not isinstance(given, list):
        raise ValueError(name)
    return given


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
