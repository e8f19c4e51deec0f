"""Inkling's own file: a network that another Inkling rebuilds from its description and its weights.

    card.json             what it says of itself, but for the network
    network.json          its layers, see `description`
    weights.safetensors   its weights, see `weights_file`
    use.py                ten lines that use it

From such a file nothing is ever loaded that could run: no pickle, no `.keras`. What is made of it lies in
versions/<id> of the store; the id is a hash of what the file says, so importing it twice makes one network.
Knows the folder of a classifier. Does not know rights, numbers of versions, or Keras (see `rebuilding`).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.datasets import learned
from model.datasets.learned import Marks
from model.errors import VersionError, WorkerError
from model.evaluation.predictions import one_at_a_time
from model.exchange import cards, description, scripts, unpacking, weights_file
from model.inference.card import WEIGHTS, Card, write_card
from model.inference.classifier import ready_card
from model.inference.weights import weights_in
from model.networks.layers import Layer
from model.runtime.worker import run_command
from model.storage import budget, files, recycle_bin
from model.storage.folder_store import STORE
from model.storage.paths import home
from model.versions.published import can_answer

_LONGEST = 300  # s that rebuilding may take: 5 on two cores, of the largest network 60


def pack(folder: Path) -> bytes:
    """Return the content of an Inkling file with the classifier in a folder; the same one always makes the same file.

    Raises:
        ClassifierError: the classifier is missing or damaged.
        VersionError: it reads no digits, or is larger than such a file may hold.
    """
    card = ready_card(folder)
    if not card.reads_digits:
        raise VersionError(
            "no-digits-to-pack",
            "This network reads no digits, and an Inkling file is for those that do. Take it home in another form.",
        )
    layers = [Layer.from_dict(each) for each in card.layers]
    description.check(layers)
    arrays = weights_in(folder)
    return unpacking.packed(
        {
            unpacking.CARD: cards.to_import(card, learned.of(folder)),
            unpacking.NETWORK: (json.dumps(description.described(layers), indent=2) + "\n").encode(),
            unpacking.WEIGHTS: weights_file.to_bytes(arrays, description.shapes_of(layers)),
            unpacking.SCRIPT: scripts.script_of_layers(layers, card).encode(),
        }
    )


def take_in(content: bytes) -> Path:
    """Rebuild the network in an Inkling file, and return the folder of its classifier.

    Its figures are measured anew, on the test pictures of MNIST; what it learned from, the file says.

    Raises:
        VersionError: the file is none, is damaged, or holds what may not be; nothing of it is kept.
        DiskError: that cannot be written, or Inkling's home holds as much as it may.
    """
    parts = unpacking.unpacked(content)
    card, marks = cards.taken_in(parts.card), cards.learned_in(parts.card)
    try:
        said = files.from_json(parts.network)
    except ValueError as error:
        raise VersionError(
            "damaged-description",
            "`network.json` in this file cannot be read. Download the Inkling file again where it came from.",
        ) from error
    layers = description.layers_of(said)
    arrays = weights_file.from_bytes(parts.weights, description.shapes_of(layers))
    whole = b"".join(hashlib.sha256(part).digest() for part in parts)
    folder = STORE.place("versions", hashlib.sha256(whole).hexdigest()[:16])
    with files.writing(), one_at_a_time(home() / "cache" / f"import-{folder.name}"):
        if not can_answer(folder):
            budget.make_room()
            on_card = tuple(layer.to_dict() for layer in layers)
            described = dataclasses.replace(card, input_shape=description.INPUT_SHAPE, layers=on_card)
            _make(folder, described, marks, arrays)
    return folder


def is_imported(folder: Path) -> bool:
    """Whether the classifier in a folder came from an Inkling file."""
    return STORE.kept_as(folder)[0] == "versions"


def _make(folder: Path, card: Card, marks: Marks, arrays: list[NDArray[np.float32]]) -> None:
    """Let another process make a classifier of a card and weights; its folder is there complete, or not at all.

    Raises:
        VersionError: the network cannot be built, or its answers are no probabilities.
        OSError: it cannot be written.
    """
    part = STORE.begun("versions", folder.name)
    try:
        write_card(part, card)
        learned.write(part, marks)
        np.savez(part / WEIGHTS, *arrays)
        try:
            run_command("rebuild", str(part.resolve()), seconds=_LONGEST)
        except WorkerError as error:
            raise VersionError("not-rebuilt", "{fault}", fault=error) from error
        if not can_answer(folder):  # else another machine was faster
            recycle_bin.destroy(folder)  # where it is damaged
            STORE.move(part, "versions", folder.name)
    finally:
        STORE.delete(part)
