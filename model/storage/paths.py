"""Where things lie: the repository, what this machine keeps for itself, and what several machines may share.

    home()     inkling.db, cache/, version: this machine's own, on its own disk
    store()    runs/, versions/, exports/, pictures/, collections/, what was deleted of them, version: written by one
               process, read by others, on whichever machine

By default both are one folder. Knows folders. Does not know what lies in the store (see `folder_store`).
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """Return the folder in which this machine keeps its own (`INKLING_HOME`, else `var/`)."""
    return _path("INKLING_HOME") or ROOT / "var"


def store() -> Path:
    """Return the folder of the store (`INKLING_STORE`, else `home()`): rooms reach it through `folder_store` alone."""
    return _path("INKLING_STORE") or home()


def _path(name: str) -> Path | None:
    """Return the folder that a setting names, None where it names none; "~" is who runs this, also without a shell."""
    said = os.environ.get(name)
    return Path(said).expanduser() if said else None


def folders() -> list[Path]:
    """Return the folders below which Inkling writes: one where the other is the same one, or lies in it."""
    return [home()] if home() == store() else _outermost(home(), store())


@lru_cache(maxsize=4)  # asked by every page, and a shared folder answers slowly
def _outermost(own: Path, shared: Path) -> list[Path]:
    if shared.resolve().is_relative_to(own.resolve()):
        return [own]
    return [shared] if own.resolve().is_relative_to(shared.resolve()) else [own, shared]


def environment() -> dict[str, str]:
    """Return what tells a process in another folder where this one writes."""
    told = {"INKLING_HOME": str(home().resolve())}
    return {**told, "INKLING_STORE": str(store().resolve())} if os.environ.get("INKLING_STORE") else told
