"""Promises of the store: what others read lies where INKLING_STORE says, what is a machine's own in its home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from model.datasets import collecting, uploads
from model.errors import DatabaseError, DiskError, HomeError
from model.samples import export_files
from model.samples import store as samples_store
from model.storage import budget, files, paths, recycle_bin
from model.storage.database import engine, store_owner
from model.storage.database.engine import open_database
from model.storage.folder_store import STORE
from model.storage.home_version import VERSION, open_home
from model.storage.paths import ROOT, environment
from model.versions import registry
from tests.classifiers import lend_shipped
from tests.datasets.pictures import spotted
from tests.postgresql import Server
from tests.samples.drawings import samples
from tests.versions.publishing import let_answer

_LOOKS = """
from model.datasets import uploads
from model.versions import published, registry
print([version.number for version in registry.all_versions()], published.current().name, uploads.all_sets())
"""


@pytest.fixture
def shared(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the store lie apart from the home, and return its folder."""
    folder = tmp_path / "shared"
    monkeypatch.setenv("INKLING_STORE", str(folder))
    return folder


def names(folder: Path) -> set[str]:
    """Return what lies in a folder, but for what begins with a dot and what SQLite has open."""
    return {path.name for path in folder.iterdir() if path.name[0] != "." and not path.name.startswith("inkling.db-")}


def test_what_others_read_lies_in_the_store_and_a_machines_own_in_its_home(home: Path, shared: Path) -> None:
    open_home()
    open_database()
    classifier = shared / "versions" / "one"
    classifier.mkdir(parents=True)
    lend_shipped(classifier)
    exported, pictures = export_files.write(samples(2)), uploads.save(spotted(20))
    collection = collecting.begin(("cat", "dog"))
    assert [version.folder for version in registry.all_versions()] == [classifier, registry.SHIPPED]
    assert sum(map(len, export_files.read(exported))) == 2
    assert uploads.all_sets() == [pictures]
    assert collecting.load(collection).counts == [0, 0]
    uploads.delete(pictures)
    assert names(shared) == {
        "versions", "exports", "pictures", "collections", "deleted-pictures", "version", "database",
    }  # fmt: skip
    assert names(home) == {"inkling.db", "version"}
    recycle_bin.bring_back(recycle_bin.everything()[0])
    assert uploads.all_sets() == [pictures]


def test_where_nothing_is_said_all_lies_in_the_home_and_no_database_is_noted(home: Path) -> None:
    open_home()
    open_database()
    export_files.write(samples(2))
    assert names(home) == {"inkling.db", "version", "exports"}
    assert "INKLING_STORE" not in environment()


def test_tilde_is_who_runs_it_also_where_no_shell_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("INKLING_HOME", "~/own")
    monkeypatch.setenv("INKLING_STORE", "~/shared")
    assert (paths.home(), paths.store()) == (tmp_path / "own", tmp_path / "shared")


