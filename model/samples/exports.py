"""Exports: what may be learned from, written down once it is taught, so that what a network learned stays known.

Knows samples that may be learned from. Does not know trainings.
"""

from __future__ import annotations

from typing import NamedTuple

from model.samples import actions, export_files
from model.samples.apart import Parts
from model.samples.sample import Sample
from model.storage import budget


class Export(NamedTuple):
    """What may be learned from at a time, written down or not.

    Attributes:
        id: 16 hexadecimal digits: the same samples with the same labels are the same export.
        samples: how many they are.
        writers: how many wrote them.
    """

    id: str
    samples: int
    writers: int


def id_now() -> str:
    """Return the id of what may be learned from now, without reading all that was drawn; raises DatabaseError."""
    return export_files.id_of_images(actions.learnable_images())


def written(export_id: str) -> int:
    """Return when an export was written, in ns since 1970, 0 where it is not: somebody may be taken out of it."""
    try:
        return export_files.path_of(export_id).stat().st_mtime_ns
    except OSError:
        return 0


def look() -> tuple[Export, list[Sample]]:
    """Return what may be learned from now (see `actions.learnable`), with the samples: no new export is written.

    Of one that was taught before, the samples that were deleted since, and are back, come back.

    Raises:
        DatabaseError: the samples cannot be read.
        DiskError: those cannot be written.
    """
    found, samples = _now()
    if export_files.is_short(found.id, found.samples):
        with export_files.changing():
            found, samples = _now()  # without what was deleted before it was our turn
            if export_files.path_of(found.id).exists():
                export_files.write(samples)
    return found, samples


def export() -> Export:
    """Write down what may be learned from now, and return what that is; raises as `look`."""
    budget.make_room()
    with export_files.changing():
        found, samples = _now()
        export_files.write(samples)
    return found


def _now() -> tuple[Export, list[Sample]]:
    samples = actions.learnable()
    return Export(export_files.id_of(samples), len(samples), len({sample.writer for sample in samples})), samples


def parts_of(export_id: str) -> Parts:
    """Return the samples of an export, as they were shared out then; without those that were deleted for good since.

    Raises:
        SampleError: there is no such export, or it is damaged.
    """
    return export_files.read(export_id)


def samples_of(export_id: str) -> list[Sample]:
    """Return all samples of an export, on either side; see `parts_of`."""
    learned, kept_apart = parts_of(export_id)
    return [*learned, *kept_apart]
