"""The versions: every classifier that may answer, with its number, its name, where it comes from and how good it is.

A folder with a complete classifier that reads digits is numbered the first time that anybody looks. Its number stays
its own: a version whose folder is gone is not listed, and comes back with its number.
Knows classifiers' folders and the database. Does not know which one answers (see `published`), or who may change what.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from model.errors import ClassifierError, VersionError
from model.inference.card import Card, read_card
from model.languages.typed import one_line
from model.storage import files
from model.storage.database.engine import reading, writing
from model.storage.folder_store import STORE
from model.versions import places
from model.versions.published import SHIPPED, is_complete, no_version
from model.versions.rows import PLACES, VERSIONS, folder_of, kept_as, number_of, numbered

MOST_NAME, MOST_NOTES = 60, 2000  # characters
_OF = "of"  # in the figures: the fingerprint of the classifier that was measured; another one has none of them
_MNIST_DATA = ("mnist", "handwriting")  # data sets that are tested on the test pictures of MNIST

_LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Version:
    """A classifier that may answer.

    Attributes:
        number: its own for good; 0 of the shipped one.
        folder: where its classifier lies.
        name: what somebody called it, "" where nobody did.
        notes: what the teacher wrote about it.
        created: when its classifier was made, in UTC.
        base: the number of the version whose learning it went on with, None where it began anew.
        export: the id of the set of the class's samples that it learned, "" where it learned none.
        samples: how many those are.
        writers: how many people wrote them.
        figures: what was measured: `{"mnist": [right, total], "class": {"export": id, "right": r, "total": t}}`, as far
            as it is known.
    """

    number: int
    folder: Path
    name: str = ""
    notes: str = ""
    created: datetime = _LONG_AGO
    base: int | None = None
    export: str = ""
    samples: int = 0
    writers: int = 0
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_imported(self) -> bool:
        """Whether its classifier was brought from elsewhere; else it is a run's, or the shipped one."""
        return kept_as(self.folder).startswith("versions/")


def all_versions() -> list[Version]:
    """Return the versions, the newest number first, the shipped one last; raises DatabaseError."""
    _number_new()
    with reading() as connection:
        rows = connection.execute(sa.select(VERSIONS).order_by(VERSIONS.c.number.desc())).all()
    return [version for row in rows if (version := _version(row))]


def find(number: int) -> Version:
    """Return the version of that number.

    Raises:
        VersionError: there is none, or its classifier is gone.
        DatabaseError: that cannot be read.
    """
    with reading() as connection:
        row = connection.execute(sa.select(VERSIONS).where(VERSIONS.c.number == number)).first()
    version = _version(row) if row else None
    if version is None:
        raise no_version(number)
    return version


def of(folder: Path) -> Version | None:
    """Return the version whose classifier lies in a folder, None where it may not answer; raises DatabaseError."""
    kept = "" if folder == SHIPPED else kept_as(folder)
    if not (kept or folder == SHIPPED) or not _may_answer(folder):
        return None
    with reading() as connection:
        row = connection.execute(sa.select(VERSIONS).where(VERSIONS.c.folder == kept)).first()
    return _version(row) if row else register(folder)


def lineage(number: int) -> list[int]:
    """Return the numbers of the versions that a version goes back to, the first of them first, itself last.

    Those whose classifiers are gone, too. Raises DatabaseError.
    """
    with reading() as connection:
        rows = connection.execute(sa.select(VERSIONS.c.number, VERSIONS.c.base))
        bases = {row.number: row.base for row in rows}
    found = [number]
    while (base := bases.get(found[0])) is not None and base not in found:
        found.insert(0, base)
    return found


def register(
    folder: Path, *, name: str = "", base: int | None = None, export: str = "", samples: int = 0, writers: int = 0
) -> Version:
    """Return the version of the classifier in a folder, numbered where it is new, with what is said of it here.

    Args:
        folder: a run's, or an imported one's.
        name: what it is called.
        base: the number of the version whose learning it went on with.
        export: the id of the set of samples that it learned.
        samples: how many those are.
        writers: how many people wrote them. What is not said, of all these, stays as it was.

    Raises:
        VersionError: the folder holds no classifier that may answer.
        DatabaseError: that cannot be kept.
    """
    kept = kept_as(folder)
    if not kept or not _may_answer(folder):
        raise VersionError("no-version", "This network cannot answer: it reads no digits, or has not finished.")
    said = {"name": name, "base": base, "export": export, "samples": samples, "writers": writers}
    values = {key: value for key, value in said.items() if value or (key, value) == ("base", 0)}
    with writing() as connection:
        number = _numbered(connection, folder)
        if values:
            connection.execute(sa.update(VERSIONS).where(VERSIONS.c.number == number).values(**values))
    return find(number)


