"""The two tables of the versions: which there are, and which one answered from when on.

Knows the database, and how a folder is named in it: by where it lies in the store, which may move. Does not know what
lies in a folder.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from model.storage.database.engine import METADATA
from model.storage.folder_store import STORE

PLACES = ("runs", "versions")  # of what is stored, what holds classifiers

VERSIONS = sa.Table(
    "versions",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # 0: the shipped one
    sa.Column("folder", sa.String(120), nullable=False, unique=True),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("notes", sa.Text, nullable=False),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    sa.Column("base", sa.Integer),
    sa.Column("export", sa.String(16), nullable=False),
    sa.Column("samples", sa.Integer, nullable=False),
    sa.Column("writers", sa.Integer, nullable=False),
    sa.Column("figures", sa.Text, nullable=False),  # JSON
)
PUBLICATIONS = sa.Table(
    "publications",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),  # the last one says what answers
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("published", sa.DateTime(timezone=True), nullable=False),
    sa.Column("before", sa.Integer, nullable=False),  # the publication that a step back leads to, 0 for none
)


def kept_as(folder: Path) -> str:
    """Return how the folder of a classifier is named in the table, "" where it lies nowhere a version can."""
    place, name = STORE.kept_as(folder)
    return f"{place}/{name}" if place in PLACES else ""


def folder_of(kept: str) -> Path:
    """Return the folder that is named so; raises ValueError where that is not one of the store."""
    place, _, name = kept.partition("/")
    if place not in PLACES:
        raise ValueError(f"no folder of a version: {kept!r}")
    return STORE.place(place, name)


def keep_others_out(connection: Connection) -> None:
    """Let nobody else number a version, or publish one, before this is kept: where SQLite does it, nothing."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE versions, publications IN SHARE ROW EXCLUSIVE MODE")


def number_of(connection: Connection, folder: str) -> int | None:
    """Return the number of the version in a folder, None while it has none."""
    return connection.scalar(sa.select(VERSIONS.c.number).where(VERSIONS.c.folder == folder))


def numbered(connection: Connection, folder: str, created: datetime, **fields: Any) -> int:
    """Return the number of the version in a folder: the next one where it has none yet. None is given twice.

    Args:
        connection: of `writing`, which waits here for everybody else who gives a number.
        folder: as `kept_as` names it.
        created: when its classifier was made.
        **fields: what else is known of a new one, by the names of the columns.
    """
    keep_others_out(connection)
    number = number_of(connection, folder)
    if number is None:
        number = 1 + int(connection.scalar(sa.select(sa.func.max(VERSIONS.c.number))) or 0)
        unsaid = {"name": "", "notes": "", "base": None, "export": "", "samples": 0, "writers": 0, "figures": "{}"}
        row = {**unsaid, **fields, "number": number, "folder": folder, "created": created}
        connection.execute(sa.insert(VERSIONS).values(row))
    return number
