"""Which samples are learned from, and which are kept apart to test what was learned: those of some of the writers.

Who is kept apart is decided by the writer's id alone, so it stays so when others join in.
Knows samples. Does not know where they are kept: that of an export is written down with it (see `export_files`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from typing import NamedTuple

from model.samples.sample import Sample

_KEPT_APART = 1 / 3  # of the writers, about


class Parts(NamedTuple):
    """Samples that are learned from, and samples that are kept apart to test what was learned."""

    learned: list[Sample]
    kept_apart: list[Sample]

    @property
    def is_of_one_writer(self) -> bool:
        """Whether both are of the same one, so that the test says nothing about others."""
        return bool({each.writer for each in self.learned} & {each.writer for each in self.kept_apart})


def parts(samples: Sequence[Sample]) -> Parts:
    """Share samples out by writers, about two to one, and at least one on each side; one writer's, by samples."""
    writers = {sample.writer for sample in samples}
    if len(writers) > 1:
        apart = _kept_apart(writers)
        is_apart = [sample.writer in apart for sample in samples]
    else:
        apart = _kept_apart({sample.id for sample in samples})
        is_apart = [sample.id in apart for sample in samples]
    both = list(zip(samples, is_apart, strict=True))
    return Parts([each for each, yes in both if not yes], [each for each, yes in both if yes])


def _kept_apart(ids: Collection[str]) -> set[str]:
    """Return the ids that are kept apart; not all, and where there are two or more not none."""
    ordered = sorted(ids, key=_place)
    apart = {each for each in ordered if _place(each) < _KEPT_APART} or set(ordered[:1])
    return apart - set(ordered[-1:])


def _place(each: str) -> float:
    """Return where an id lies from 0 to 1, always the same."""
    return int(hashlib.sha256(each.encode()).hexdigest()[:8], 16) / 2**32
