"""Exports: what may be learned from, written down as it is now, so that what a network learned stays known.

Knows samples that may be learned from. Does not know trainings.
"""

from __future__ import annotations

from typing import NamedTuple

from model.samples import actions, export_files
from model.samples.sample import Sample
from model.storage import budget


class Export(NamedTuple):
    """What was written down.

    Attributes:
        id: 16 hexadecimal digits: the same samples with the same labels are the same export.
        samples: how many they are.
        writers: how many wrote them.
    """

    id: str
    samples: int
    writers: int


def export() -> Export:
    """Write down what may be learned from now (see `actions.learnable`), and return what that is.

    Raises:
        DatabaseError: the samples cannot be read.
        DiskError: it cannot be written.
    """
    samples = actions.learnable()
    budget.make_room()
    return Export(export_files.write(samples), len(samples), len({sample.writer for sample in samples}))


def samples_of(export_id: str) -> list[Sample]:
    """Return the samples of an export, in the order of their ids; without those that were deleted for good since.

    Raises:
        SampleError: there is no such export, or it is damaged.
    """
    return export_files.read(export_id)
