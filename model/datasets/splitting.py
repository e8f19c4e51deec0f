"""Sharing pictures out: a part that is used, a part that validates, the folds of a cross-validation.

Knows labels and chance. Does not know which data set the pictures are of.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.config import TrainingConfig
from model.datasets.pictures import Pictures
from model.errors import DataError


def count_of(pictures: int, share: float) -> int:
    """Return how many of the pictures a share is, at least one."""
    return max(1, round(pictures * share))


def counts(pictures: int, config: TrainingConfig) -> tuple[int, int]:
    """Return how many of so many pictures train and how many validate, as the config shares them out."""
    used = count_of(pictures, config.share)
    kept = round(used * config.validation_split)
    if config.folds:  # the first folds take what is left over
        kept = used // config.folds + (config.fold < used % config.folds)
    return used - kept, kept


def divided(pictures: Pictures, config: TrainingConfig) -> tuple[Pictures, Pictures]:
    """Return the training and the validation part of the config's share of the pictures.

    Both are drawn class by class (stratified) by the config's seed.

    Raises:
        DataError: there are too few for the share or the folds.
    """
    chosen = np.arange(len(pictures))
    if config.share < 1:
        chosen = drawn(chosen, pictures.y, count_of(len(pictures), config.share), config.seed)
    kept_apart = np.empty(0, np.int64)
    if config.folds:
        kept_apart = _fold(chosen, pictures.y[chosen], config)
    elif config.validation_split > 0:
        count = round(len(chosen) * config.validation_split)
        kept_apart = drawn(chosen, pictures.y[chosen], count, config.seed)
    return pictures[np.setdiff1d(chosen, kept_apart)], pictures[kept_apart]


def drawn(indices: NDArray[np.int64], labels: NDArray[np.int64], count: int, seed: int) -> NDArray[np.int64]:
    """Return so many of the indices, of each class by its share, in order.

    Raises:
        DataError: there are too few to hold every class, or to leave some of each.
    """
    from sklearn.model_selection import train_test_split  # a second's import, which showing a page need not wait for

    try:
        chosen, _ = train_test_split(indices, train_size=count, stratify=labels, random_state=seed)
    except ValueError as error:
        raise DataError(
            "too-few-for-share",
            "{count} of {pictures} pictures are too few to hold every class, or leave too few. Choose another share.",
            count=count,
            pictures=len(indices),
        ) from error
    return np.sort(chosen)


def _fold(indices: NDArray[np.int64], labels: NDArray[np.int64], config: TrainingConfig) -> NDArray[np.int64]:
    from sklearn.model_selection import StratifiedKFold

    if np.bincount(labels).min() < config.folds:
        raise DataError(
            "too-few-for-folds",
            "{folds} folds need so many pictures of each class. Choose fewer folds, or more pictures.",
            folds=config.folds,
        )
    folds = StratifiedKFold(config.folds, shuffle=True, random_state=config.seed).split(indices, labels)
    return indices[list(folds)[config.fold][1]]
