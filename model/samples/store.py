"""Where samples are kept: a table of the database.

Knows samples and the database. Does not know who may change them: that is `actions`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

import numpy as np
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Row
from sqlalchemy.dialects import postgresql, sqlite

from model.errors import SampleError
from model.samples.sample import Sample
from model.storage.database.engine import METADATA, reading, write_in_copies, writing

Named = TypeVar("Named", str, bytes)

_MOST_NAMED = 1000  # ids or images in one statement: SQLite takes 32,766 values

SAMPLES = sa.Table(
    "samples",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("label", sa.SmallInteger, nullable=False, index=True),
    sa.Column("writer", sa.String(64), nullable=False, index=True),
    sa.Column("nickname", sa.String(20), nullable=False),
    sa.Column("image", sa.LargeBinary, nullable=False),  # 784 bytes
    sa.Column("strokes", sa.LargeBinary, nullable=False),  # JSON: [[[x, y], ...], ...]
    sa.Column("answer", sa.SmallInteger),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("version", sa.String(16), nullable=False),
    sa.Column("source", sa.String(16), nullable=False),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("is_approved", sa.Boolean, nullable=False),
    sa.Column("removed", sa.DateTime(timezone=True)),
)


@dataclass(frozen=True)
class Filter:
    """Which samples are asked for; all where nothing is said.

    Attributes:
        labels: only of these; None for all.
        writer: only of this one; None for all.
        is_approved: only those that are, or are not.
        is_removed: those that were removed, or those that were not; None for both.
    """

    labels: Collection[int] | None = None
    writer: str | None = None
    is_approved: bool | None = None
    is_removed: bool | None = False


ALL = Filter()  # that were not removed


def add(samples: Sequence[Sample]) -> int:
    """Keep samples, and return how many of them are new; one that is there stays as it is.

    Raises:
        DatabaseError: they cannot be kept.
    """
    rows = sorted(map(_row, samples), key=itemgetter("id"))  # in one order, so that two who write wait in turn
    if not rows:
        return 0
    with writing() as connection:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        kept = insert(SAMPLES).on_conflict_do_nothing().returning(SAMPLES.c.id)
        return len(connection.execute(kept, rows).all())


def select(of: Filter = ALL, most: int | None = None, skip: int = 0) -> list[Sample]:
    """Return samples, the newest first; raises DatabaseError.

    Args:
        of: which of them.
        most: how many at most.
        skip: how many of the newest are left out.
    """
    query = sa.select(SAMPLES).where(*_conditions(of)).order_by(SAMPLES.c.created.desc(), SAMPLES.c.id)
    with reading() as connection:
        return [_sample(row) for row in connection.execute(query.limit(most).offset(skip))]


def labelled_images(of: Filter = ALL) -> list[tuple[str, int, bytes]]:
    """Return of samples their ids, labels and images (784 bytes), without what was drawn; raises DatabaseError."""
    query = sa.select(SAMPLES.c.id, SAMPLES.c.label, SAMPLES.c.image).where(*_conditions(of))
    with reading() as connection:
        return [(row.id, row.label, row.image) for row in connection.execute(query)]


def find(sample_id: str) -> Sample:
    """Return the sample of that id, removed ones too.

    Raises:
        SampleError: there is none.
        DatabaseError: that cannot be read.
    """
    with reading() as connection:
        row = connection.execute(sa.select(SAMPLES).where(SAMPLES.c.id == sample_id)).first()
    if row is None:
        raise gone()
    return _sample(row)


def gone() -> SampleError:
    """Return that a sample is there no more."""
    return SampleError("no-such-sample", "This digit is gone: somebody deleted it. Choose another one.")


def how_many(writer: str | None = None) -> int:
    """Return how many samples a writer, or everybody, has given, removed ones too; raises DatabaseError."""
    query = sa.select(sa.func.count()).select_from(SAMPLES).where(*_conditions(Filter(writer=writer, is_removed=None)))
    with reading() as connection:
        return int(connection.scalar(query) or 0)


def counts(of: Filter = ALL) -> dict[tuple[str, int], int]:
    """Return how many samples there are of each writer and label; raises DatabaseError."""
    by = SAMPLES.c.writer, SAMPLES.c.label
    query = sa.select(*by, sa.func.count()).where(*_conditions(of)).group_by(*by)
    with reading() as connection:
        return {(writer, label): count for writer, label, count in connection.execute(query)}


def writers_of(sample_ids: Iterable[str]) -> dict[str, str]:
    """Return by their ids whose samples these are, as far as they are there, removed ones too; raises DatabaseError."""
    query = sa.select(SAMPLES.c.id, SAMPLES.c.writer)
    found: dict[str, str] = {}
    with reading() as connection:
        for some in _batches(sample_ids):
            found |= {row.id: row.writer for row in connection.execute(query.where(SAMPLES.c.id.in_(some)))}
    return found


def removed_of(sample_ids: Iterable[str]) -> set[str]:
    """Return which of these samples are removed; raises DatabaseError."""
    query = sa.select(SAMPLES.c.id).where(SAMPLES.c.removed.is_not(None))
    found: set[str] = set()
    with reading() as connection:
        for some in _batches(sample_ids):
            found |= {*connection.scalars(query.where(SAMPLES.c.id.in_(some)))}
    return found


def ids_of(images: Iterable[bytes]) -> dict[bytes, str]:
    """Return by their bytes the ids of samples that have these images, removed ones too; raises DatabaseError."""
    query = sa.select(SAMPLES.c.image, SAMPLES.c.id).order_by(SAMPLES.c.removed.is_(None))  # the last one counts
    found: dict[bytes, str] = {}
    with reading() as connection:
        for some in _batches(images):
            found |= {row.image: row.id for row in connection.execute(query.where(SAMPLES.c.image.in_(some)))}
    return found


def relabel(sample_ids: Iterable[str], label: int) -> int:
    """Say of samples what they show, and return of how many; raises DatabaseError."""
    return len(_change(sample_ids, label=label))


def approve(labels: Mapping[str, int]) -> int:
    """Let samples be learned from that still have these labels, by their ids; return how many; raises DatabaseError."""
    return len(_change_as_seen(labels, is_approved=True))


def let_wait(sample_ids: Iterable[str]) -> int:
    """Let samples not be learned from before they are approved, and return how many; raises DatabaseError."""
    return len(_change(sample_ids, is_approved=False))


def remove(labels: Mapping[str, int]) -> list[str]:
    """Remove samples that still have these labels, by their ids, and return the ids of those that were not removed yet.

    They can be brought back. Raises DatabaseError.
    """
    return _change_as_seen(labels, SAMPLES.c.removed.is_(None), removed=datetime.now(UTC))


def bring_back(sample_ids: Iterable[str]) -> int:
    """Bring back samples that were removed, and return how many; raises DatabaseError."""
    return len(_change(sample_ids, removed=None))


def unname(writer: str) -> None:
    """Let the samples of a writer bear no nickname; raises DatabaseError."""
    change = sa.update(SAMPLES).where(SAMPLES.c.writer == writer).values(nickname="")
    with writing() as connection:
        connection.execute(change)
    write_in_copies(change)


def delete_all(writer: str | None = None) -> int:
    """Delete all samples of a writer, or of everybody, for good, and return how many; raises DatabaseError."""
    delete = sa.delete(SAMPLES).where(*_conditions(Filter(writer=writer, is_removed=None)))
    with writing() as connection:
        count = connection.execute(delete).rowcount
    write_in_copies(delete)
    return count


def _change_as_seen(labels: Mapping[str, int], *conditions: ColumnElement[bool], **values: object) -> list[str]:
    """Change samples that still have these labels, by their ids, and return the ids of those that were changed."""
    changed: list[str] = []
    with writing():
        for label in sorted(set(labels.values())):
            seen = [each for each in labels if labels[each] == label]
            changed += _change(seen, SAMPLES.c.label == label, *conditions, **values)
    return changed


def _change(sample_ids: Iterable[str], *conditions: ColumnElement[bool], **values: object) -> list[str]:
    change = sa.update(SAMPLES).where(*conditions).values(**values).returning(SAMPLES.c.id)
    changed: list[str] = []
    with writing() as connection:
        for some in _batches(sample_ids):
            changed += connection.scalars(change.where(SAMPLES.c.id.in_(some)))
    return changed


def _batches(named: Iterable[Named]) -> Iterator[list[Named]]:
    """Yield ids, or images, as many as a statement may name."""
    left = iter(named)
    while some := list(islice(left, _MOST_NAMED)):
        yield some


def _conditions(of: Filter) -> list[ColumnElement[bool]]:
    conditions: dict[str, tuple[object, Callable[[Any], ColumnElement[bool]]]] = {
        "labels": (of.labels, lambda labels: SAMPLES.c.label.in_(list(labels))),
        "writer": (of.writer, lambda writer: SAMPLES.c.writer == writer),
        "is_approved": (of.is_approved, lambda is_approved: SAMPLES.c.is_approved == is_approved),
        "is_removed": (
            of.is_removed,
            lambda is_removed: SAMPLES.c.removed.is_not(None) if is_removed else SAMPLES.c.removed.is_(None),
        ),
    }
    return [condition(value) for value, condition in conditions.values() if value is not None]


def _row(sample: Sample) -> dict[str, Any]:
    return {
        "id": sample.id,
        "label": sample.label,
        "writer": sample.writer,
        "nickname": sample.nickname,
        "image": sample.image.tobytes(),
        "strokes": json.dumps([np.round(stroke, 4).tolist() for stroke in sample.strokes]).encode(),
        "answer": sample.answer,
        "confidence": sample.confidence,
        "version": sample.version,
        "source": sample.source,
        "created": sample.created,
        "is_approved": sample.is_approved,
        "removed": sample.removed,
    }


def _sample(row: Row[Any]) -> Sample:
    return Sample(
        label=row.label,
        writer=row.writer,
        image=np.frombuffer(row.image, np.uint8).reshape(28, 28),
        strokes=tuple(np.array(stroke, np.float64).reshape(-1, 2) for stroke in json.loads(row.strokes)),
        nickname=row.nickname,
        answer=row.answer,
        confidence=row.confidence,
        version=row.version,
        source=row.source,
        created=_in_utc(row.created),
        is_approved=row.is_approved,
        removed=_in_utc(row.removed) if row.removed else None,
    )


def _in_utc(moment: datetime) -> datetime:
    """SQLite keeps no zone: what was written is in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
