"""Probabilities for tests."""

from __future__ import annotations

import numpy as np


def drawn(count: int = 400, classes: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities and labels that mostly agree."""
    rng = np.random.default_rng(3)
    labels = rng.integers(0, classes, count)
    scores = rng.normal(0, 1, (count, classes)) + 2 * np.eye(classes)[labels]
    powers = np.exp(scores)
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32), labels
