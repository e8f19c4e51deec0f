"""The card of a classifier: `card.json` beside its files says what it is and how good.

name, created, data (sources with their licences), best_epoch, config, figures (test_pictures, test_accuracy, test_loss,
training_seconds), the threshold below which it is not sure; and of its network input_shape, layers and litert_sha256.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from model import files
from model.errors import ClassifierError

Card = dict[str, Any]

LITERT, WEIGHTS = "classifier.tflite", "weights.npz"  # the files that the card lies beside; see `export`


def read_card(folder: Path) -> Card:
    """Return the card in a classifier's folder.

    Raises:
        ClassifierError: it is missing or damaged.
    """
    try:
        return dict(json.loads((folder / "card.json").read_text()))
    except (OSError, ValueError) as error:
        raise ClassifierError(f"The classifier in {folder.name} has no readable card. Choose another one.") from error


def write_card(folder: Path, card: Card) -> None:
    """Write the card into a classifier's folder, in one step.

    Raises:
        OSError: it cannot be written.
    """
    files.write_text(folder / "card.json", json.dumps(card, indent=2) + "\n")


def fingerprint(card: Card) -> str:
    """Return what tells a classifier from every other: 16 hexadecimal digits."""
    return str(card["litert_sha256"])[:16]
