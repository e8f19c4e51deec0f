"""Promises of the bin: what was deleted can be brought back for a day, and is not kept for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from model.errors import DeletionError, DiskError
from model.storage import recycle_bin
from model.storage.folder_store import STORE

DAY = 24 * 60 * 60  # s


@pytest.fixture
def kept(home: Path) -> Path:
    """Return a folder with a file in Inkling's home."""
    folder = home / "runs" / "one"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    return folder


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what sets the store's clock forward, and the one that nobody sets too where it is said."""
    now, own = STORE.seconds, time.monotonic

    def later(seconds: float, *, both: bool = False) -> None:
        monkeypatch.setattr(STORE, "seconds", lambda: now() + seconds)
        monkeypatch.setattr(time, "monotonic", lambda: own() + seconds * both)

    return later


def test_what_was_deleted_is_listed_newest_first_and_can_be_brought_back(
    kept: Path, home: Path, later: Callable[..., None]
) -> None:
    pictures = home / "pictures" / "pets-12345678.npz"
    pictures.parent.mkdir()
    pictures.write_bytes(b"pictures")
    before = time.time()
    recycle_bin.put(kept)
    later(60)
    recycle_bin.put(pictures)
    assert not kept.exists()
    second, first = recycle_bin.everything()
    assert (first.kind, first.name, second.kind, second.name) == ("runs", "one", "pictures", "pets-12345678.npz")
    assert abs(first.at - before) < 5
    assert second.moment.timestamp() == second.at
    recycle_bin.bring_back(first)
    recycle_bin.bring_back(second)
    assert (kept / "config.json").read_text() == "{}"
    assert pictures.read_bytes() == b"pictures"
    assert recycle_bin.everything() == []


def test_what_was_deleted_more_than_a_day_ago_is_deleted_for_good(
    kept: Path, home: Path, later: Callable[..., None]
) -> None:
    recycle_bin.put(kept)
    later(DAY - 60, both=True)
    recycle_bin.sweep()
    assert len(recycle_bin.everything()) == 1
    later(DAY + 60, both=True)
    recycle_bin.sweep()
    assert list((home / "deleted-runs").iterdir()) == []


def test_clock_that_jumps_forward_deletes_nothing_for_good(kept: Path, later: Callable[..., None]) -> None:
    recycle_bin.put(kept)
    later(400 * DAY)
    recycle_bin.sweep()
    assert len(recycle_bin.everything()) == 1


def test_machine_whose_own_clock_is_wrong_deletes_nothing_for_good(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recycle_bin.put(kept)
    monkeypatch.setattr(recycle_bin, "_put_away", {})  # another machine did it
    monkeypatch.setattr(time, "time", lambda: 2e9)
    recycle_bin.sweep()
    assert len(recycle_bin.everything()) == 1


def test_clock_that_was_wrong_when_it_was_deleted_deletes_nothing_for_good(
    kept: Path, later: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    later(-400 * DAY)
    recycle_bin.put(kept)
    monkeypatch.setattr(recycle_bin, "_put_away", {})  # the app was started anew
    later(0)
    recycle_bin.sweep()
    assert len(recycle_bin.everything()) == 1  # the folder knows better than its name


def test_bin_survives_a_restart_and_is_swept_then(
    kept: Path, later: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    recycle_bin.put(kept)
    monkeypatch.setattr(recycle_bin, "_put_away", {})
    assert [each.name for each in recycle_bin.everything()] == ["one"]
    later(DAY + 60)
    recycle_bin.sweep()
    assert recycle_bin.everything() == []


def test_what_an_earlier_version_deleted_or_a_sweep_left_is_no_fault(home: Path, later: Callable[..., None]) -> None:
    for name in ("2026-01-31-120000-000000-fast", ".left"):
        (home / "deleted-runs" / name).mkdir(parents=True)
    (home / "deleted-runs" / ".part").write_text("left")
    assert [each.name for each in recycle_bin.everything()] == ["2026-01-31-120000-000000-fast"]
    later(DAY + 60)
    recycle_bin.sweep()
    assert list((home / "deleted-runs").iterdir()) == []


def test_what_is_there_again_is_not_brought_back(kept: Path) -> None:
    recycle_bin.put(kept)
    kept.mkdir()
    (kept / "config.json").write_text("imported once more")
    (deleted,) = recycle_bin.everything()
    with pytest.raises(DeletionError, match="It is there again already"):
        recycle_bin.bring_back(deleted)
    assert (kept / "config.json").read_text() == "imported once more"


def test_what_is_gone_is_one_sentence(kept: Path) -> None:
    recycle_bin.put(kept)
    with pytest.raises(DeletionError, match="deleted already"):
        recycle_bin.put(kept)
    (deleted,) = recycle_bin.everything()
    recycle_bin.bring_back(deleted)
    with pytest.raises(DeletionError, match="brought back already"):
        recycle_bin.bring_back(deleted)
    assert kept.exists()


def test_disk_that_cannot_be_written_to_is_one_sentence_and_nothing_is_lost(kept: Path, home: Path) -> None:
    (home / "deleted-runs").write_text("a file where the folder should be")
    with pytest.raises(DiskError, match=r"cannot be written: .* Free some disk"):
        recycle_bin.put(kept)
    assert kept.exists()
