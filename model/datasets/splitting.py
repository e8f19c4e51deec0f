"""Sharing pictures out: a part that is used, a part that validates, the folds of a cross-validation.

Knows labels and chance. Does not know which data set the pictures are of.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.config import TrainingConfig
from model.datasets.pictures import Pictures
from model.errors import DataError


@dataclass(frozen=True, eq=False)  # the same one equals itself, so that what is counted of it can be kept
class Alike:
    """Which of some pictures equal one another; both are int64 of shape (n,).

    Attributes:
        labels: of the pictures.
        first: for each picture the index of the first one that equals it, which may be its own.
    """

    labels: NDArray[np.int64]
    first: NDArray[np.int64]


def count_of(pictures: int, share: float) -> int:
    """Return how many of the pictures a share is, at least one."""
    return max(1, round(pictures * share))


def counts(pictures: int, classes: int, config: TrainingConfig) -> tuple[int, int]:
    """Return how many of so many pictures train and how many validate, as the config shares them out.

    Where some validate, at least one of each class does, and at least one trains.

    Raises:
        DataError: there are too few of so many classes.
    """
    used = count_of(pictures, config.share)
    if config.folds:
        if used < classes * config.folds:
            raise _too_few_for_folds(config)
        kept = used // config.folds + (config.fold < used % config.folds)  # the first folds take what is left over
        return used - kept, kept
    if used < classes:
        raise DataError(
            "too-few-for-classes",
            "{used:,} pictures are too few to hold each of the {classes} classes. Choose more training pictures.",
            used=used,
            classes=classes,
        )
    if not config.validation_split:
        return used, 0
    if used < 2 * classes:
        raise DataError(
            "too-few-to-validate",
            "{used:,} pictures of {classes} classes are too few to train and to validate: at least {least:,} are"
            " needed. Choose more training pictures, or keep none apart for validation.",
            used=used,
            classes=classes,
            least=2 * classes,
        )
    kept = max(classes, round(used * config.validation_split))
    return used - kept, kept


def divided(pictures: Pictures, config: TrainingConfig, alike: Alike | None = None) -> tuple[Pictures, Pictures]:
    """Return the training and the validation part of the config's share of the pictures.

    Both are drawn class by class (stratified) by the config's seed. Pictures that equal one another are in one part,
    where it is known which do.

    Raises:
        DataError: there are too few for the share, the validation or the folds.
    """
    train, kept_apart = parts(alike or Alike(pictures.y, np.arange(len(pictures))), config)
    return pictures[train], pictures[kept_apart]


def parts(alike: Alike, config: TrainingConfig) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the indices of the pictures that train and of those that validate; see `divided`, and raises as that."""
    labels, first = alike.labels, stand_ins(alike, config)
    chosen = np.unique(first)
    _, kept = counts(len(chosen), len(np.unique(labels)), config)
    if config.share < 1:
        count = count_of(len(chosen), config.share)
        chosen = drawn(chosen, labels[chosen], count, config.seed, least=least_of_class(config))
    kept_apart = np.empty(0, np.int64)
    if config.folds:
        kept_apart = _fold(chosen, labels[chosen], config)
    elif kept:
        kept_apart = drawn(chosen, labels[chosen], kept, config.seed, least=1, left=1)
    train = np.setdiff1d(chosen, kept_apart)
    return np.flatnonzero(np.isin(first, train)), np.flatnonzero(np.isin(first, kept_apart))


def stand_ins(alike: Alike, config: TrainingConfig) -> NDArray[np.int64]:
    """Return for each picture the index of the one with which it is drawn: of the first that equals it.

    Where too few pictures differ for the config, each is drawn by itself.
    """
    different, least = np.unique(alike.first), least_of_class(config)
    classes, each = np.unique(alike.labels[different], return_counts=True)
    is_enough = each.min() >= least and count_of(len(different), config.share) >= least * len(classes)
    if is_enough and len(classes) == len(np.unique(alike.labels)):
        return alike.first
    return np.arange(len(alike.first))


def least_of_class(config: TrainingConfig) -> int:
    """Return how many of each class a share must hold, so that each part of it can hold every class."""
    return config.folds or (2 if config.validation_split else 1)


def drawn(
    indices: NDArray[np.int64], labels: NDArray[np.int64], count: int, seed: int, least: int = 0, left: int = 0
) -> NDArray[np.int64]:
    """Return so many of the indices, of each class by its share, in order.

    Args:
        indices: in order.
        labels: of each of them.
        count: how many are drawn.
        seed: of the draw.
        least: how many of each class are drawn, where there are enough.
        left: how many of each class, 0 or 1, are not drawn, where there are enough.
    """
    from sklearn.model_selection import train_test_split  # a second's import, which showing a page need not wait for

    each = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    with suppress(ValueError):  # there are too few to draw them by share
        chosen, _ = train_test_split(np.arange(len(labels)), train_size=count, stratify=labels, random_state=seed)
        if all(least <= np.isin(own, chosen).sum() <= len(own) - left for own in each):
            return indices[np.sort(chosen)]
    rng, at = np.random.default_rng(seed), np.empty(len(labels))
    for own in map(rng.permutation, each):  # each class is spread from 0 to 1, and what is nearest to 0 is drawn
        at[own] = np.linspace(0, 1, len(own))
        at[own[:least]] = 0
    return indices[np.sort(np.argsort(at, kind="stable")[:count])]


def _fold(indices: NDArray[np.int64], labels: NDArray[np.int64], config: TrainingConfig) -> NDArray[np.int64]:
    from sklearn.model_selection import StratifiedKFold

    if np.bincount(labels).min() < config.folds:
        raise _too_few_for_folds(config)
    folds = StratifiedKFold(config.folds, shuffle=True, random_state=config.seed).split(indices, labels)
    return indices[list(folds)[config.fold][1]]


def _too_few_for_folds(config: TrainingConfig) -> DataError:
    return DataError(
        "too-few-for-folds",
        "{folds} folds need so many pictures of each class. Choose fewer folds, or more pictures.",
        folds=config.folds,
    )
