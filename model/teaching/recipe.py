"""How a classifier is taught: the training that goes on with it, on the class's digits and on what it knew.

Knows configs and cards. Does not know who wrote the digits.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from model.config import OWN, PRESETS, Ingredient, TrainingConfig, config_of
from model.datasets import mixing
from model.datasets.class_digits import name_of
from model.datasets.registry import data_set
from model.errors import InklingError
from model.inference.card import Card
from model.inference.classifier import ready_card
from model.networks.layers import FLATTEN, Layer
from model.versions.places import named

_SHARES = {"mnist": 0.4, "handwriting": 0.1}  # of what it knew, that it is shown again
_KNOWN = {"mnist": 24_000, "handwriting": 26_000}  # pictures that these are
_OF_CLASS = 0.4  # of all pictures that it is shown, about
_MOST_OFTEN = 8  # times that each picture of the class comes


def of(base: Path, export_id: str, *, new: bool = False) -> TrainingConfig:
    """Return the training that teaches the classifier in a folder the samples of an export.

    Args:
        base: the classifier.
        export_id: of the samples.
        new: whether a new network is trained instead: one that learns fast.

    Raises:
        ClassifierError: the classifier is missing or damaged, or lies nowhere a version does.
        DataError: the export is gone.
    """
    card = ready_card(base)
    if new:
        return _mixed(PRESETS["fast"], "mnist", 1.0, export_id).replace(epochs=4)
    known = _known(base, card)
    return _mixed(_same_layers(base, card), known, _SHARES[known], export_id).replace(
        base=named(base),
        optimizer="adam",
        learning_rate=0.003 if known == "mnist" else 0.0005,
        schedule="cosine",
        batch_size=128,
        epochs=12 if known == "mnist" else 4,
    )


def _mixed(config: TrainingConfig, known: str, share: float, export_id: str) -> TrainingConfig:
    """Return a config of a network, as it learns the samples and what is known."""
    own = data_set(name_of(export_id)).training
    wanted = _KNOWN[known] * share / _SHARES[known] * _OF_CLASS / (1 - _OF_CLASS)
    times = max(1.0, min(float(_MOST_OFTEN), round(wanted / own)))
    return config.replace(
        data=known, share=share, mixed=(Ingredient(name_of(export_id), times),), loss="categorical_crossentropy",
        validation_split=0.1, folds=0, fold=0, augmentation=True, patience=0, stop_below=0.0, strokes=(), teachers=(),
        seed=1,
    )  # fmt: skip


def _known(base: Path, card: Card) -> str:
    """Return the data set that stands for what a classifier knew: with pictures of no digit where it knew such."""
    try:
        return "handwriting" if mixing.has_no_class(config_of(base, card)) else "mnist"
    except InklingError:  # an imported one does not say
        return "mnist"


def _same_layers(base: Path, card: Card) -> TrainingConfig:
    """Return a config whose network is that of a card."""
    with suppress(InklingError):  # an imported one does not say
        config = config_of(base, card)
        if [layer.to_dict() for layer in config.all_layers(len(card.classes))] == list(card.layers):
            return config
    layers = [Layer.from_dict(each) for each in card.layers[:-1]]
    return TrainingConfig(network=OWN, layers=tuple(layer for layer in layers if layer.kind != FLATTEN.kind))
