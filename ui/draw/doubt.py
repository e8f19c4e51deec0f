"""Whether the network that answers ever learned to doubt; where it did not, that is said under its answer.

Knows how networks were trained. Does not know pictures.
"""

from __future__ import annotations

from functools import lru_cache

from model.datasets.mixing import has_seen_digits_alone
from model.inference.classifier import Classifier
from model.languages.translation import _


def note(classifier: Classifier) -> str:
    """Return the sentence about a network that has seen digits alone, or ""; also where nothing tells its training."""
    if not _knows_digits_alone(classifier):
        return ""
    return _("This network has only ever seen digits: it calls everything a digit. Draw a face, and see.")


@lru_cache(maxsize=4)
def _knows_digits_alone(classifier: Classifier) -> bool:
    return has_seen_digits_alone(classifier.card.config)
