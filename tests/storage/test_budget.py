"""Promises of the budget: Inkling's home holds no more than it may, and nothing goes that nobody offers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from model.datasets import collecting, uploads
from model.datasets.uploads import PictureSet
from model.errors import DiskError, SettingError
from model.storage import budget, recycle_bin
from model.storage.budget import Spare
from model.storage.folder_store import STORE

MB = 1_000_000


@pytest.fixture
def write(home: Path) -> Callable[..., Path]:
    """Return what writes so many MB to a file of the home, changed so many days ago."""

    def write(name: str, mb: float = 1, days: float = 0) -> Path:
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(int(mb * MB)))
        before = path.stat().st_mtime - days * 24 * 3600
        os.utime(path, (before, before))
        return path

    return write


@pytest.fixture(autouse=True)
def five_mb(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the home hold 5 MB, and nobody offer anything, or write to a database when something is gone."""
    monkeypatch.setenv("INKLING_BUDGET_GB", "0.005")
    monkeypatch.setattr(budget, "_offered", [])
    monkeypatch.setattr(recycle_bin, "_told", [])


def test_database_its_copies_and_exports_are_counted_and_stay(write: Callable[..., Path]) -> None:
    kept = [write(name) for name in ("inkling.db", "inkling-before-0001.db", "exports/0123456789abcdef.jsonl.gz")]
    gone = write("cache/one.npz", 4)
    assert budget.used() == 7 * MB
    budget.make_room()
    assert not gone.exists()
    write("places", 4)
    with pytest.raises(DiskError):
        budget.make_room()
    assert all(each.exists() for each in kept)


def test_bin_goes_first_then_the_oldest_of_the_cache_and_no_more_than_must(write: Callable[..., Path]) -> None:
    given, fetched = write("pictures/pets-12345678.npz"), write("cache/cifar10.npz")
    old, new = write("cache/predictions/old.npy", days=2), write("cache/new-neighbours.npz", days=1)
    recycle_bin.put(write("runs/one/weights.npz").parent)
    budget.make_room()
    assert len(recycle_bin.everything()) == 1  # 5 MB fit
    more = write("samples.db", 1)
    budget.make_room()
    assert recycle_bin.everything() == []
    assert old.exists()
    last = write("places", 1)
    budget.make_room()
    assert not old.exists()
    assert new.exists()
    write("places", 1.8)
    budget.make_room()
    assert not new.exists()
    assert all(each.exists() for each in (given, fetched, more, last))
    assert budget.used() == 4.8 * MB


def test_full_home_is_one_sentence_and_nothing_is_written(write: Callable[..., Path], home: Path) -> None:
    write("samples.db", 5.5)
    assert budget.is_used_up()
    own = PictureSet("pets", ("cat", "dog"), np.zeros((10, 8, 8, 3), np.uint8), np.repeat([0, 1], 5))
    before = sorted(home.rglob("*"))
    for deed in (budget.make_room, lambda: uploads.save(own), lambda: collecting.begin(("cat", "dog"))):
        with pytest.raises(DiskError, match=r"The disk budget of 0.005 GB is used up. Delete runs and pictures"):
            deed()
    assert sorted(home.rglob("*")) == before


def test_pictures_can_be_taken_out_of_a_collection_where_none_can_be_added(write: Callable[..., Path]) -> None:
    picture = np.zeros((collecting.SIDE, collecting.SIDE, 3), np.uint8)
    name = collecting.begin(("cat", "dog"))
    collecting.change(name, lambda made: made.with_picture(picture, 0))
    write("samples.db", 5.5)
    with pytest.raises(DiskError):
        collecting.change(name, lambda made: made.with_picture(picture, 1))
    assert collecting.load(name).counts == [1, 0]
    assert collecting.change(name, lambda made: made.without_picture(0)).counts == [0, 0]


def test_what_is_offered_goes_after_the_cache_and_what_cannot_be_deleted_is_passed_over(
    write: Callable[..., Path],
) -> None:
    kept, first, second = write("cache/one.npy"), write("runs/a/x", 2), write("runs/b/x", 2)
    stuck = Spare(first.parent, lambda: False)
    budget.offer(lambda: [stuck, Spare(second.parent, lambda: recycle_bin.destroy(second.parent))])
    write("samples.db", 2.5)
    assert not budget.is_used_up()
    budget.make_room()
    assert not kept.exists()
    assert first.exists()
    assert not second.parent.exists()


def test_a_crash_while_something_goes_leaves_no_half_where_it_is_read(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    run = write("runs/one/weights.npz").parent

    def crash(path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(STORE, "delete", crash)
        with pytest.raises(KeyboardInterrupt):
            recycle_bin.destroy(run)
    assert not run.exists()
    assert recycle_bin.everything() == []
    recycle_bin.sweep()
    assert budget.used() == 0


def test_sizes_follow_what_is_written_and_deleted(write: Callable[..., Path], home: Path) -> None:
    assert budget.used() == 0
    write("runs/one/epochs/0001.keras", 0.5)
    write("runs/one/state.json", 0.25)
    assert budget.used() == 0.75 * MB
    write("runs/one/epochs/0002.keras", 0.5)
    assert budget.used() == 1.25 * MB
    recycle_bin.destroy(home / "runs" / "one")
    assert budget.used() == 0


def test_a_budget_that_is_not_set_is_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_BUDGET_GB", "")
    assert budget.gigabytes() == 5


@pytest.mark.parametrize("said", ["much", "50GB", "50,0", "-1", "0", "nan"])
def test_a_budget_that_cannot_be_is_refused_and_nothing_goes_for_it(
    said: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = home / "cache" / "kept.npz"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(bytes(3000))
    monkeypatch.setenv("INKLING_BUDGET_GB", said)
    with pytest.raises(SettingError, match=f"INKLING_BUDGET_GB must be a number of GB above 0.*'{said}'"):
        budget.make_room()
    assert kept.exists()
