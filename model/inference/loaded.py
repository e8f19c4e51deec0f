"""Classifiers in memory: the one place that keeps them, for pages, evaluation and explanation alike.

Knows folders and when they were written. Does not know which classifier is in use.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from model.inference.classifier import Classifier


def classifier_in(folder: Path) -> Classifier:
    """Return the classifier in a folder, loaded once for as long as its card stays the same.

    Raises:
        ClassifierError: it is missing or damaged.
    """
    return _loaded(folder, changed(folder))


def changed(folder: Path) -> float:
    """Return when the classifier in a folder was written, in s since 1970; its card is what is written last."""
    try:
        return (folder / "card.json").stat().st_mtime
    except OSError:
        return 0.0


@lru_cache(maxsize=4)
def _loaded(folder: Path, changed: float) -> Classifier:
    return Classifier.load(folder)
