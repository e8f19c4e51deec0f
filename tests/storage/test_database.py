"""Promises of the database: what is kept is kept whole, whoever writes at once; what fails is one sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa

from model.errors import DatabaseError
from model.samples import store
from model.storage.database import engine
from model.storage.paths import ROOT
from tests.postgresql import Server
from tests.samples.drawings import sample, samples
from tests.storage.marked import is_whole, marked
from tests.waiting import wait_for

THREADS, EACH = 30, 20


def writing_process(first: int, count: int) -> subprocess.Popen[str]:
    """Start a process that writes samples of these numbers."""
    command = [sys.executable, "-m", "tests.storage.writing_samples", str(first), str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_class_that_writes_at_once_loses_nothing(database: str) -> None:
    def write(writer: int) -> None:
        for number in range(EACH):
            store.add([marked(writer * EACH + number)])
            store.counts()

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(write, range(THREADS)))
    assert sorted(int(each.nickname) for each in store.select()) == list(range(THREADS * EACH))
    assert all(map(is_whole, store.select()))


def test_processes_that_open_a_new_database_and_write_at_once_lose_nothing(database: str) -> None:
    processes = [writing_process(first, 50) for first in range(0, 200, 50)]
    assert [process.communicate()[0].split()[-1] for process in processes] == ["49", "99", "149", "199"]
    assert [process.returncode for process in processes] == [0] * 4
    assert len(store.select()) == 200


def test_process_that_is_killed_while_it_writes_leaves_whole_samples_and_all_that_it_said(database: str) -> None:
    process = writing_process(0, 100_000)
    assert process.stdout
    said = [process.stdout.readline().strip() for __ in range(60)]
    os.kill(process.pid, signal.SIGKILL)
    said += process.communicate()[0].split()
    kept = store.select()
    assert all(map(is_whole, kept))
    assert set(said[1:]) <= {each.nickname for each in kept}
    assert store.add([sample()]) == 1


def test_what_fails_half_way_changes_nothing(database: str) -> None:
    store.add(samples(3))
    with pytest.raises(DatabaseError), engine.writing() as connection:
        connection.execute(sa.delete(store.SAMPLES)), connection.execute(sa.text("DELETE FROM nowhere"))
    assert store.how_many() == 3


def test_two_who_give_the_same_at_once_give_it_once(database: str) -> None:
    given = samples(50)
    with ThreadPoolExecutor(8) as threads:
        new = list(threads.map(store.add, [given, given[::-1]] * 4))
    assert sum(new) == store.how_many() == 50


def test_reader_sees_one_state_while_others_write(database: str) -> None:
    store.add(samples(3))
    count = sa.select(sa.func.count()).select_from(store.SAMPLES)
    with engine.reading() as connection:
        assert connection.scalar(count) == 3
        with ThreadPoolExecutor(1) as other:
            other.submit(store.delete_all).result(10)
        assert connection.scalar(count) == 3
    assert store.how_many() == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_forked_process_has_a_connection_of_its_own(database: str) -> None:
    store.add(samples(1))
    child = os.fork()
    if child == 0:
        os._exit(0 if store.add([sample(1)]) == 1 and store.how_many() in (2, 3) else 1)
    store.add([sample(2)])
    assert os.waitpid(child, 0)[1] == 0
    assert store.how_many() == 3


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a database that could not be opened be tried again at once."""
    monkeypatch.setattr(engine, "_AGAIN", 0)


def refused() -> str:
    """Return the sentence that the database says."""
    with pytest.raises(DatabaseError) as raised:
        store.how_many()
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_folder_in_the_place_of_the_database_is_one_sentence(home: Path, at_once: None) -> None:
    (home / "inkling.db").mkdir(parents=True)
    assert refused().startswith("The database cannot be used: unable to open database file. What it holds")
    (home / "inkling.db").rmdir()
    assert store.how_many() == 0


def test_damaged_file_is_one_sentence_and_stays_as_it_is(home: Path) -> None:
    home.mkdir()
    (home / "inkling.db").write_bytes(b"no database" * 1000)
    assert refused().startswith("The database cannot be used: file is not a database.")
    assert (home / "inkling.db").read_bytes() == b"no database" * 1000


