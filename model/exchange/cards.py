"""The card of a classifier as it is given away and as it is taken in: what it says of this computer stays here.

Knows cards and what a card from elsewhere may hold. Does not know zips, weights or figures that are measured here.
"""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from model.config import TrainingConfig
from model.datasets import learned
from model.datasets.handwriting import HANDWRITING
from model.datasets.learned import Marks
from model.datasets.registry import DATA_SETS
from model.errors import ConfigError, VersionError
from model.inference.card import DIGITS, Card, parse_card
from model.storage import files

_LEARNED = "learned"
_OF_THE_NETWORK = ("input_shape", "layers", "litert_sha256")
_LONGEST = {"name": 100, "created": 40, "data": 500}  # characters of each text
_MOST_SOURCES, _MOST_SECONDS, _MOST_EPOCHS = 50, 1e9, 100_000


def given_away(card: Card) -> bytes:
    """Return a card as JSON, to lie beside a network in another form; `fingerprint` says of which classifier it is."""
    said = card.to_dict() | {"config": _without_paths(card.config), "fingerprint": card.fingerprint}
    del said["litert_sha256"]  # that is of a file of ours
    return _as_json(said)


def to_import(card: Card, marks: Marks) -> bytes:
    """Return a card as JSON without what it says of the network, which another part of an Inkling file describes.

    With the marks of what it has learned of a class, see `datasets.learned`.
    """
    said = card.to_dict() | {"config": _without_paths(card.config)}
    if marks:
        said[_LEARNED] = learned.to_text(marks)
    return _as_json({name: value for name, value in said.items() if name not in _OF_THE_NETWORK})


def taken_in(content: bytes) -> Card:
    """Return the card in an Inkling file: its texts are short, and what it names of its training is there here, too.

    Raises:
        VersionError: it is damaged, or says what no card does.
    """
    try:
        card = parse_card(content.decode())
    except ValueError as error:
        raise VersionError(
            "damaged-card",
            "`card.json` in this file cannot be read ({fault}). Download the Inkling file again where it came from.",
            fault=str(error)[:100],
        ) from error
    bare = dataclasses.replace(card, input_shape=(), layers=(), litert_sha256="")
    if card != bare:
        raise VersionError(
            "card-describes-network",
            "`card.json` in this file describes a network, which `network.json` does. Choose another file.",
        )
    if card.classes != DIGITS:
        raise VersionError(
            "other-classes-on-card",
            "`card.json` in this file names other classes than the digits 0 to 9. Choose one that reads digits.",
        )
    _check_texts("name", [card.name])
    _check_texts("created", [card.created])
    _check_texts("data", [text for source in card.data for text in source])
    figures = card.figures
    for field, fits in {
        "data": len(card.data) <= _MOST_SOURCES,
        "best_epoch": card.best_epoch <= _MOST_EPOCHS,
        "figures": 0 <= figures.training_seconds <= _MOST_SECONDS,
    }.items():
        if not fits:
            raise _impossible(field)
    return dataclasses.replace(card, config=_known(card.config))


def learned_in(content: bytes) -> Marks:
    """Return the marks beside the card in an Inkling file, which `taken_in` has looked at; of an earlier one, none.

    Raises:
        VersionError: they are none.
    """
    said = files.from_json(content).get(_LEARNED, "")
    try:
        return learned.from_text(said)
    except (TypeError, ValueError) as error:
        raise _impossible(_LEARNED) from error


def _impossible(field: str) -> VersionError:
    return VersionError(
        "impossible-card",
        "`card.json` in this file says what cannot be: look at “{field}”. Choose another file.",
        field=field,
    )


def _check_texts(field: str, texts: Iterable[str]) -> None:
    for text in texts:
        if len(text) > _LONGEST[field]:
            raise VersionError(
                "long-text-on-card",
                "`card.json` in this file has more than {most} characters in “{field}”. Choose another file.",
                most=_LONGEST[field],
                field=field,
            )
        if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for sign in text):
            raise VersionError(
                "odd-text-on-card",
                "`card.json` in this file has characters in “{field}” that cannot be shown. Choose another file.",
                field=field,
            )


def _without_paths(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return how it was trained, with names instead of the paths of this computer."""
    return {name: _names(value) if name in ("strokes", "teachers", "base") else value for name, value in config.items()}


def _names(value: Any) -> Any:
    return PurePath(value).name if isinstance(value, str) else [PurePath(str(each)).name for each in value]


def _known(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return how it was trained, as far as Inkling knows such settings and has such pictures here.

    What it is measured on follows from its data, so there are always some: digits. Where it may have seen others, those
    with what is no digit: else it would be said that it never saw such.
    """
    try:
        known = TrainingConfig.from_dict(_without_paths(config))
    except (ConfigError, TypeError):  # of a newer Inkling, say
        return {"data": HANDWRITING.id}
    digits = [data.id for data in DATA_SETS.values() if data.reads_digits]
    mixed = tuple(each for each in known.mixed if each.data in DATA_SETS)
    all_known = known.data in digits and mixed == known.mixed
    return known.replace(data=known.data if all_known else HANDWRITING.id, mixed=mixed).to_dict()


def _as_json(said: Mapping[str, Any]) -> bytes:
    return (json.dumps(said, indent=2) + "\n").encode()
