"""The one way to what is stored: a kind, such as "runs", and a name; here both are folders, which machines may share.

    <store>/<kind>/<name>    a folder or a file; while it is on its way in or out its name begins with a dot

Whoever stores something makes it elsewhere in the store or under such a name, and puts it in its place in one step:
others see it whole or not at all. What changes once it is there, as a run does, is replaced file by file.
An object store would be another class with these methods: `place` would fetch, `move` and `made` would bring up.
Knows folders. Does not know what lies in them, nor how long what was deleted stays (see `recycle_bin`).
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from model.storage import files
from model.storage.paths import store


class FolderStore:
    """What is stored, in the folders below `store()`."""

    def folder(self, kind: str) -> Path:
        """Return what holds all of a kind: to be named to people. It may be missing."""
        return store() / kind

    def place(self, kind: str, name: str) -> Path:
        """Return where something lies, or would lie.

        Raises:
            ValueError: it is no name, but a path that leads elsewhere.
        """
        if name in ("", ".", "..") or "/" in name or "\\" in name or "\0" in name:
            raise ValueError(f"no name: {name!r}")
        return store() / kind / name

    def kept_as(self, path: Path) -> tuple[str, str]:
        """Return the kind and the name of what lies at a path; two times "" where that is not in the store."""
        return (path.parent.name, path.name) if path.parent.parent == store() else ("", "")

    def kinds(self) -> list[str]:
        """Return the kinds of which something is, or was, stored."""
        return [name for name in _names(store()) if name[0] != "." and (store() / name).is_dir()]

    def names(self, kind: str) -> list[str]:
        """Return what is stored of a kind, in any order: nothing where the disk is gone."""
        return [name for name in _names(self.folder(kind)) if name[0] != "."]

    def on_its_way(self, kind: str) -> list[Path]:
        """Return what lies under a name that begins with a dot: somebody makes or deletes it, or died within."""
        return [self.place(kind, name) for name in _names(self.folder(kind)) if name[0] == "."]

    def made(self, kind: str, name: str) -> Path:
        """Make an empty folder of that name, which nobody else has then, and return it.

        Raises:
            FileExistsError: somebody has made it already.
            OSError: it cannot be made.
        """
        folder = self.place(kind, name)
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir()
        return folder

    def begun(self, kind: str, name: str) -> Path:
        """Make an empty folder in which to prepare what `move` will put in its place; raises OSError.

        Where whoever prepares it dies, `files.sweep` deletes it.
        """
        return self.made(kind, f".{secrets.token_hex(8)}-{name}")

    def move(self, path: Path, kind: str, name: str) -> Path:
        """Put what lies somewhere in the store in another place of it, in one step, and return that.

        Raises:
            FileNotFoundError: it is not there.
            OSError: it cannot be moved; a folder that is there already and is not empty stays.
        """
        place = self.place(kind, name)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
        return place

    def delete(self, path: Path) -> None:
        """Delete something, whole or as far as that goes: first `move` it out of sight. Two may do so at once."""
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()

    def check(self) -> None:
        """Make sure that it can be read; raises OSError."""
        with os.scandir(store()) as entries:
            next(entries, None)

    def seconds(self) -> float:
        """Return the time of day by the store's own clock, in s since 1970: what is stored bears its times.

        A machine's own clock may be another one. Raises OSError: nothing can be written.
        """
        return files.clock_of(store())


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:  # there is none yet, or the disk is gone
        return []


STORE = FolderStore()
