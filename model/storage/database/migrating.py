"""Brings a database to the tables of this version, by the steps in `migrations/`, before anything else is asked of it.

Knows Alembic, and the copies of an SQLite file that are made before a step. Does not know what the tables hold.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from model.errors import DatabaseError
from model.storage import files

_STEPS = Path(__file__).with_name("migrations")


def upgrade(engine: Engine) -> None:
    """Take the steps that a database lacks; of an SQLite file that has any tables, a copy is put beside it first.

    Raises:
        DatabaseError: a newer Inkling has changed it.
        SQLAlchemyError: it cannot be reached or written.
        sqlite3.Error: the copy cannot be made; likewise OSError.
    """
    steps = _steps()
    with engine.connect().execution_options(inkling_reads=True) as connection:
        if _step(connection) == steps[-1]:  # as nearly always: nobody has to be waited for
            return
    with engine.begin() as connection:  # whoever comes meanwhile waits here, and then finds it done
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")  # a step may take longer than a change does
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7141)")
        found = _step(connection)
        if found == steps[-1]:
            return
        if found and found not in steps:
            raise DatabaseError(
                "newer-database",
                "A newer Inkling has changed the database. Start that one, or set INKLING_DATABASE_URL or INKLING_HOME"
                " to another place.",
            )
        if found and engine.dialect.name == "sqlite":
            _back_up(Path(str(engine.url.database)), found)
        _take_all(connection)


def backups(file: Path) -> list[Path]:
    """Return the copies of an SQLite database that were made before its tables were changed."""
    return sorted(file.parent.glob(f"{file.stem}-before-*.db"))


def _steps() -> list[str]:
    """Return the steps that there are, the last one last, as their files are named: "0001", ..."""
    return sorted(path.name.split("_")[1] for path in (_STEPS / "versions").glob("step_*.py"))


def _step(connection: Connection) -> str | None:
    """Return the last step that was taken, as Alembic notes it, None where none was."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def _take_all(connection: Connection) -> None:
    from alembic import command  # 12 MB that a server needs only where there is a step to take
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _back_up(file: Path, step: str) -> None:
    """Copy an SQLite database as it was kept last, beside it, readable by who runs Inkling alone."""

    def write(part: Path) -> None:
        part.touch(mode=0o600)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)

    files.replace(file.with_name(f"{file.stem}-before-{step}.db"), write)