def write_figures(number: int, figures: Mapping[str, Any]) -> None:
    """Keep what was measured of a version, beside what is known already; see `Version.figures`.

    Raises:
        VersionError: there is none.
        DatabaseError: that cannot be kept.
    """
    version = find(number)
    known = {**version.figures, **figures, _OF: _fingerprint(version.folder)}
    _change(number, figures=json.dumps(known))


def rename(number: int, name: str) -> None:
    """Call a version something, on one line of at most `MOST_NAME` characters; raises as `write_figures`."""
    _change(number, name=one_line(name, MOST_NAME))


def note(number: int, text: str) -> None:
    """Write something about a version, at most `MOST_NOTES` characters; raises as `write_figures`."""
    _change(number, notes=text[:MOST_NOTES].replace("\0", "").strip())


def _change(number: int, **values: object) -> None:
    find(number)
    with writing() as connection:
        connection.execute(sa.update(VERSIONS).where(VERSIONS.c.number == number).values(**values))


def _number_new() -> None:
    """Give a number to what nobody has looked at yet, the oldest first."""
    with reading() as connection:
        known = set(connection.scalars(sa.select(VERSIONS.c.folder)))
    new = [folder for kept in _kept_folders() - known if _may_answer(folder := folder_of(kept))]
    if new:
        with writing() as connection:
            for folder in sorted(new, key=lambda each: (_made(each), each.name)):
                _numbered(connection, folder)


def _kept_folders() -> set[str]:
    """Return all folders in which a version may lie, as the table names them."""
    return {f"{place}/{name}" for place in PLACES for name in STORE.names(place)}


def _numbered(connection: Connection, folder: Path) -> int:
    """Give the version in a folder its number; its card says which one it went on from, and what it learned."""
    config = read_card(folder).config
    named = str(config.get("base", ""))
    base = 0 if named == places.SHIPPED_NAME else number_of(connection, named) if named else None
    return numbered(connection, kept_as(folder), _made(folder), base=base, export=_export(config))


def _export(config: Mapping[str, Any]) -> str:
    """Return the id of the set of samples that a training learned, "" where it learned none."""
    mixed = config.get("mixed")
    others: Iterable[Any] = mixed if isinstance(mixed, list) else []
    for data in (config.get("data"), *(each.get("data") for each in others if isinstance(each, Mapping))):
        if isinstance(data, str) and (found := re.fullmatch("samples-([0-9a-f]{16})", data)):  # see `class_digits`
            return found[1]
    return ""


def _version(row: Row[Any]) -> Version | None:
    """Return the version of a row; None where its classifier is gone."""
    try:
        folder = folder_of(row.folder) if row.folder else SHIPPED
    except ValueError:
        return None
    card = _card(folder)
    if card is None or not is_complete(folder):
        return None
    created = row.created if row.created.tzinfo else row.created.replace(tzinfo=UTC)  # SQLite keeps no zone
    said = (row.base, row.export, row.samples, row.writers)
    return Version(row.number, folder, row.name, row.notes, created, *said, _figures(row.figures, card))


def _figures(text: str, card: Card) -> dict[str, Any]:
    """Return what was measured of the classifier as it is now; on MNIST its own card may say it."""
    found = {}
    figures, config = card.figures, card.config
    if config.get("data") in _MNIST_DATA and figures.test_pictures == 10_000:
        found["mnist"] = [round(figures.test_accuracy * figures.test_pictures), figures.test_pictures]
    if text == "{}":  # of most: a list of a thousand is to be quick
        return found
    try:
        measured = files.from_json(text)
    except ValueError:
        return found
    if isinstance(measured, dict) and measured.pop(_OF, "") == card.fingerprint:
        found |= measured
    return found


def _may_answer(folder: Path) -> bool:
    card = _card(folder) if is_complete(folder) else None
    return card is not None and card.reads_digits


def _card(folder: Path) -> Card | None:
    try:
        return read_card(folder)
    except ClassifierError:
        return None


def _fingerprint(folder: Path) -> str:
    card = _card(folder)
    return card.fingerprint if card else ""


def _made(folder: Path) -> datetime:
    """Return when the classifier in a folder was made, by its card."""
    try:
        return datetime.fromtimestamp((folder / "card.json").stat().st_mtime, UTC)
    except OSError:
        return datetime.now(UTC)
