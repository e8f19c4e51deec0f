"""The weights that lie in a classifier's folder beside what answers, for those who look into it or take it elsewhere.

Knows files. Does not know what the weights mean: that the card's layers tell.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from model.errors import ClassifierError
from model.inference.card import WEIGHTS
from model.storage import archives, files


def weights_in(folder: Path) -> list[NDArray[Any]]:
    """Return the weights of the classifier in a folder, in the order of Keras's `get_weights`.

    Raises:
        ClassifierError: they are missing or damaged.
    """
    try:
        return archives.arrays(folder / WEIGHTS)
    except (OSError, files.DamagedFileError) as error:
        raise damaged(folder) from error


def damaged(folder: Path) -> ClassifierError:
    """Return the error of a classifier that is damaged, or whose files do not belong together."""
    return ClassifierError(
        "damaged-classifier", "The classifier in {folder} is damaged. Choose another one.", folder=folder.name
    )
