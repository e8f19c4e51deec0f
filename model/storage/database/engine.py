"""The way to the database: SQLite in Inkling's home, or PostgreSQL where `INKLING_DATABASE_URL` names one.

What is written in `writing()` is kept whole or not at all; of several who write at once one waits for the other.
Knows connections. Does not know tables; it makes sure that those of this version are there (see `migrating`).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from threading import Lock
from typing import Any

import sqlalchemy
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.exc import SQLAlchemyError

from model.errors import DatabaseError
from model.storage.database import migrating
from model.storage.paths import home

METADATA = MetaData()  # each room that keeps something declares its tables on it

_WAIT = 5.0  # s that a writer waits for another one
_READS = {"inkling_reads": True}
_LOCK = Lock()


def url() -> str:
    """Return where the database is, as SQLAlchemy says it."""
    return os.environ.get("INKLING_DATABASE_URL") or f"sqlite:///{home() / 'inkling.db'}"


@contextmanager
def reading() -> Iterator[Connection]:
    """Yield a connection that sees one state of the database, and waits for no writer.

    Raises:
        DatabaseError: it cannot be reached or read.
    """
    with _said(), _engine().connect().execution_options(**_READS) as connection, connection.begin():
        yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """Yield a connection whose changes are kept together at the end, or not at all where something is raised.

    Raises:
        DatabaseError: it cannot be reached or written.
    """
    with _said(), _engine().begin() as connection:
        yield connection


def state() -> int | None:
    """Return a number that is another one once anything was kept since, by whichever process; None: nobody can tell.

    It costs some microseconds, so what was read may be used again for as long as it stays the same. On PostgreSQL
    nobody can tell.

    Raises:
        DatabaseError: it cannot be reached or read.
    """
    with _said():
        engine = _engine()
        if engine.dialect.name != "sqlite":
            return None
        with _LOCK:
            found: int = _watching(engine).execute("PRAGMA data_version").fetchone()[0]
    return found


@lru_cache(maxsize=4)
def _watching(engine: Engine) -> Any:
    """Return a connection that never writes: the number counts what others kept."""
    return engine.raw_connection()


@contextmanager
def _said(*others: type[Exception]) -> Iterator[None]:
    faults: tuple[type[Exception], ...] = (SQLAlchemyError, *others)
    try:
        yield
    except faults as error:
        raise DatabaseError(
            "database",
            "The database cannot be used: {fault}. What it holds is unharmed; try again, or ask who runs Inkling.",
            fault=str(getattr(error, "orig", None) or error).splitlines()[0],
        ) from error


def _engine() -> Engine:
    # The first one brings the tables up to date; the others wait for that.
    with _LOCK, _said(OSError, sqlite3.Error, CommandError):
        return _opened(url(), os.getpid())


@lru_cache(maxsize=4)
def _opened(where: str, process: int) -> Engine:
    engine = sqlalchemy.create_engine(where, **_options(where))
    if engine.dialect.name == "sqlite":
        with suppress(OSError):  # then SQLite says that it cannot be opened
            home().mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    migrating.upgrade(engine)
    return engine


def _options(where: str) -> dict[str, Any]:
    if where.startswith("sqlite"):
        return {"connect_args": {"timeout": _WAIT, "isolation_level": None}}  # transactions are begun by `_begin`
    return {"pool_pre_ping": True, "connect_args": {"connect_timeout": round(_WAIT)}}


def _prepare(connection: Any, _record: object) -> None:
    """Let readers and one writer not wait for one another, and be as safe as that is without a wait at each write."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={round(1000 * _WAIT)}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Take the place of the writer at once: taken later, it could be refused without a wait."""
    reads = connection.get_execution_options().get("inkling_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
