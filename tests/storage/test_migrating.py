"""Promises of the database's steps: they end in the tables of this version, and lose nothing on the way."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool

from model.errors import DatabaseError
from model.people.visitor import TEACHER
from model.samples import actions, store
from model.storage.database import engine, migrating
from model.storage.paths import ROOT, home
from tests.samples.drawings import BEN, sample, samples

NEWEST = sorted((ROOT / "model/storage/database/migrations/versions").glob("step_*.py"))[-1].name.split("_")[1]


def straight(do: Callable[[Connection], object]) -> None:
    """Do something in the database past the house's way to it."""
    home().mkdir(parents=True, exist_ok=True)
    made = sa.create_engine(engine.url(), poolclass=NullPool)
    with made.begin() as connection:
        do(connection)


def step(number: str) -> None:
    """Bring an empty database to a step, as the version that ended there did, with five samples in it."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "model/storage/database/migrations"))

    def upgrade(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, number)
        rows = [store._row(each) for each in [*samples(3), *samples(2, writer=BEN.id)]]
        connection.execute(sa.insert(store.SAMPLES), rows)

    straight(upgrade)


def found() -> str | None:
    """Return the step at which the database is."""
    with engine.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def test_steps_end_in_the_tables_that_the_rooms_declare(database: str) -> None:
    for path in (ROOT / "model").rglob("*.py"):
        if "(\n    METADATA" in (text := path.read_text()) or "    METADATA,\n" in text:
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    opts = {"compare_type": True, "compare_server_default": True, "include_name": is_declared}
    with engine.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=opts), engine.METADATA) == []
    assert "samples" in engine.METADATA.tables


def is_declared(name: str | None, kind: str, parents: object) -> bool:
    """Whether a table of the database is looked at."""
    return kind != "table" or name in engine.METADATA.tables


def test_database_of_the_first_step_is_brought_to_the_newest_with_its_samples(database: str) -> None:
    step("0001")
    given = [*samples(3), *samples(2, writer=BEN.id)]
    assert sorted(each.id for each in store.select()) == sorted(each.id for each in given)
    assert found() == NEWEST
    copies = migrating.backups(home() / "inkling.db")
    assert [copy.name for copy in copies] == ["inkling-before-0001.db"] * (database == "sqlite")
    for copy in copies:
        assert os.name == "nt" or stat.S_IMODE(copy.stat().st_mode) == 0o600
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("SELECT count(*) FROM samples").fetchone() == (5,)
            assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)


def test_every_step_is_named_by_its_file() -> None:
    """So that a server that has no step to take need not load Alembic."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).with_name("migrations")))
    known = ScriptDirectory.from_config(config)
    assert [step.revision for step in known.walk_revisions()][::-1] == migrating._steps()
    assert known.get_current_head() == migrating._steps()[-1]
    lean = "import sys; from model.samples import store; print(store.how_many(), 'alembic' in sys.modules)"
    run = [sys.executable, "-c", lean]
    said = [subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout for __ in range(2)]
    assert said == ["0 True\n", "0 False\n"]


def test_new_database_has_no_copy(home: Path) -> None:
    assert store.how_many() == 0
    assert sorted(path.name for path in home.glob("*.db")) == ["inkling.db"]


def test_what_a_writer_deletes_is_deleted_in_the_copy_too(home: Path) -> None:
    step("0001")
    assert actions.delete_writer(BEN.id, BEN) == 2
    (copy,) = migrating.backups(home / "inkling.db")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM samples").fetchone() == (3,)
    assert BEN.id.encode() not in copy.read_bytes()
    actions.delete_everything(TEACHER)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM samples").fetchone() == (0,)


def test_processes_that_migrate_at_once_do_it_once(database: str) -> None:
    step("0001")
    read = "from model.samples import store; print(store.how_many())"
    processes = [
        subprocess.Popen([sys.executable, "-c", read], cwd=ROOT, stdout=subprocess.PIPE, text=True) for __ in range(3)
    ]
    assert [process.communicate()[0] for process in processes] == ["5\n"] * 3
    assert found() == NEWEST


def test_step_that_fails_leaves_the_database_as_it_was(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    step("0001")
    real = command.upgrade

    def fail_at_the_end(config: Config, to: str) -> None:
        real(config, to)
        config.attributes["connection"].execute(sa.text("DELETE FROM nowhere"))

    monkeypatch.setattr(command, "upgrade", fail_at_the_end)
    monkeypatch.setattr(engine, "_AGAIN", 0)
    with pytest.raises(DatabaseError, match="nowhere"):
        store.how_many()
    steps: list[str | None] = []
    straight(lambda connection: steps.append(MigrationContext.configure(connection).get_current_revision()))
    straight(lambda connection: steps.append(",".join(sorted(sa.inspect(connection).get_table_names()))))
    assert steps == ["0001", "alembic_version,samples"]
    monkeypatch.setattr(command, "upgrade", real)
    assert store.how_many() == 5


def test_copy_that_cannot_be_written_is_one_sentence_and_nothing_is_changed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step("0001")
    (home / "inkling-before-0001.db" / "in the way").mkdir(parents=True)
    monkeypatch.setattr(engine, "_AGAIN", 0)
    with pytest.raises(DatabaseError, match="The database cannot be used: Is a directory"):
        store.how_many()
    (home / "inkling-before-0001.db" / "in the way").rmdir()
    (home / "inkling-before-0001.db").rmdir()
    assert store.how_many() == 5
    assert not list(home.glob(".*-inkling-before*"))


def test_database_of_a_newer_version_is_one_sentence_and_stays_as_it_is(database: str) -> None:
    step("0001")
    straight(lambda connection: connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(DatabaseError, match="A newer Inkling has changed the database"):
        store.add([sample(9)])
    counted: list[object] = []
    straight(lambda connection: counted.append(connection.scalar(sa.text("SELECT count(*) FROM samples"))))
    assert counted == [5]
