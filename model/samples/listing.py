"""All samples at a glance: what a page counts, filters and sorts them by, without what was drawn.

Knows the table of samples. Does not know who may see them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from model.samples.sample import was_misread
from model.samples.store import SAMPLES
from model.storage.database.engine import reading

_AT_ONCE = 1000  # ids in one statement


class Listed(NamedTuple):
    """A sample without its picture and strokes; see `Sample` for what each says."""

    id: str
    label: int
    writer: str
    nickname: str
    answer: int | None
    confidence: float
    version: str
    is_approved: bool
    is_removed: bool

    @property
    def was_misread(self) -> bool:
        """Whether a network was asked, and surely read something else."""
        return was_misread(self.label, self.answer, self.version)


def everything() -> list[Listed]:
    """Return all samples, removed ones too, the newest first; raises DatabaseError."""
    fields = [SAMPLES.c[name] for name in Listed._fields[:-1]]
    query = sa.select(*fields, SAMPLES.c.removed.is_not(None)).order_by(SAMPLES.c.created.desc(), SAMPLES.c.id)
    with reading() as connection:
        return [Listed._make(row) for row in connection.execute(query)]


def images(sample_ids: Iterable[str]) -> dict[str, NDArray[np.uint8]]:
    """Return the images by their samples' ids, each uint8 (28, 28); without those that are gone.

    Raises:
        DatabaseError: they cannot be read.
    """
    wanted, found = list(sample_ids), {}
    with reading() as connection:
        for at in range(0, len(wanted), _AT_ONCE):
            some = SAMPLES.c.id.in_(wanted[at : at + _AT_ONCE])
            for sample_id, image in connection.execute(sa.select(SAMPLES.c.id, SAMPLES.c.image).where(some)):
                found[sample_id] = np.frombuffer(image, np.uint8).reshape(28, 28)
    return found
