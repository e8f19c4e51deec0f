"""Cards for tests. No TensorFlow here."""

from __future__ import annotations

from typing import Any

from model.inference.card import Card, Figures

FIGURES = Figures(test_pictures=10_000, test_accuracy=0.1, test_loss=2.3, training_seconds=1.0)


def card(**fields: Any) -> Card:
    """Return a card that says what is given, and of the rest something that can be."""
    return Card(**{"name": "Of a test", "created": "2026-01-31 12:00", "figures": FIGURES, **fields})
