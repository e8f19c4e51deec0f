"""What a classifier has learned of the class, by itself or by those that it went on from; written down for each run.

    learned.txt    beside a classifier: marks of 12 hexadecimal digits, in their order, one after the other

A mark is a part of a hash: of a sample, or of a pupil's id, which is random. It tells whether a digit or a pupil is one
that was learned from, and leads back to no person and to no picture. So it stays when they are deleted, and goes along
in an Inkling file.
Knows configs, exports and the folders of classifiers. Does not know what is taught now.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from model.config import TrainingConfig, config_of
from model.datasets.class_digits import export_of, name_of, parts_of
from model.errors import InklingError
from model.inference.card import read_card
from model.samples.apart import Parts
from model.samples.sample import Sample
from model.storage import files
from model.versions.places import folder_of

Marks = frozenset[str]

_FILE = "learned.txt"
# Characters of a mark: of 20,000 learned samples a new one is taken for one of them once in 10 billion times.
_LONG = 12
# An id; other writers have names, which could be guessed: these are known by their digits alone.
_PUPIL = "[0-9a-f]{16}"
_MOST = 1000  # steps back


def by(config: TrainingConfig) -> Marks:
    """Return the marks of all that a training's classifier will have learned of the class."""
    own = _own(config)
    with suppress(InklingError):  # nobody knows the base
        return own | of(folder_of(config.base)) if config.base else own
    return own


def of(folder: Path) -> Marks:
    """Return the marks of all that a classifier has learned of the class.

    Where it was taught before they were written down: as far as its runs and their exports still tell.
    """
    found: Marks = frozenset()
    for __ in range(_MOST):
        with suppress(OSError, ValueError):
            return found | files.parsed(folder / _FILE, from_text)
        try:
            config = config_of(folder, read_card(folder))
            found |= _own(config)
            folder = folder_of(config.base)
        except InklingError:  # it began anew, or nobody can tell
            break
    return found


def unseen(shared: Parts, known: Marks) -> list[Sample]:
    """Return those samples that are kept apart whose writers were never learned from; of one writer, that were not.

    Somebody may have been learned from while the class was so small that nobody else could be.
    """
    if shared.is_of_one_writer:
        return [each for each in shared.kept_apart if _mark(each) not in known]
    learned = {each.writer for each in shared.kept_apart if _marks([each]) & known}
    return [each for each in shared.kept_apart if each.writer not in learned]


def write(folder: Path, marks: Marks) -> None:
    """Write marks into the folder of a classifier, where there are any; raises OSError."""
    if marks:
        files.write_text(folder / _FILE, to_text(marks))


def to_text(marks: Marks) -> str:
    """Return marks as a text."""
    return "".join(sorted(marks))


def from_text(text: str) -> Marks:
    """Return the marks in a text; raises ValueError where it is none of marks."""
    if not re.fullmatch(f"([0-9a-f]{{{_LONG}}})*", text):
        raise ValueError("no marks")
    return frozenset(text[at : at + _LONG] for at in range(0, len(text), _LONG))


def _own(config: TrainingConfig) -> Marks:
    """Return the marks of what a training itself learns; of an export that is gone, none."""
    if export := export_of(config):
        with suppress(InklingError):
            return _marks(parts_of(name_of(export)).learned)
    return frozenset()


def _marks(samples: Sequence[Sample]) -> Marks:
    """Return the marks of samples, and of the pupils who wrote them."""
    pupils = {each.writer for each in samples if re.fullmatch(_PUPIL, each.writer)}
    return frozenset(map(_mark, samples)) | {
        hashlib.sha256(f"pupil {pupil}".encode()).hexdigest()[:_LONG] for pupil in pupils
    }


def _mark(sample: Sample) -> str:
    return sample.id[:_LONG]