def test_home_that_cannot_be_written_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("A file, so that nothing can be written below it, not even by root.")
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "file" / "home"))
    assert refused().startswith("The database cannot be used: Not a directory.")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://anna:hush-hush@127.0.0.1:9/inkling", "onnection"),
        ("postgresql://anna:hush-hush@/inkling?host=/nowhere", "onnection"),
        ("postgresql://anna:hush-hush@127.0.0.1:9/inkling?hush=1", "hush"),
        ("postgresql://anna:hush@hush-hush@127.0.0.1:9/inkling", "names no PostgreSQL"),
        ("postgresql://anna:hush/hush-hush@127.0.0.1:9/inkling", "onnection"),
        ("postgresql://anna:hush-hush@127.0.0.1:hush-hush/inkling", "names no PostgreSQL"),
        ("mysql://anna:hush-hush@127.0.0.1/inkling", "names no PostgreSQL"),
        ("postgresql+asyncpg://anna:hush-hush@127.0.0.1/inkling", "names no PostgreSQL"),
        ("sqlite:///hush-hush.db", "names no PostgreSQL"),
        ("hush-hush", "names no PostgreSQL"),
    ],
)
def test_database_that_is_not_there_is_one_sentence_without_the_password(
    url: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_DATABASE_URL", url)
    assert said in (sentence := refused())
    assert "hush-hush" not in sentence


def test_nobody_waits_again_for_a_database_that_could_not_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[sa.URL] = []
    monkeypatch.setenv("INKLING_DATABASE_URL", "postgresql://anna@192.0.2.1/inkling")

    def opened(where: sa.URL) -> sa.Engine:
        tried.append(where)
        raise sa.exc.OperationalError(None, None, Exception("timeout expired"))

    monkeypatch.setattr(engine, "_opened", opened)
    first = refused()
    assert [refused() for __ in range(5)] == [first] * 5
    assert len(tried) == 1
    monkeypatch.setattr(engine, "_AGAIN", 0)
    refused()
    assert len(tried) == 2


def test_machine_that_freezes_within_a_change_holds_up_others_for_a_while_alone(
    postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_WAIT", 1.0)
    monkeypatch.setattr(engine, "_STANDS_STILL", 3.0)
    froze, wakes = Event(), Event()

    def freeze() -> None:
        with engine.writing() as connection:
            engine.one_at_a_time(connection, 1)
            froze.set()
            wakes.wait(60)

    def change() -> bool:
        with engine.writing() as connection:
            engine.one_at_a_time(connection, 1)
        return True

    def changed() -> bool:
        with suppress(DatabaseError):
            return change()
        return False

    with postgresql.database() as url, ThreadPoolExecutor(1) as other:
        monkeypatch.setenv("INKLING_DATABASE_URL", url)
        frozen = other.submit(freeze)
        try:
            assert froze.wait(30)
            with pytest.raises(DatabaseError, match="cannot be used: canceling statement due to lock timeout"):
                change()
            wait_for(changed, seconds=30)  # who froze is put out
        finally:
            wakes.set()
        with pytest.raises(DatabaseError, match="The database cannot be used"):
            frozen.result()


def test_nothing_that_was_written_gets_into_what_is_said(database: str) -> None:
    given = sample(nickname="n" * 21)
    with pytest.raises(DatabaseError) as raised, engine.writing() as connection:
        connection.execute(sa.text("INSERT INTO nowhere VALUES (:name)"), {"name": given.nickname})
    assert "nnn" not in f"{raised.value} {raised.value.__cause__}"


def test_deleted_handwriting_is_not_left_in_the_file(home: Path) -> None:
    store.add([sample(nickname="Rumpelstiltskin")])
    store.delete_all()
    with engine.writing() as connection:
        connection.execute(sa.text("SELECT 1"))
    for opened in list(engine._engines.values()):
        opened.dispose()
    assert b"Rumpelstiltskin" not in (home / "inkling.db").read_bytes()


@pytest.fixture(autouse=True)
def no_database_left() -> Iterator[None]:
    """Look that who opened databases closes them: a class has one, tests have many."""
    yield
    assert len([process for __, process in engine._engines if process == os.getpid()]) <= engine._MOST_OPEN
