"""What a classifier has learned of the class before, by itself or by those that it went on from.

Knows configs in the folders of classifiers, and exports. Does not know what is taught now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from model.config import TrainingConfig, config_of
from model.datasets.class_digits import export_in, parts
from model.errors import InklingError
from model.inference.card import read_card
from model.samples.exports import samples_of
from model.samples.sample import Sample
from model.versions.places import folder_of

_MOST = 1000  # steps back


def export_of(config: TrainingConfig) -> str:
    """Return the id of the export that a training learns from, "" where it learns from none."""
    return next((export for each in config.mixed if (export := export_in(each.data))), "")


def unseen(samples: Sequence[Sample], base: Path) -> list[Sample]:
    """Return those samples that are kept apart, and whose writers the classifier in a folder never learned from.

    Somebody may have been learned from while the class was so small that nobody else could be.
    """
    now = parts(samples)
    before = [sample for export in _exports(base) for sample in _learned(export)]
    known = {sample.id if now.is_of_one_writer else sample.writer for sample in before}
    return [each for each in now.kept_apart if (each.id if now.is_of_one_writer else each.writer) not in known]


def _learned(export: str) -> list[Sample]:
    with suppress(InklingError):  # they were deleted
        return parts(samples_of(export)).learned
    return []


def _exports(folder: Path) -> Iterator[str]:
    """Yield the exports that a classifier learned from, the last one first, as far as that can still be told."""
    for __ in range(_MOST):
        try:
            config = config_of(folder, read_card(folder))
            if export := export_of(config):
                yield export
            if not config.base:
                return
            folder = folder_of(config.base)
        except InklingError:
            return
