"""That a store belongs to one database: two would take the runs in it for their own, and each do what the other does.

    <store>/database    what the database says of itself in its table `kept`: 32 hexadecimal digits, nothing secret

Only where `INKLING_STORE` names a folder of its own: what lies in a home may be copied, and its database deleted.
Knows that file and that row. Does not know what else the store holds.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from model.errors import DatabaseError
from model.storage import files
from model.storage.paths import home, store

_KEPT = sa.table("kept", sa.column("name"), sa.column("value"))  # declared in `kept_values`
_NAME = "database"  # of the row, and of the file
_ID = sa.select(_KEPT.c.value).where(_KEPT.c.name == _NAME)


def check(engine: Engine) -> None:
    """Make sure that the store is this database's: whoever comes first makes it theirs.

    Raises:
        DatabaseError: it is another one's, or cannot be reached.
        SQLAlchemyError: the database cannot be.
    """
    if store() == home():
        return
    own = _id(engine)
    try:
        found = _read(store() / _NAME) or _claimed(store() / _NAME, own)
    except (OSError, ValueError) as error:
        raise DatabaseError(
            "no-store",
            "The store {folder} cannot be reached: {fault}. Make sure that it is mounted and may be written to.",
            folder=store(),
            fault=getattr(error, "strerror", None) or error,
        ) from error
    if found != own:
        raise DatabaseError(
            "other-database",
            "The store {folder} belongs to another database. Set INKLING_DATABASE_URL to that one, or INKLING_STORE to"
            " another folder. Only if that database is gone for good, delete {file}.",
            folder=store(),
            file=store() / _NAME,
        )


def _id(engine: Engine) -> str:
    """Return what the database calls itself, for good."""
    with engine.connect().execution_options(inkling_reads=True) as connection:
        if (known := connection.scalar(_ID)) is not None:
            return str(known)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7142)")  # as whoever writes to this table
        return _named(connection)


def _named(connection: Connection) -> str:
    if (known := connection.scalar(_ID)) is not None:  # another machine was faster
        return str(known)
    own = secrets.token_hex(16)
    connection.execute(sa.insert(_KEPT).values(name=_NAME, value=own))
    return own


def _read(file: Path) -> str:
    """Return whose the store is; "" while it is nobody's."""
    with suppress(FileNotFoundError):
        return files.read_text(file).strip()
    return ""


def _claimed(file: Path, own: str) -> str:
    """Say that the store is this database's, unless another one has just said so; return whose it is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{secrets.token_hex(8)}-{file.name}")
    try:
        part.write_text(f"{own}\n")
        try:
            os.link(part, file)  # in one step, and not where there is one
        except FileExistsError:
            pass
        except OSError:  # this file system has no links
            with suppress(FileExistsError), file.open("x") as claimed:
                claimed.write(f"{own}\n")
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return _read(file)
