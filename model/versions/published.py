"""Which classifier answers the class: the version that was published last, at first the shipped one.

Each publication is a row that is there or is not: whoever looks finds the version before or the one after, whatever
ends meanwhile. Pages ask at every stroke, so what was read is used again (see `last_known`).
Knows where classifiers lie. Does not know how they are trained, who may publish (see `actions`), and does not import
TensorFlow.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from model.errors import ClassifierError, DatabaseError, DeletionError, VersionError
from model.inference.card import LITERT
from model.inference.loaded import classifier_in
from model.storage.database.engine import reading, seconds, writing
from model.storage.database.last_known import LastKnown
from model.storage.paths import ROOT
from model.versions import earlier
from model.versions.rows import PUBLICATIONS, VERSIONS, folder_of, keep_others_out, kept_as

SHIPPED = ROOT / "model" / "pretrained"

_DAY = timedelta(days=1)
_PUBLISHED = sa.select(PUBLICATIONS, VERSIONS.c.folder).select_from(
    PUBLICATIONS.join(VERSIONS, PUBLICATIONS.c.version == VERSIONS.c.number)
)


def current() -> Path:
    """Return the folder of the classifier that answers: the one that was chosen; the shipped one where it cannot."""
    folder = chosen()
    return folder if folder and folder != SHIPPED and can_answer(folder) else SHIPPED


def chosen() -> Path | None:
    """Return the folder of the classifier that was published last, at first the shipped one; None: nobody can tell."""
    try:
        return _folder(_LAST.get())
    except DatabaseError:  # it is said where something is to be kept
        return None


def publish(number: int) -> None:
    """Let a version answer from now on, on every page and after a restart; 0 is the shipped one.

    Raises:
        VersionError: there is none of that number.
        ClassifierError: it has no classifier, or a damaged one, or it reads no digits.
        DatabaseError: that cannot be kept.
    """
    chosen()  # what an earlier version said comes before
    with reading() as connection:
        _check(_folder_of_number(connection, number))
    with writing() as connection:
        keep_others_out(connection)
        if not is_complete(_folder_of_number(connection, number)):  # it went into the bin meanwhile
            raise no_version(number)
        last = _last(connection)
        if (last.version if last else 0) != number:
            _publish(connection, number, before=last.id if last else 0)


def pin_shipped() -> None:
    """Let the shipped classifier answer again; raises DatabaseError."""
    publish(0)


def go_back() -> int:
    """Let the version answer that did before the present one, and return its number; once more: the one before that.

    Raises:
        VersionError: none did, or none of them is there any more.
        DatabaseError: that cannot be kept.
    """
    chosen()  # as in `publish`
    with writing() as connection:
        keep_others_out(connection)
        step = _step_back(connection)
        if step is None:
            raise VersionError(
                "no-step-back", "No other network answered the class before this one. Choose one from the list."
            )
        number, before = step
        _publish(connection, number, before)
    return number


def step_back() -> int | None:
    """Return the number of the version that `go_back` would let answer, None where there is none; raises as that."""
    with reading() as connection:
        step = _step_back(connection)
    return step[0] if step else None


def needed() -> set[Path]:
    """Return the folders of versions that make no room for others: raises DatabaseError.

    They are the one that answers, the one it was taught from, the one a step back, and all published in the last day.
    """
    chosen()  # as in `publish`
    with reading() as connection:
        recent = sa.select(PUBLICATIONS.c.version).where(PUBLICATIONS.c.published > _now(connection) - _DAY)
        last, step = _last(connection), _step_back(connection)
        numbers = set(connection.scalars(recent)) | ({step[0]} if step else set())
        if last:
            base = sa.select(VERSIONS.c.base).where(VERSIONS.c.number == last.version)
            numbers |= {last.version, *connection.scalars(base)}
        kept = connection.scalars(sa.select(VERSIONS.c.folder).where(VERSIONS.c.number.in_(numbers - {None})))
        return {folder for each in kept if (folder := _folder(each))}


@contextmanager
def unpublished(folder: Path) -> Iterator[None]:
    """Keep a version from being published while it is deleted.

    Raises:
        DeletionError: it answers.
        DatabaseError: nobody can tell.
    """
    chosen()  # as in `publish`
    with writing() as connection:
        keep_others_out(connection)
        last = _last(connection)
        if last and last.folder and last.folder == kept_as(folder):
            raise DeletionError(
                "run-answers", "This network answers on the Draw page. Let another one answer, then delete it."
            )
        yield


def can_answer(folder: Path) -> bool:
    """Whether the folder holds a classifier that reads digits, undamaged."""
    try:
        return classifier_in(folder).card.reads_digits
    except ClassifierError:
        return False


def is_complete(folder: Path) -> bool:
    """Whether the folder holds a classifier with its card."""
    networks = (LITERT, "classifier.keras")  # the latter is of an earlier version: `classifier.ready_card` converts it
    return (folder / "card.json").is_file() and any((folder / name).is_file() for name in networks)


def _read() -> str:
    """Return how the folder of what was published last is kept, "" for the shipped one."""
    with reading() as connection:
        last = _last(connection)
    if last is None and earlier.is_there():
        return earlier.take_over()
    return last.folder if last else ""


def _last(connection: Connection) -> Row[Any] | None:
    """Return the last publication, with the folder of its version."""
    return connection.execute(_PUBLISHED.order_by(PUBLICATIONS.c.id.desc()).limit(1)).first()


def _step_back(connection: Connection) -> tuple[int, int] | None:
    """Return the version that answered before the present one, and the publication before that, 0 for none."""
    last = found = _last(connection)
    if last is None or found is None:
        return None
    while found.before:
        found = connection.execute(_PUBLISHED.where(PUBLICATIONS.c.id == found.before)).one()
        folder = _folder(found.folder)
        if found.version != last.version and folder and can_answer(folder):
            return found.version, found.before
    return (0, 0) if last.version else None


def _publish(connection: Connection, number: int, before: int) -> None:
    row = {"version": number, "published": _now(connection), "before": before}
    connection.execute(sa.insert(PUBLICATIONS).values(row))


def _now(connection: Connection) -> datetime:
    """Return the time by the database's clock: several servers publish, and their own may differ."""
    return datetime.fromtimestamp(float(connection.scalar(sa.select(seconds())) or 0), UTC)


def _folder_of_number(connection: Connection, number: int) -> Path:
    kept = connection.scalar(sa.select(VERSIONS.c.folder).where(VERSIONS.c.number == number))
    folder = None if kept is None else _folder(kept)
    if folder is None:
        raise no_version(number)
    return folder


def _folder(kept: str) -> Path | None:
    """Return the folder that a table names; None where it names none of the home."""
    try:
        return folder_of(kept) if kept else SHIPPED
    except ValueError:
        return None


def _check(folder: Path) -> None:
    """Make sure that a folder's classifier can answer; raises ClassifierError."""
    if not is_complete(folder):
        raise ClassifierError("no-classifier-yet", "This run has no classifier yet. Wait until it has finished.")
    if not classifier_in(folder).card.reads_digits:
        raise ClassifierError(
            "reads-no-digits",
            "This network reads no digits, so it cannot answer on the Draw page. Try it beside its run.",
        )


def no_version(number: int) -> VersionError:
    """Return the error of who asks for a version that there is not."""
    return VersionError(
        "no-such-version", "There is no version {number}. `python -m model versions` lists them.", number=number
    )


_LAST = LastKnown(_read)
