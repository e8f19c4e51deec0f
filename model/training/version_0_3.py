"""A classifier that version 0.3 kept as `classifier.keras`: its weights are taken over, and nothing else of it.

Such a file can describe any network, code included. So the network is built from the settings of its training, as a new
one is, and the file only has to agree.
Knows the form of `.keras` files. Does not know how a classifier is kept today (see `export`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import h5py  # type: ignore[import-untyped]

from model.config import config_of
from model.errors import ClassifierError, ConfigError
from model.inference.card import Card
from model.inference.weights import damaged
from model.networks.build import build
from model.networks.layers import Layer
from model.runtime.backend import keras
from model.storage import archives, files

KERAS_FILE = "classifier.keras"
_WEIGHTS = "model.weights.h5"
_MOST_ENTRIES = 100
_MOST_BYTES = 500_000_000  # of the weights, those of the optimizer included
_MOST_OF_A_LAYER = 100_000_000  # bytes: more than the largest network that can be trained has
_LONGEST = 512  # px of its pictures
_SAID = ("filters", "kernel_size", "strides", "padding", "activation", "pool_size", "units")  # what changes an answer

# What Keras, HDF5 and zipfile were seen to raise for files that are damaged or made to harm.
KERAS_FAULTS = (OSError, TypeError, AttributeError, files.DamagedFileError, *archives.ZIP_FAULTS)


class Old(NamedTuple):
    """All layers of an earlier classifier, and its network in Keras."""

    layers: tuple[Layer, ...]
    network: keras.Sequential


def read_old(folder: Path, card: Card) -> Old:
    """Return the network in the folder of an earlier classifier.

    Raises:
        ClassifierError: it is missing or damaged, or is not what its settings describe.
    """
    config = config_of(folder, card)
    try:
        described = _described(folder / KERAS_FILE)
        shape, units = _ends(described)
    except KERAS_FAULTS as error:
        raise damaged(folder) from error
    try:
        layers = config.all_layers(max(2, units))
        network = build(layers, shape)
    except ConfigError as error:
        raise ClassifierError(
            "cannot-convert", "The classifier in {folder} cannot be converted. Choose another one.", folder=folder.name
        ) from error
    if described != _calls(json.loads(network.to_json())):
        raise ClassifierError(
            "other-network",
            "The network in {folder} is not what its settings describe. Choose another.",
            folder=folder.name,
        )
    try:
        _check_weights(folder / KERAS_FILE)
        network.load_weights(folder / KERAS_FILE)
    except KERAS_FAULTS as error:
        raise damaged(folder) from error
    return Old(layers, network)


def _described(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return what a file says of its layers, as `_calls` does; nothing is built.

    Raises:
        ValueError: it describes no network that was trained here. And what `zipfile` raises.
    """
    with archives.zip_archive(path, _MOST_ENTRIES) as archive:
        return _calls(files.from_json(archive.read(_small(archive.getinfo("config.json"), files.MOST_JSON))))


def _small(entry: Any, most: int) -> Any:
    """Return an entry of a zip that can be unpacked safely.

    Raises:
        ValueError: it cannot.
    """
    if entry.file_size > most or not archives.can_unpack(entry):
        raise ValueError(entry.filename)
    return entry


def _calls(described: object) -> list[tuple[str, dict[str, Any]]]:
    """Return how Keras calls each layer of a network: its class, and the settings that change an answer.

    Raises:
        ValueError: it is no network of layers in a row.
    """
    calls = []
    match described:
        case {"class_name": "Sequential", "config": {"layers": list(layers)}}:
            for each in layers:
                match each:
                    case {"class_name": "InputLayer", "config": {"batch_shape": list(shape)}}:
                        calls.append(("InputLayer", {"batch_shape": shape}))
                    case {"class_name": "Dropout"}:  # it answers nothing
                        pass
                    case {"class_name": str(name), "config": dict(config)}:
                        calls.append((name, {key: config[key] for key in _SAID if key in config}))
                    case _:
                        raise ValueError("no layer")
            return calls
    raise ValueError("no network")


def _ends(described: list[tuple[str, dict[str, Any]]]) -> tuple[tuple[int, int, int], int]:
    """Return the shape of the pictures that a network reads, and the units of its last layer.

    Raises:
        ValueError: they are not those of a network that was trained here.
    """
    match described:
        case [
            ("InputLayer", {"batch_shape": [None, int(height), int(width), int(channels)]}),
            *_,
            ("Dense", {"units": int(units)}),
        ] if 0 < height <= _LONGEST and 0 < width <= _LONGEST and channels in (1, 3) and 0 < units <= 1000:
            return (height, width, channels), units
    raise ValueError("no network that was trained here")


def _check_weights(path: Path) -> None:
    """Refuse weights that are larger than they can be: a small file can say that it holds gigabytes.

    Raises:
        ValueError: they are. And what HDF5 and `zipfile` raise.
    """
    with archives.zip_archive(path, _MOST_ENTRIES) as archive:
        entry = _small(archive.getinfo(_WEIGHTS), _MOST_BYTES)
        with archive.open(entry) as file, h5py.File(file, "r") as weights:
            if too_large := weights.visititems(_too_large):
                raise ValueError(too_large)


def _too_large(name: str, found: Any) -> str | None:
    is_array = isinstance(found, h5py.Dataset)
    return name if is_array and (found.nbytes > _MOST_OF_A_LAYER or found.dtype.hasobject) else None
