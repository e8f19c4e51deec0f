"""Brings a database to the tables of this version, by the steps in `migrations/`, before anything else is asked of it.

Knows Alembic. Does not know what the tables hold.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_STEPS = Path(__file__).with_name("migrations")


def upgrade(engine: Engine) -> None:
    """Take the steps that a database lacks; of an SQLite file that has any tables, a copy is put beside it first.

    Raises:
        SQLAlchemyError: it cannot be reached or written.
    """
    config = Config()
    config.set_main_option("script_location", str(_STEPS))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.begin() as connection:  # whoever comes meanwhile waits here, and then finds it done
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7141)")
        found = MigrationContext.configure(connection).get_current_revision()
        if found == newest:
            return
        if found and engine.dialect.name == "sqlite":
            _back_up(Path(str(engine.url.database)), found)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _back_up(file: Path, step: str) -> None:
    """Copy an SQLite database as it is on the disk, beside it."""
    copy = file.with_name(f"{file.stem}-before-{step}.db")
    with sqlite3.connect(file) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
