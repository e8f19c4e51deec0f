"""The way to the database: SQLite in Inkling's home, or PostgreSQL where `INKLING_DATABASE_URL` names one.

What is written in `writing()` is kept whole or not at all; of several who write at once one waits for the other. What
is read or written within it belongs to it, whoever calls whom.
Knows connections. Does not know tables; it makes sure that those of this version are there (see `migrating`).
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock, local
from typing import Any

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, Executable, MetaData, NullPool, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from model.errors import DatabaseError
from model.storage import network_drives
from model.storage.database import migrating, store_owner
from model.storage.paths import home

METADATA = MetaData()  # each room that keeps something declares its tables on it

_WAIT = 5.0  # s that a writer waits for another one, and who connects for the server
_STANDS_STILL = 60.0  # s after which PostgreSQL ends who began a change and does no more: its machine froze
_AGAIN = 5.0  # s until a database that could not be opened is tried again: until then nobody waits for it
_MOST_OPEN = 4  # databases of a process: one, but for tests
_READS = {"inkling_reads": True}
_POSTGRESQL = "postgresql+psycopg"
_LOCK = Lock()
_WITHIN = local()  # of each thread the connection that writes, where it is within `writing`
_Key = tuple[str, int]  # where it is, and the process: a connection is not taken over by one that was forked


def url() -> URL:
    """Return where the database is.

    Raises:
        DatabaseError: `INKLING_DATABASE_URL` says it in a way that is not understood.
    """
    said = os.environ.get("INKLING_DATABASE_URL")
    if not said:
        return URL.create("sqlite", database=str(_file()))
    with suppress(SQLAlchemyError, ValueError):  # what they say may hold the password
        found = make_url(said)
        if found.drivername in ("postgresql", "postgres", _POSTGRESQL) and "@" not in (found.host or ""):
            return found.set(drivername=_POSTGRESQL)
    raise DatabaseError(
        "no-database-url",
        "INKLING_DATABASE_URL names no PostgreSQL. Write postgresql://user:password@host/name, and of a"
        " password each @ as %40 and each % as %25.",
    )


def open_database() -> None:
    """Bring the database to the tables of this version now, so that nobody waits for it later.

    Raises:
        DatabaseError: it cannot be opened, or a newer Inkling has changed it.
    """
    _engine()


@contextmanager
def reading() -> Iterator[Connection]:
    """Yield a connection that sees one state of the database, and waits for no writer.

    Raises:
        DatabaseError: it cannot be reached or read.
    """
    if (outer := _outer()) is not None:
        yield outer
        return
    with _said():
        engine = _engine()
        options = _READS if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        with engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """Yield a connection whose changes are kept together at the end, or not at all where something is raised.

    Within another one of the same thread it is that one: all is kept at its end.

    Raises:
        DatabaseError: it cannot be reached or written.
    """
    if (outer := _outer()) is not None:
        yield outer
        return
    with _said(), _engine().begin() as connection:
        _WITHIN.connection = connection
        try:
            yield connection
        finally:
            _WITHIN.connection = None
    _WRITTEN[0] += 1


def is_writing() -> bool:
    """Whether this thread is within `writing`: what it reads there nobody else sees yet."""
    return _outer() is not None


def written() -> int:
    """Return how often this process has kept something."""
    return _WRITTEN[0]


def one_at_a_time(connection: Connection, what: int) -> None:
    """Let nobody else pass here before the changes of a connection are kept; with SQLite nobody else writes anyway.

    Args:
        connection: of `writing`; of `reading` for changes of files, which with SQLite are one machine's own.
        what: a number of those who wait for one another.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({what:d})")


class seconds(FunctionElement[float]):  # noqa: N801  # written as SQL's functions are
    """Seconds since 1970 by the database's own clock, in SQL: no two machines' clocks are compared."""

    type = sqlalchemy.Float()
    inherit_cache = True


@compiles(seconds, "sqlite")
def _of_sqlite(*_: object, **__: object) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(seconds, "postgresql")
def _of_postgresql(*_: object, **__: object) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) AS double precision)"


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


@lru_cache(maxsize=_MOST_OPEN)
def _watching(engine: Engine) -> Any:
    """Return a connection that never writes: the number counts what others kept."""
    return engine.raw_connection()


