"""Whether the network that answers ever learned to doubt; where it did not, that is said under its answer.

Knows how networks were trained. Does not know pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from model.config import TrainingConfig
from model.datasets.mixing import has_no_class
from model.errors import InklingError
from model.inference.classifier import Classifier


@lru_cache(maxsize=4)
def note(classifier: Classifier) -> str:
    """Return the sentence about a network that has seen digits alone, or ""; also where nothing tells its training."""
    return note_on(classifier.card.config)


def note_on(config: Mapping[str, Any]) -> str:
    """Return the same, given the training as a card tells it."""
    try:
        if not config or has_no_class(TrainingConfig.from_dict(config)):
            return ""
    except InklingError:  # of a card that another computer wrote
        return ""
    return "This network has only ever seen digits: it calls everything a digit. Draw a face, and see."
