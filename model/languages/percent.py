"""How a probability is written, in the reader's language.

Knows numbers. Does not know what is probable.
"""

from __future__ import annotations

from model.languages.translation import _


def percent(probability: float) -> str:
    """Return a probability as a pupil reads it; a network is never wholly sure."""
    if probability > 0.9995:
        return _("over 99.9%")
    return f"{probability:.1%}" if probability >= 0.0005 else "0%"
