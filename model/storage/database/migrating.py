"""Brings a database to the tables of this version, by the steps in `migrations/`, before anything else is asked of it.

Knows Alembic, and the copies of an SQLite file that are made before a step. Does not know what the tables hold.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
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
    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    steps = ScriptDirectory.from_config(config)
    newest = steps.get_current_head()
    with engine.connect().execution_options(inkling_reads=True) as connection:
        if _step(connection) == newest:  # as nearly always: nobody has to be waited for
            return
    with engine.begin() as connection:  # whoever comes meanwhile waits here, and then finds it done
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7141)")
        found = _step(connection)
        if found == newest:
            return
        if found and found not in {step.revision for step in steps.walk_revisions()}:
            raise DatabaseError(
                "newer-database",
                "A newer Inkling has changed the database. Start that one, or set INKLING_DATABASE_URL or INKLING_HOME"
                " to another place.",
            )
        if found and engine.dialect.name == "sqlite":
            _back_up(Path(str(engine.url.database)), found)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def backups(file: Path) -> list[Path]:
    """Return the copies of an SQLite database that were made before its tables were changed."""
    return sorted(file.parent.glob(f"{file.stem}-before-*.db"))


def _step(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _back_up(file: Path, step: str) -> None:
    """Copy an SQLite database as it was kept last, beside it."""

    def write(part: Path) -> None:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)

    files.replace(file.with_name(f"{file.stem}-before-{step}.db"), write)