def write_in_copies(statement: Executable) -> None:
    """Change the copies of the database, too, that were made before its tables were changed.

    Raises:
        DatabaseError: one cannot be written.
    """
    for copy in migrating.backups(_file()):
        engine = sqlalchemy.create_engine(f"sqlite:///{copy}", poolclass=NullPool, hide_parameters=True)
        event.listen(engine, "connect", lambda connection, __: connection.execute("PRAGMA secure_delete=ON"))
        with _said(), engine.begin() as connection:
            connection.execute(statement)


def _outer() -> Connection | None:
    return getattr(_WITHIN, "connection", None)


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _cannot(str(getattr(error, "orig", None) or error)) from error


def _cannot(fault: str) -> DatabaseError:
    lines = fault.strip().splitlines() or [""]
    return DatabaseError(
        "database",
        "The database cannot be used: {fault}. What it holds is unharmed; try again, or ask who runs Inkling.",
        fault=lines[0].rstrip(". "),
    )


def _engine() -> Engine:
    where = url()
    key = where.render_as_string(hide_password=False), os.getpid()
    with _LOCK:  # the first one brings the tables up to date; the others wait for that
        if (known := _engines.get(key)) is not None:
            return known
        if (failed := _failed.get(key)) is not None and time.monotonic() - failed[0] < _AGAIN:
            raise failed[1].with_traceback(None)
        try:
            with _said():
                _engines[key] = engine = _opened(where)
        except DatabaseError as error:
            _failed[key] = time.monotonic(), error
            raise
        _close_others(key)
        return engine


_WRITTEN = [0]
_engines: dict[_Key, Engine] = {}
_failed: dict[_Key, tuple[float, DatabaseError]] = {}  # when, and why


def _close_others(key: _Key) -> None:
    """Close what was opened long ago and is another one; `_LOCK` is held."""
    _failed.clear()
    for old in [each for each in _engines if each != key and each[1] == key[1]][: 1 - _MOST_OPEN]:
        _engines.pop(old).dispose()


def _opened(where: URL) -> Engine:
    if where.get_backend_name() == "sqlite" and (kind := network_drives.kind_of(home())):
        raise DatabaseError(
            "shared-home",
            "{folder} lies on a network drive ({kind}), and there SQLite's database would break. Set INKLING_HOME to a"
            " folder on this machine's own disk, and INKLING_STORE to the shared one. Several machines also need"
            " PostgreSQL, in INKLING_DATABASE_URL.",
            folder=home(),
            kind=kind,
        )
    engine = sqlalchemy.create_engine(where, hide_parameters=True, **_options(where))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "connect", _limit)
    try:
        home().mkdir(parents=True, exist_ok=True)
        if engine.dialect.name == "sqlite":
            _keep_private()
        migrating.upgrade(engine)
        store_owner.check(engine)
    except BaseException as error:
        engine.dispose()
        if isinstance(error, OSError):  # the disk is full, or may not be written to
            raise _cannot(error.strerror or str(error)) from error
        raise
    return engine


def _file() -> Path:
    return home() / "inkling.db"


def _keep_private() -> None:
    """Let who runs Inkling alone read the database: it holds the passcode's hash, and what cookies are signed with.

    What SQLite puts beside it is as the file itself.
    """
    with suppress(OSError):  # what cannot be made is said by SQLite; somebody else's file stays as it is
        _file().touch(mode=0o600)
        for path in filter(Path.is_file, home().glob(f"{_file().name}*")):
            path.chmod(0o600)


def _options(where: URL) -> dict[str, Any]:
    if where.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": _WAIT, "isolation_level": None}}  # transactions are begun by `_begin`
    wait = {"connect_timeout": round(_WAIT), "tcp_user_timeout": round(1000 * _WAIT)}
    return {"pool_pre_ping": True, "connect_args": wait}


def _prepare(connection: Any, _record: object) -> None:
    """Let readers and one writer not wait for one another, and be as safe as that is without a wait at each write.

    What is deleted is written over, as it was somebody's handwriting.
    """
    for pragma in (
        f"busy_timeout={round(1000 * _WAIT)}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON",
        "secure_delete=ON",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _limit(connection: Any, _record: object) -> None:
    """Let PostgreSQL keep nobody waiting for long where another machine froze within a change."""
    limits = f"SET lock_timeout = {1000 * _WAIT:.0f}; SET idle_in_transaction_session_timeout = "
    connection.execute(f"{limits}{1000 * _STANDS_STILL:.0f}")
    connection.commit()


def _begin(connection: Connection) -> None:
    """Take the place of the writer at once: taken later, it could be refused without a wait."""
    reads = connection.get_execution_options().get("inkling_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
