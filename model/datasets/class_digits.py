"""The class's own digits as a data set: those of some writers are learned from, those of the others are kept apart.

`samples-<export id>` names what was written down then, so what is learned does not change when a sample does.
Knows samples and how strokes are drawn anew. Does not know what they are mixed with, or who teaches.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from model.config import TrainingConfig
from model.datasets.data_set import DataSet
from model.datasets.handwriting import drawn_anew
from model.datasets.mnist import MNIST
from model.datasets.pictures import Pictures
from model.datasets.splitting import count_of, counts, drawn
from model.errors import DataError, SampleError
from model.inference.card import Source
from model.languages.translation import N_
from model.samples import export_files
from model.samples.apart import Parts, parts
from model.samples.sample import NO_DIGIT, Sample

_PREFIX = "samples-"
_TIMES = 8  # that a sample comes: as it was read, and drawn anew ...
_MOST_DRAWN = 12_000  # ... as long as they are no more than these, which take half a minute
_LEAST_TO_VALIDATE = 100  # samples: of fewer none is spared
_MOST_LOOKED_AT = 8  # sets of samples: several people look, and each new sample makes another set


def name_of(export_id: str) -> str:
    """Return the id of the data set of an export."""
    return f"{_PREFIX}{export_id}"


def export_in(name: str) -> str:
    """Return the id of the export of a data set, "" where that is no set of samples."""
    return name.removeprefix(_PREFIX) if re.fullmatch(f"{_PREFIX}[0-9a-f]{{16}}", name) else ""


def export_of(config: TrainingConfig) -> str:
    """Return the id of the export that a training learns from, "" where it learns from none."""
    return next((export for each in config.mixed if (export := export_in(each.data))), "")


_looked_at: dict[str, Parts] = {}  # by the id of the export that they would be, the newest last


def look_at(export_id: str, samples: Sequence[Sample]) -> Parts:
    """Share out samples that are no export yet, and let them be counted as a data set: by this process, for a while."""
    shared = parts(samples)
    _looked_at.pop(export_id, None)
    _looked_at[export_id] = shared
    for old in list(_looked_at)[:-_MOST_LOOKED_AT]:
        _looked_at.pop(old, None)
    return shared


def data_set(name: str) -> DataSet:
    """Return the samples of an export as a data set; the test holds the digits of the writers that are kept apart.

    Raises:
        DataError: the export is gone or damaged, or leaves nothing to learn from.
    """
    learned, kept_apart = parts_of(name)
    if not learned:
        raise DataError("no-samples-left", "No digit is left of what this was to learn. Teach a new set.")
    digits = [sample for sample in kept_apart if sample.label != NO_DIGIT]
    return DataSet(
        id=name,
        title=N_("Our digits"),
        shape=MNIST.shape,
        classes=MNIST.classes,
        training=len(learned) * _times(len(learned)),
        testing=len(digits),
        sources=(Source(f"Digits of the class, {name}", "their writers'", "their writers"),),
        train=lambda: _flat(name, np.arange(len(learned))),
        test=lambda: _as_read(digits),
        enriched=lambda train, validation, config: _divided(name, learned, config),
        has_no_class=any(sample.label == NO_DIGIT for sample in learned),
    )


def parts_of(name: str) -> Parts:
    """Return what was written down, from which somebody may be deleted; else what is looked at before that.

    Raises:
        DataError: there is neither, or it is damaged.
    """
    try:
        return _read(export_in(name), _changed(name))
    except DataError:
        if looked_at := _looked_at.get(export_in(name)):
            return looked_at
        raise


def _changed(name: str) -> int:
    """Return when an export was written, in ns since 1970: somebody's digits may be deleted from it."""
    try:
        return export_files.path_of(export_in(name)).stat().st_mtime_ns
    except (OSError, ValueError) as error:
        raise _gone() from error


@lru_cache(maxsize=2)
def _read(export_id: str, changed: int) -> Parts:
    try:
        return export_files.read(export_id)
    except SampleError as error:
        raise _gone() from error


def _gone() -> DataError:
    return DataError("samples-gone", "The digits of the class that this was to learn are gone. Teach a new set.")


def _divided(name: str, learned: list[Sample], config: TrainingConfig) -> tuple[Pictures, Pictures]:
    """Return what trains and what validates: no drawing of a sample that validates is trained on."""
    labels, chosen = np.array([sample.label for sample in learned], np.int64), np.arange(len(learned))
    if config.share < 1:
        chosen = drawn(chosen, labels, count_of(len(learned), config.share), config.seed)
    if len(chosen) < _LEAST_TO_VALIDATE or not config.has_validation:
        return _flat(name, chosen), _as_read([])
    __, kept = counts(len(chosen), len(np.unique(labels)), config.replace(share=1.0))
    validating = drawn(chosen, labels[chosen], kept, config.seed, least=1, left=1)
    digits = [learned[at] for at in validating if labels[at] != NO_DIGIT]
    return _flat(name, np.setdiff1d(chosen, validating)), _as_read(digits)


def _flat(name: str, chosen: NDArray[np.int64]) -> Pictures:
    """Return all pictures of some of the samples that are learned from."""
    every = _drawn(export_in(name), _changed(name))
    labels = [sample.label for sample in parts_of(name).learned]
    return Pictures(
        every[chosen].reshape(-1, *MNIST.shape), np.repeat(np.array(labels, np.int64)[chosen], every.shape[1])
    )


@lru_cache(maxsize=1)
def _drawn(export_id: str, changed: int) -> NDArray[np.uint8]:
    """Return the pictures of each sample that is learned from, uint8 (samples, times, 28, 28, 1)."""
    learned = _read(export_id, changed).learned
    return np.stack([_pictures_of(sample, _times(len(learned))) for sample in learned])[..., None]


def _pictures_of(sample: Sample, times: int) -> NDArray[np.uint8]:
    """Return a sample as it was read, and drawn anew where its strokes are known: uint8 (times, 28, 28)."""
    rng = np.random.default_rng(int(sample.id, 16))
    anew = [drawn_anew(sample.strokes, rng) for __ in range(times - 1) if sample.strokes]
    as_read = [sample.image] * (times - len(anew))
    return np.stack([*as_read, *(np.round(image * 255).astype(np.uint8) for image in anew)])


def _as_read(samples: Sequence[Sample]) -> Pictures:
    images = np.array([sample.image for sample in samples], np.uint8).reshape(-1, *MNIST.shape)
    return Pictures(images, np.array([sample.label for sample in samples], np.int64))


def _times(samples: int) -> int:
    return max(1, min(_TIMES, _MOST_DRAWN // samples))
