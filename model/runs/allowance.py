"""How much a pupil may train, and how many sets of own pictures they may keep; the teacher may do what can be done.

Knows what the teacher allows, runs, own pictures, and how many pictures a training sees. Does not know how a run is
made: see `actions`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from model.config import TrainingConfig
from model.datasets import uploads
from model.datasets.class_digits import export_in
from model.datasets.mixing import part_counts
from model.datasets.registry import data_set
from model.datasets.uploads import PictureSet
from model.errors import RightsError
from model.networks.summary import rows
from model.people.rules import rules
from model.people.visitor import Visitor
from model.runs import store
from model.runs.changes import changing
from model.storage import budget, files
from model.storage.database.file_changes import changing_files

MOST_RUNS = 4  # that a pupil starts together
MOST_SEEN = 600_000  # pictures, each counted as often as it is seen: ten epochs of 60,000
MOST_MADE = 0.1  # share of what a teaching shows again, where pictures are made of it: 26,000, which take 15 s
MOST_MEMORY = 1_000_000_000  # bytes that the values of a batch take, beside the 1.0 GB of any training on MNIST
_OF_A_VALUE = 2 * 4  # bytes, as measured: it is float32, and so is its slope
MOST_SETS = 40  # of own pictures that a pupil keeps
SHARE_OF_SETS = 0.2  # of what Inkling may hold, for the own pictures of all pupils together: these never go
MOST_OPEN = 40  # runs of all pupils that wait or train: whoever throws a cookie away is another pupil, and counts here

_ADDING = 7145  # see `one_at_a_time`


def most_runs(by: Visitor) -> int | None:
    """Return how many runs somebody may start together; None: any number."""
    return None if by.is_teacher else MOST_RUNS


@contextmanager
def granted(configs: Sequence[TrainingConfig], by: Visitor) -> Iterator[None]:
    """Make sure that somebody may train now, and let no other pupil begin one until what is within has been done.

    Raises:
        DatabaseError: nobody can tell, or others begin trainings for longer than one can wait.
        InklingError: what `check` raises.
    """
    if by.is_teacher:
        yield
        return
    with changing():
        check(configs, by)
        yield


def check(configs: Sequence[TrainingConfig], by: Visitor) -> None:
    """Make sure that somebody may train these now, together; with none, that they may train something.

    Raises:
        RightsError: they may not, or not now, or not so much.
        ConfigError: a setting does not suit the data.
        DataError: own pictures are missing, damaged, or too few.
    """
    if not by.is_teacher:
        check_at_all(configs, by)
        _check_open(len(configs), by)


def check_at_all(configs: Sequence[TrainingConfig], by: Visitor) -> None:
    """Make sure that somebody may train these: now, or once other trainings are over. Raises as `check`."""
    if by.is_teacher:
        return
    if not by.id:
        raise RightsError("unknown-visitor", "It is not known who you are. Reload the page.")
    if not rules().training:
        raise RightsError("training-off", "Your teacher has switched training off. Ask your teacher.")
    if len(configs) > MOST_RUNS:
        raise RightsError(
            "too-many-for-pupil",
            "A pupil may start at most {most} runs together, and these are {count}. Choose fewer.",
            most=MOST_RUNS,
            count=len(configs),
        )
    for config in configs:
        _check_size(config)


@contextmanager
def adding(pictures: PictureSet, by: Visitor) -> Iterator[None]:
    """Make sure that somebody may add own pictures, and let no other pupil add any until what is within has been done.

    Those that are stored already may be added again.

    Raises:
        RightsError: they may not train, keep as many sets as a pupil may, or those of all pupils would take too much.
        DatabaseError: nobody can tell, since the database cannot be reached.
        DiskError: nothing can be written.
    """
    check_at_all([], by)
    if by.is_teacher or uploads.id_of(pictures) in uploads.all_sets():
        yield
        return
    with files.writing(), changing_files("pictures", _ADDING):
        _check_sets(by)
        _check_share(pictures)
        yield


def _check_sets(by: Visitor) -> None:
    """Make sure that a pupil keeps fewer sets than a pupil may; raises RightsError."""
    if sum(uploads.owner_of(each) == by.id for each in uploads.all_sets()) >= MOST_SETS:
        raise RightsError(
            "too-many-sets",
            "A pupil may keep at most {most} sets of own pictures, and you have so many. Delete some on the page"
            " Train.",
            most=MOST_SETS,
        )


def _check_share(pictures: PictureSet) -> None:
    """Make sure that the sets of all pupils do not take too much; raises RightsError."""
    most = SHARE_OF_SETS * budget.gigabytes()
    said = f"{most:g}"
    if uploads.bytes_of_pupils() + pictures.x.nbytes > most * 1e9:
        raise RightsError(
            "pupils-pictures-full",
            "The own pictures of all pupils may take {gb} GB together, and with these they would take more. Delete some"
            " of yours on the page Train, or ask your teacher.",
            gb=said,
        )


def _check_size(config: TrainingConfig) -> None:
    """Make sure that a training is no longer and no larger than a pupil's may be; raises as `check`."""
    _check_made(config)
    pictures = part_counts(config)[0]
    if config.epochs * pictures > MOST_SEEN:
        raise RightsError(
            "too-long-for-pupil",
            "With {pictures:,} pictures a pupil may train at most {most} epochs. Choose fewer epochs, or fewer"
            " pictures.",
            pictures=pictures,
            most=MOST_SEEN // pictures,
        )
    _check_memory(config)


def _check_made(config: TrainingConfig) -> None:
    """Make sure that hardly any more pictures are made for a training than it divides; raises RightsError.

    The class's digits are counted as they are drawn anew. Who teaches them may show a little besides of what is made.
    """
    mixed = [(each.data, each.share) for each in config.mixed]
    most = MOST_MADE if any(export_in(name) for name, _ in mixed) else 0.0
    for name, share in [(config.data, config.share), *mixed]:
        data = data_set(name)
        if data.enriched and not export_in(name) and share > most:
            raise RightsError(
                "data-for-teacher",
                "Only your teacher trains on “{data}”: more pictures are made of it. Choose others.",
                data=data.title,
            )


def _check_memory(config: TrainingConfig) -> None:
    """Make sure that the batches of a training are not too large for this computer; raises as `check`."""
    data = data_set(config.data)
    through = rows(config.all_layers(len(data.classes)), data.shape)
    values = sum(math.prod(row.shape) for row in through if row.layer.kind != "flatten")  # which copies none
    if config.batch_size * values * _OF_A_VALUE > MOST_MEMORY:
        raise RightsError(
            "too-much-memory-for-pupil",
            "With {size:,} pictures in a batch this network takes more memory than a pupil's training may. Choose fewer"
            " pictures in a batch, or fewer filters.",
            size=config.batch_size,
        )


def _check_open(more: int, by: Visitor) -> None:
    """Make sure that a pupil has no other training, and the class room for so many more; raises RightsError."""
    owners = [row.owner for __, row in store.with_rows() if row.owner and store.shown(row).is_open]
    if by.id in owners:
        raise RightsError(
            "one-at-a-time", "A training of yours is not over yet. Stop it, or wait until it is over, then start anew."
        )
    if len(owners) + max(1, more) > MOST_OPEN:
        raise RightsError(
            "class-is-busy",
            "The class trains {count} runs already, and may train {most} at most. Wait until some are over.",
            count=len(owners),
            most=MOST_OPEN,
        )
