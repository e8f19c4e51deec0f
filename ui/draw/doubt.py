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
from model.languages.translation import _


def note(classifier: Classifier) -> str:
    """Return the sentence about a network that has seen digits alone, or ""; also where nothing tells its training."""
    if not _knows_digits_alone(classifier):
        return ""
    return _("This network has only ever seen digits: it calls everything a digit. Draw a face, and see.")


def has_seen_digits_alone(config: Mapping[str, Any]) -> bool:
    """Whether a training, as a card tells it, showed digits alone."""
    try:
        return bool(config) and not has_no_class(TrainingConfig.from_dict(config))
    except InklingError:  # of a card that another computer wrote
        return False


@lru_cache(maxsize=4)
def _knows_digits_alone(classifier: Classifier) -> bool:
    return has_seen_digits_alone(classifier.card.config)
