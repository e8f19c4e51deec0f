"""The pictures of a training: those of its data set, with those of others mixed in, shared out as the config says.

Knows configs and the registry of data sets. Does not know networks or Keras.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from model.config import TrainingConfig
from model.datasets import uploads
from model.datasets.data_set import DataSet
from model.datasets.pictures import Pictures, Split, joined
from model.datasets.registry import data_set
from model.datasets.splitting import Alike, counts, divided, drawn, parts
from model.errors import ConfigError, InklingError
from model.inference.card import Source


def check(config: TrainingConfig) -> DataSet:
    """Return the data set of a config that suits it.

    Raises:
        ConfigError: a setting does not suit the data, or data sets do not go together.
        DataError: own pictures are missing or damaged, or there are too few for the share, the validation or the folds.
    """
    data, *others = every = [data_set(name) for name in (config.data, *(each.data for each in config.mixed))]
    for other in others:
        if (other.shape, other.classes) != (data.shape, data.classes):
            raise ConfigError(
                "cannot-be-mixed",
                "“{one}” and “{other}” have other sizes or classes, so they cannot be mixed. Leave one out.",
                one=data.title,
                other=other.title,
            )
    for one, other in combinations(every, 2):
        if _share_pictures(one, other):
            raise ConfigError(
                "same-pictures-mixed",
                "“{one}” and “{other}” share pictures: what is learned of one would validate or test the other."
                " Leave one out.",
                one=one.title,
                other=other.title,
            )
    if config.strokes and data.strokes is None:
        raise ConfigError(
            "no-strokes-here",
            "Pen strokes (strokes) are for the data that take them, such as handwriting, not for {data}. Leave them"
            " out.",
            data=data.id,
        )
    config.check_classes(len(data.classes))
    for one in every:
        if one.has_no_class and config.loss != "categorical_crossentropy":
            raise ConfigError(
                "no-class-needs-shares",
                "The data “{data}” hold pictures of no class: they need categorical_crossentropy.",
                data=one.id,
            )
    _counts(config)
    return data


def load_split(config: TrainingConfig) -> Split:
    """Return the pictures that a config trains, validates and is tested on.

    Of each data set that is mixed in, its share of the training pictures is drawn, and divided as the others are; where
    its share is above 1, those that train come several times. The test is that of `config.data` alone.

    Raises:
        ConfigError: a setting does not suit the data; see `check`.
        DataError: the data are missing or damaged, or too few; see `check`.
    """
    data = check(config)
    parts = [_parts(*one) for one in _ingredients(config)]
    return Split(joined([train for train, _ in parts]), joined([kept for _, kept in parts]), data.test())


def has_no_class(config: TrainingConfig) -> bool:
    """Whether some pictures of a config are of no class, from which a network learns to doubt; raises DataError."""
    return any(data_set(name).has_no_class for name in (config.data, *(each.data for each in config.mixed)))


def has_seen_digits_alone(config: Mapping[str, Any]) -> bool:
    """Whether a training, as a card tells it, showed digits alone."""
    try:
        return bool(config) and not has_no_class(TrainingConfig.from_dict(config))
    except InklingError:  # of a card that another computer wrote
        return False


def part_counts(config: TrainingConfig) -> tuple[int, int, int]:
    """Return how many pictures train, validate and test, before a data set makes more of them.

    Raises:
        ConfigError: a setting does not suit the data; see `check`.
        DataError: own pictures are missing or damaged, or too few; see `check`.
    """
    data = check(config)
    return *_counts(config), data.testing


def learned_pictures(config: TrainingConfig) -> Pictures:
    """Return the pictures of `config.data` that a network learned from; where a data set makes more, all it has.

    Raises:
        DataError: the data are missing or damaged.
    """
    data = data_set(config.data)
    return data.train() if data.enriched else divided(data.train(), config, data.alike)[0]


def sources(config: TrainingConfig) -> tuple[Source, ...]:
    """Return where the pictures of a config come from, for the card."""
    data = data_set(config.data)
    found = [*data.sources, *(data.strokes(Path(file).name) for file in config.strokes if data.strokes)]
    for each in config.mixed:
        found += data_set(each.data).sources
    return tuple(dict.fromkeys(found))


def _counts(config: TrainingConfig) -> tuple[int, int]:
    """Return how many pictures train and how many validate; raises DataError where they are too few."""
    training = validation = 0
    for data, own, share in _ingredients(config):
        if data.alike:
            train, kept = _counts_alike(data.alike, own)
        else:
            train, kept = counts(data.training, len(data.classes), own)
        training += sum(_times(train, share))
        validation += kept
    return training, validation


def _share_pictures(one: DataSet, other: DataSet) -> bool:
    """Whether two data sets are the same, come from one source, or are own pictures of which some are in both."""
    have_one_source = not set(one.sources).isdisjoint(other.sources)
    return one.id == other.id or have_one_source or uploads.share_pictures(one.id, other.id)


@lru_cache(maxsize=256)  # a page asks for those of many runs, again and again
def _counts_alike(alike: Alike, config: TrainingConfig) -> tuple[int, int]:
    """Return the same of pictures of which some equal one another: they must be drawn to be counted."""
    train, validation = parts(alike, config)
    return len(train), len(validation)


def _ingredients(config: TrainingConfig) -> list[tuple[DataSet, TrainingConfig, float]]:
    """Return each data set of a config, the config as it divides that one, and its share: of the first one, 1."""
    mixed = [(data_set(each.data), config.replace(share=min(1.0, each.share)), each.share) for each in config.mixed]
    return [(data_set(config.data), config, 1.0), *mixed]


def _parts(data: DataSet, config: TrainingConfig, share: float) -> tuple[Pictures, Pictures]:
    """Return the training and the validation part of a data set; above a share of 1, the former several times."""
    train, validation = divided(data.train(), config, data.alike)
    if data.enriched:
        train, validation = data.enriched(train, validation, config)
    *whole, rest = _times(len(train), share)
    parts = [train] * len(whole)
    if rest:
        parts.append(train[drawn(np.arange(len(train)), train.y, rest, config.seed)])
    return joined(parts), validation


def _times(pictures: int, share: float) -> list[int]:
    """Return how many of so many pictures come, each time that they come: all of them, and what a share leaves over."""
    whole, rest = divmod(max(1.0, share), 1)
    return [pictures] * int(whole) + [round(pictures * rest)]