def test_second_server_with_a_home_of_its_own_sees_the_same(
    shared: Path, tmp_path: Path, postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgresql.database() as url:
        monkeypatch.setenv("INKLING_DATABASE_URL", url)
        folder = shared / "versions" / "one"
        folder.mkdir(parents=True)
        lend_shipped(folder)
        let_answer(folder)
        pictures = uploads.save(spotted(20))
        second = {**os.environ, **environment(), "INKLING_HOME": str(tmp_path / "second")}
        command = [sys.executable, "-c", _LOOKS]
        said = subprocess.run(command, cwd=ROOT, env=second, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert said == f"[1, 0] one ['{pictures}']\n"


def test_store_belongs_to_one_database_and_another_one_is_told_so(
    home: Path, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_database()
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "second"))
    with pytest.raises(DatabaseError, match=r"The store .*shared belongs to another database. Set INKLING_DATABASE_"):
        samples_store.how_many()
    monkeypatch.setenv("INKLING_HOME", str(home))
    assert samples_store.how_many() == 0


def test_store_that_is_not_mounted_is_told_and_no_empty_folder_takes_its_place(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_AGAIN", 0)
    monkeypatch.setattr(store_owner, "_PATIENCE", 0.1)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("INKLING_STORE", str(tmp_path / "file" / "store"))
    with pytest.raises(DatabaseError, match="cannot be reached"):  # nothing is claimed by that
        samples_store.how_many()
    monkeypatch.setenv("INKLING_STORE", str(shared))
    assert samples_store.how_many() == 0
    store_owner.look()
    monkeypatch.setattr(engine, "_engines", {})  # a server that starts
    monkeypatch.setenv("INKLING_STORE", str(_made(tmp_path / "mount point")))
    with pytest.raises(FileNotFoundError):
        store_owner.look()
    with pytest.raises(DatabaseError, match=r"mount point is not the one that this database knows: there is no file "):
        samples_store.how_many()
    assert names(tmp_path / "mount point") == set()
    name = (shared / "database").read_text()
    (tmp_path / "mount point" / "database").write_text(name)
    assert samples_store.how_many() == 0


def test_of_databases_that_come_at_once_one_gets_the_store(shared: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from model.storage.database.engine import open_database; open_database()"]
    homes = [{**os.environ, "INKLING_HOME": str(tmp_path / f"home-{number}")} for number in range(4)]
    processes = [subprocess.Popen(command, cwd=ROOT, env=each, stderr=subprocess.PIPE, text=True) for each in homes]
    said = [process.communicate()[1] for process in processes]
    assert sorted("belongs to another database" in each for each in said) == [False, True, True, True]
    assert [process.returncode for process in processes].count(0) == 1
    assert names(shared) == {"database"}


def test_store_that_cannot_be_reached_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("A file, so that nothing can be written below it, not even by root.")
    monkeypatch.setenv("INKLING_STORE", str(tmp_path / "file" / "store"))
    with pytest.raises(DatabaseError, match=r"The store .*store cannot be reached: Not a directory. Make sure that it"):
        samples_store.how_many()
    with pytest.raises(DiskError, match=r"^\S*/file/store cannot be written: "):
        export_files.write(samples(1))


def test_store_of_a_newer_inkling_is_refused_in_one_sentence(home: Path, shared: Path) -> None:
    files.write_text(_made(shared) / "version", f"{VERSION + 1}\n")
    with pytest.raises(HomeError, match=r"A newer Inkling has written to .*shared\. Start that one, or set INKLING_ST"):
        open_home()
    assert not home.exists()


@pytest.mark.parametrize("inner", ["", "home/store", "..", "shared"])
def test_home_and_store_are_counted_together_and_none_of_it_twice(
    inner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("INKLING_HOME", str(home))
    store = tmp_path / inner if inner else home
    monkeypatch.setenv("INKLING_STORE", os.path.normpath(store if inner != ".." else home.parent))
    (_made(home) / "inkling.db").write_bytes(bytes(3000))
    (_made(STORE.folder("pictures")) / "pets.npz").write_bytes(bytes(500))
    assert budget.used() == 3500


def test_cache_of_a_machine_goes_where_the_store_is_on_another_disk(
    home: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (_made(home / "cache") / "old.npz").write_bytes(bytes(3000))
    monkeypatch.setenv("INKLING_BUDGET_GB", "0.000001")
    budget.make_room()
    assert budget.used() == 0
    assert not shared.exists()


@pytest.mark.parametrize("name", ["", ".", "..", "../home", "a/b", "a\\b", "a\0"])
def test_name_that_leads_elsewhere_is_none(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        STORE.place("pictures", name)


def test_what_is_prepared_is_not_seen_and_put_in_its_place_in_one_step(shared: Path) -> None:
    part = STORE.begun("versions", "one")
    (part / "card.json").write_text("{}")
    assert STORE.names("versions") == []
    assert STORE.move(part, "versions", "one") == shared / "versions" / "one"
    assert STORE.names("versions") == ["one"]
    other = STORE.begun("versions", "one")
    (other / "card.json").write_text("another machine's")
    with pytest.raises(OSError, match="not empty"):
        STORE.move(other, "versions", "one")
    files.sweep(shared, STORE.seconds() + 1)  # whoever prepared it died
    assert STORE.on_its_way("versions") == []
    assert (shared / "versions" / "one" / "card.json").read_text() == "{}"


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
