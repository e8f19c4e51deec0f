"""Classifiers in memory: the one place that keeps them, for pages, evaluation and explanation alike.

Knows folders and when they were written. Does not know which classifier is in use.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from model.errors import ClassifierError
from model.inference.card import LITERT, WEIGHTS
from model.inference.classifier import Classifier


def classifier_in(folder: Path) -> Classifier:
    """Return the classifier in a folder, loaded once for as long as its files stay the same.

    Raises:
        ClassifierError: it is missing or damaged.
    """
    loaded = _loaded(folder, changed(folder))
    if isinstance(loaded, ClassifierError):
        raise loaded.with_traceback(None)
    return loaded


def changed(folder: Path) -> tuple[int, ...]:
    """Return when the files of the classifier in a folder were written, in ns since 1970; 0 where one is missing."""
    return tuple(_written(folder / name) for name in ("card.json", LITERT, WEIGHTS))


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=4)
def _loaded(folder: Path, changed: tuple[int, ...]) -> Classifier | ClassifierError:
    """Return the classifier, or what is wrong with it: that is not found out anew at every stroke."""
    try:
        return Classifier.load(folder)
    except ClassifierError as error:
        return error
