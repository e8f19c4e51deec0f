"""Promises of kept values: all servers share them, no change is lost, nobody waits for them, earlier files are kept."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from model.errors import DatabaseError
from model.storage.database import earlier_files, engine, kept_values
from model.storage.paths import ROOT
from tests.storage.silence import Silence
from tests.waiting import wait_for

BROUGHT = (
    "import os; from sqlalchemy import Engine, event;"
    " from model.storage.database import earlier_files, engine, kept_values"
)
TEXTS = {name: f"what {name} said – 说" for name in earlier_files.FILES}


def another(said: str) -> int:
    """Let another process do something with kept values; return how it ended."""
    return subprocess.run([sys.executable, "-c", f"{BROUGHT}; {said}"], cwd=ROOT).returncode


def leave(home: Path) -> None:
    """Put the files there that an earlier version left."""
    home.mkdir(exist_ok=True)
    for name, file in earlier_files.FILES.items():
        (home / file).write_text(TEXTS[name], encoding="utf-8")


def files_left(home: Path) -> list[str]:
    """Return the names of the files that are there still."""
    return [file for file in earlier_files.FILES.values() if (home / file).exists()]


def test_what_is_kept_is_seen_here_at_once_and_elsewhere_soon(database: str) -> None:
    assert kept_values.read("rules") is None
    for value in ("first", "second", ""):
        kept_values.write("rules", value)
        assert kept_values.read("rules") == value
    assert another("kept_values.write('rules', kept_values.read('rules') + 'of another')") == 0
    wait_for(lambda: kept_values.read("rules") == "of another", 3)
    assert kept_values._HOLDS <= 0.5


def test_of_many_who_change_the_same_at_once_each_finds_what_the_one_before_left(database: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        for __ in range(80):
            threads.submit(kept_values.change, "counted", lambda kept: str(int(kept or 0) + 1))
    assert kept_values.read("counted") == "80"


def test_what_raises_half_way_leaves_all_as_it_was(database: str) -> None:
    kept_values.write("rules", "as it was")
    with pytest.raises(ZeroDivisionError):
        kept_values.change("rules", lambda kept: str(1 // 0))
    assert kept_values.read("rules") == "as it was"


def test_reading_costs_far_less_than_a_stroke() -> None:
    kept_values.write("rules", "x" * 20_000)
    began = time.process_time()
    for __ in range(1000):
        kept_values.read("rules")
    assert (time.process_time() - began) / 1000 < 0.0005


def test_what_earlier_versions_left_in_files_is_taken_over_once(database: str, home: Path) -> None:
    leave(home)
    assert {name: kept_values.read(name) for name in TEXTS} == TEXTS
    assert files_left(home) == []
    kept_values.write("rules", "of today")
    leave(home)
    assert another("print(kept_values.read('rules'))") == 0
    assert kept_values.read("rules") == "of today"
    assert files_left(home) == ["class.json"]  # it was never taken over: nothing that is not kept goes


def test_who_changes_something_before_anybody_looked_changes_what_was_left(home: Path) -> None:
    leave(home)
    kept_values.change("rules", lambda kept: f"{kept} – and more")
    assert kept_values.read("rules") == TEXTS["rules"] + " – and more"
    assert files_left(home) == []


KILL = "os.kill(os.getpid(), 9)"
AT_THE_END = f"lambda connection: connection.exec_driver_sql('SELECT count(*) FROM kept').scalar() and {KILL}"


@pytest.mark.parametrize(
    "killed",
    [
        f"kept_values._take_over = lambda waiting: {KILL}",
        f"kept_values.one_at_a_time = lambda *__: {KILL}",
        f"event.listen(Engine, 'commit', {AT_THE_END})",
        f"earlier_files.remove = lambda name: {KILL}",
    ],
    ids=["before", "within", "at its end", "after"],
)
def test_taking_over_that_is_killed_loses_nothing(killed: str, database: str, home: Path) -> None:
    leave(home)
    assert another(f"engine.open_database(); {killed}; kept_values.read('rules')") == -9
    assert {name: kept_values.read(name) for name in TEXTS} == TEXTS
    assert files_left(home) == []


def write_and_fail() -> None:
    """Change something within a larger change that is not kept."""
    with engine.writing():
        kept_values.write("key", "never kept")
        assert (kept_values.read("key"), kept_values.read("rules")) == ("never kept", TEXTS["rules"])
        kept_values.write("key", str(1 // 0))


def test_what_is_read_within_a_change_that_fails_is_not_known_after_it(database: str, home: Path) -> None:
    kept_values.write("key", "as it was")
    leave(home)
    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert kept_values.read("key") == "as it was"
    assert kept_values.read("rules") == TEXTS["rules"]
    assert files_left(home) == ["secret"]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a\x00b", b""])
def test_file_that_is_no_text_stays_and_means_nothing(content: bytes, database: str, home: Path) -> None:
    leave(home)
    (home / "class.json").write_bytes(content)
    assert kept_values.read("rules") == ""
    assert kept_values.read("passcode") == TEXTS["passcode"]
    assert files_left(home) == ["class.json"]


def test_nobody_waits_twice_for_a_database_that_swallows_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_WAIT", 2.0)
    monkeypatch.setattr(engine, "_AGAIN", 0.0)
    with Silence() as silence:
        monkeypatch.setenv("INKLING_DATABASE_URL", silence.url)
        with pytest.raises(DatabaseError, match="The database cannot be used"):
            kept_values.read("rules")
        waited: list[float] = []

        def is_asked_again() -> bool:
            began = time.monotonic()
            with pytest.raises(DatabaseError):
                kept_values.read("rules")
            waited.append(time.monotonic() - began)
            return len(waited) >= 30 and silence.asked() >= 2

        wait_for(is_asked_again, every=0.1)
        assert sum(waited) < 1.5


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_database_and_its_copies_are_read_by_who_runs_inkling_alone(home: Path) -> None:
    home.mkdir()
    (home / "inkling.db").touch(0o644)  # as an earlier version made it
    before = os.umask(0)
    try:
        kept_values.write("key", "secret")
        with engine.reading():
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.glob("inkling.db*")}
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(("inkling.db", "inkling.db-wal", "inkling.db-shm"), 0o600)
