"""That a store belongs to one database: two would take the runs in it for their own, and each do what the other does.

    <store>/database    what the database says of itself in its table `kept`: 32 hexadecimal digits, nothing secret

A store that a database has named once, and that has no such file, is not mounted: what is written there would be lost.
Only where `INKLING_STORE` names a folder of its own: what lies in a home may be copied, and its database deleted.
Knows that file and that row. Does not know what else the store holds.
"""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from model.errors import DatabaseError
from model.storage import files
from model.storage.paths import home, store

_KEPT = sa.table("kept", sa.column("name"), sa.column("value"))  # declared in `kept_values`
_NAME = "database"  # of the row, and of the file
_ID = sa.select(_KEPT.c.value).where(_KEPT.c.name == _NAME)
_PATIENCE = 5.0  # s: a shared folder may show late what another machine has just written


def check(engine: Engine) -> None:
    """Make sure that the store is this database's: whoever comes first makes it theirs.

    Raises:
        DatabaseError: it is another one's, is not mounted, or cannot be reached.
        SQLAlchemyError: the database cannot be.
    """
    if store() == home():
        return
    file = store() / _NAME
    try:
        own = _known(engine) or _first(engine, file)
        found = _waited_for(file)
    except (OSError, ValueError) as error:
        raise DatabaseError(
            "no-store",
            "The store {folder} cannot be reached: {fault}. Make sure that it is mounted and may be written to.",
            folder=store(),
            fault=getattr(error, "strerror", None) or error,
        ) from error
    if not found:
        raise DatabaseError(
            "empty-store",
            "The store {folder} is not the one that this database knows: there is no file {file}. Mount it. Only if it"
            " is a new one, write {name} into that file.",
            folder=store(),
            file=file,
            name=own,
        )
    if found != own:
        raise DatabaseError(
            "other-database",
            "The store {folder} belongs to another database. Set INKLING_DATABASE_URL to that one, or INKLING_STORE to"
            " another folder. Only if that database is gone for good, delete {file}.",
            folder=store(),
            file=file,
        )


def look() -> None:
    """Make sure that a store that was found to be this database's is still there; raises OSError: it is not."""
    if store() != home():
        (store() / _NAME).stat()


def _known(engine: Engine) -> str | None:
    """Return what the database calls itself, for good; None where it has no name yet."""
    with engine.connect().execution_options(inkling_reads=True) as connection:
        return connection.scalar(_ID)


def _first(engine: Engine, file: Path) -> str:
    """Give the database a name and the store its file, both or neither; return the name, also of who was faster."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7142)")  # as whoever writes to this table
        if (known := connection.scalar(_ID)) is not None:
            return str(known)
        own = secrets.token_hex(16)
        connection.execute(sa.insert(_KEPT).values(name=_NAME, value=own))
        _claim(file, own)
    return own


def _waited_for(file: Path) -> str:
    """Return whose the store is, as soon as somebody has said so; "" where nobody does."""
    end = time.monotonic() + _PATIENCE
    while not (found := _read(file)) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def _read(file: Path) -> str:
    """Return whose the store is; "" while it is nobody's."""
    with suppress(FileNotFoundError):
        return files.read_text(file).strip()
    return ""


def _claim(file: Path, own: str) -> None:
    """Say that the store is this database's, unless another one has said so."""
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
