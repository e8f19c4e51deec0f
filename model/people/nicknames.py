"""What pupils like to be called in class; nobody has to be called anything.

Knows a name for an id, and whose name was taken away today. Does not know who is here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from filelock import FileLock

from model.errors import RightsError
from model.people.visitor import Visitor
from model.storage import files
from model.storage.paths import home

MOST = 20  # characters
KEPT = 500  # names, the newest


class _Kept(NamedTuple):
    """What the file holds, each by a pupil's id: names, the newest last; the day on which a name was taken away."""

    names: dict[str, str]
    out: dict[str, str]


def nicknames() -> Mapping[str, str]:
    """Return all names by the pupils' ids; none where they cannot be read."""
    return MappingProxyType(_kept().names)


def nickname(visitor_id: str) -> str:
    """Return what a pupil is called, "" where they are called nothing."""
    return nicknames().get(visitor_id, "")


def call(by: Visitor, name: str) -> None:
    """Let a visitor be called something from now on; what is longer than `MOST` is cut off.

    Args:
        by: who is called so.
        name: of which what can be printed is kept, on one line; "" for no name.

    Raises:
        RightsError: the teacher took their name away today, or their browser keeps no id.
        DiskError: it cannot be written.
    """
    printable = "".join(each if each.isprintable() else " " for each in name[: 10 * MOST])
    said = " ".join(printable.split())[:MOST].strip()
    if not by.id:
        raise RightsError("unknown-visitor", "It is not known who you are. Reload the page.")
    with files.writing(), _lock():
        names, out = _kept()
        if said and out.get(by.id) == _today():
            raise RightsError(
                "nickname-taken-away", "Your teacher took your nickname away. Tomorrow you can choose another one."
            )
        others = {each: called for each, called in names.items() if each != by.id}
        _write(_Kept({**others, by.id: said} if said else others, out))


def throw_out(by: Visitor, visitor_id: str) -> None:
    """Take a pupil's name away; until tomorrow they can choose none.

    Raises:
        RightsError: a pupil asks for it.
        DiskError: it cannot be written.
    """
    if not by.is_teacher:
        raise RightsError("nicknames-are-teachers", "Only the teacher takes a nickname away. Ask your teacher.")
    with files.writing(), _lock():
        names, out = _kept()
        others = {each: called for each, called in names.items() if each != visitor_id}
        _write(_Kept(others, {**out, visitor_id: _today()}))


def _kept() -> _Kept:
    try:
        return files.parsed(_file(), _read)
    except (OSError, ValueError):  # there are none yet, or the file is damaged
        return _Kept({}, {})


def _read(text: str) -> _Kept:
    """Return what a file holds; raises ValueError."""
    match files.from_json(text):
        case {"names": dict(names), "out": dict(out)}:
            if all(isinstance(each, str) and len(each) <= MOST for each in (*names.values(), *out.values())):
                return _Kept(names, out)
    raise ValueError("no nicknames")


def _write(kept: _Kept) -> None:
    """Write the newest names, and whose name was taken away today."""
    today = {each: day for each, day in kept.out.items() if day == _today()}
    newest = _Kept(*(dict([*each.items()][-KEPT:]) for each in (kept.names, today)))
    files.write_text(_file(), json.dumps(newest._asdict()))


def _today() -> str:
    return date.today().isoformat()


def _lock() -> FileLock:
    home().mkdir(parents=True, exist_ok=True)
    return FileLock(home() / ".nicknames.lock", timeout=10)


def _file() -> Path:
    return home() / "nicknames.json"
