"""Promises of a home on a network drive: SQLite is not put there. What is mounted is made up here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from model.errors import DatabaseError
from model.samples import store
from model.storage import network_drives
from tests.postgresql import Server


class Mounted(NamedTuple):
    """A drive, as psutil says it."""

    mountpoint: str
    fstype: str
    opts: str = "rw"


@pytest.fixture
def mount(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what lets these drives be mounted, beside this machine's own disk."""

    def mount(*drives: Mounted) -> None:
        monkeypatch.setattr(psutil, "disk_partitions", lambda all: [Mounted("/", "ext4"), *drives])

    return mount


@pytest.mark.parametrize(
    ("fstype", "opts", "kind"),
    [
        ("nfs4", "rw", "nfs4"), ("cifs", "rw", "cifs"), ("smbfs", "rw", "smbfs"), ("fuse.sshfs", "rw", "sshfs"),
        ("lustre", "rw", "lustre"), ("NTFS", "rw,remote", "SMB"), ("NTFS", "rw,fixed", ""), ("apfs", "rw,local", ""),
        ("virtiofs", "rw", ""), ("xfs", "rw", ""),
    ],
)  # fmt: skip
def test_network_file_systems_are_told_from_a_machines_own(
    fstype: str, opts: str, kind: str, home: Path, mount: Callable[..., None]
) -> None:
    mount(Mounted(str(home.parent), fstype, opts))
    assert network_drives.kind_of(home) == kind


def test_drive_that_is_mounted_deepest_and_last_counts(home: Path, mount: Callable[..., None]) -> None:
    mount(Mounted(str(home), "autofs"), Mounted(str(home), "nfs4"), Mounted(str(home.parent), "xfs"))
    assert network_drives.kind_of(home) == "nfs4"
    mount(Mounted(str(home.parent), "nfs4"), Mounted(str(home), "xfs"))
    assert network_drives.kind_of(home / "var") == ""
    mount(Mounted(f"{home}-other", "nfs4"))
    assert network_drives.kind_of(home) == ""


def test_link_to_a_network_drive_is_one(tmp_path: Path, mount: Callable[..., None]) -> None:
    (tmp_path / "drive").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "drive")
    mount(Mounted(str(tmp_path / "drive"), "nfs"))
    assert network_drives.kind_of(tmp_path / "link" / "home") == "nfs"


def test_sqlite_is_not_put_on_a_network_drive_and_a_store_may_be(
    tmp_path: Path, mount: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("INKLING_HOME", str(home))
    mount(Mounted(str(home), "nfs4"))
    with pytest.raises(DatabaseError, match=r"home lies on a network drive \(nfs4\), .* Set INKLING_HOME to a folder"):
        store.how_many()
    assert not home.exists()
    mount(Mounted(str(tmp_path / "shared"), "nfs4"))
    monkeypatch.setenv("INKLING_STORE", str(tmp_path / "shared"))
    monkeypatch.setenv("INKLING_HOME", f"{home}-local")
    assert store.how_many() == 0


def test_with_postgresql_a_home_may_lie_anywhere(
    home: Path, mount: Callable[..., None], postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount(Mounted(str(home.parent), "nfs4"))
    with postgresql.database() as url:
        monkeypatch.setenv("INKLING_DATABASE_URL", url)
        assert store.how_many() == 0


def test_drives_are_looked_at_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    monkeypatch.setattr(network_drives, "kind_of", lambda folder: looked.append(folder) or "")
    for __ in range(3):
        store.how_many()
    assert looked == [home]
