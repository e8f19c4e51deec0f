"""Promises of the store: what others read lies where INKLING_STORE says, what is a machine's own in its home."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.datasets import collecting, uploads
from model.samples import export_files
from model.storage import recycle_bin
from model.storage.database.engine import open_database
from model.storage.home_version import open_home
from model.versions import registry
from tests.classifiers import lend_shipped
from tests.datasets.pictures import spotted
from tests.samples.drawings import samples


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
    assert len(export_files.read(exported)) == 2
    assert uploads.all_sets() == [pictures]
    assert collecting.load(collection).counts == [0, 0]
    uploads.delete(pictures)
    assert names(shared) == {"versions", "exports", "pictures", "collections", "deleted-pictures", "version"}
    assert names(home) == {"inkling.db", "version"}
    recycle_bin.bring_back(recycle_bin.everything()[0])
    assert uploads.all_sets() == [pictures]
