"""What pupils like to be called in class; nobody has to be called anything.

Knows a name for an id, and whose name was taken away today. Does not know who is here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple

from model.errors import DatabaseError, RightsError
from model.languages.typed import one_line
from model.people.visitor import Visitor
from model.storage import files
from model.storage.database import kept_values

MOST = 20  # characters
KEPT = 500  # names, the newest
_NAME = "nicknames"


class _Kept(NamedTuple):
    """What is kept, each by a pupil's id: names, the newest last; the day on which a name was taken away, and which."""

    names: dict[str, str]
    out: dict[str, str]
    taken: dict[str, str]


def nicknames() -> Mapping[str, str]:
    """Return all names by the pupils' ids; none where they cannot be read."""
    try:
        return MappingProxyType(_of(kept_values.read(_NAME)).names)
    except DatabaseError:
        return MappingProxyType({})


def nickname(visitor_id: str) -> str:
    """Return what a pupil is called, "" where they are called nothing."""
    return nicknames().get(visitor_id, "")


def taken_away() -> Mapping[str, str]:
    """Return the names that were taken away today, by the pupils' ids; none where they cannot be read."""
    try:
        kept = _of(kept_values.read(_NAME))
    except DatabaseError:
        return {}
    return {each: kept.taken.get(each, "") for each, day in kept.out.items() if day == _today()}


def call(by: Visitor, name: str) -> str:
    """Let a visitor be called something from now on, and return it; what is longer than `MOST` is cut off.

    Args:
        by: who is called so.
        name: of which what can be printed is kept, on one line; "" for no name.

    Raises:
        RightsError: the teacher took their name away today, or their browser keeps no id.
        DatabaseError: it cannot be kept.
    """
    if not by.id:
        raise RightsError("unknown-visitor", "It is not known who you are. Reload the page.")
    called = one_line(name, MOST)
    kept_values.change(_NAME, partial(_with, by.id, called))
    return called


def throw_out(by: Visitor, visitor_id: str) -> None:
    """Take a pupil's name away; until tomorrow they can choose none.

    Raises:
        RightsError: a pupil asks for it.
        DatabaseError: it cannot be kept.
    """
    _check(by)
    kept_values.change(_NAME, partial(_without, visitor_id))


def allow(by: Visitor, visitor_id: str) -> None:
    """Let a pupil whose name was taken away choose one again today. Raises as `throw_out`."""
    _check(by)
    kept_values.change(_NAME, partial(_allowing, visitor_id))


def _check(by: Visitor) -> None:
    if not by.is_teacher:
        raise RightsError(
            "nicknames-are-teachers",
            "Only the teacher takes a nickname away, or allows one again. Ask your teacher.",
        )


def _with(visitor_id: str, name: str, kept: str | None) -> str:
    """Return what is to be kept once somebody is called so; raises RightsError."""
    names, out, taken = _of(kept)
    if name and out.get(visitor_id) == _today():
        raise RightsError(
            "nickname-taken-away", "Your teacher took your nickname away. Tomorrow you can choose another one."
        )
    others = {each: called for each, called in names.items() if each != visitor_id}
    return _text(_Kept({**others, visitor_id: name} if name else others, out, taken))


def _without(visitor_id: str, kept: str | None) -> str:
    """Return what is to be kept once somebody's name is taken away."""
    names, out, taken = _of(kept)
    others = {each: called for each, called in names.items() if each != visitor_id}
    name = names.get(visitor_id) or taken.get(visitor_id, "")  # it may have been pressed twice
    return _text(_Kept(others, {**out, visitor_id: _today()}, {**taken, visitor_id: name}))


def _allowing(visitor_id: str, kept: str | None) -> str:
    """Return what is to be kept once somebody may choose a name again."""
    names, out, taken = _of(kept)
    return _text(_Kept(names, {each: day for each, day in out.items() if each != visitor_id}, taken))


@lru_cache(maxsize=8)
def _of(kept: str | None) -> _Kept:
    """Return what a text says: nothing where there is none, or it is damaged. Nobody changes it."""
    with suppress(ValueError, TypeError):
        match {"taken": {}, **files.from_json(kept or "")}:  # earlier versions did not keep which name it was
            case {"names": dict(names), "out": dict(out), "taken": dict(taken)}:
                texts = (*names.values(), *out.values(), *taken.values())
                if all(isinstance(each, str) and len(each) <= MOST for each in texts):
                    return _Kept(names, out, taken)
    return _Kept({}, {}, {})


def _text(kept: _Kept) -> str:
    """Return a text that says the newest names, and whose name was taken away today."""
    today = {each: day for each, day in kept.out.items() if day == _today()}
    taken = {each: name for each, name in kept.taken.items() if each in today}
    newest = _Kept(*(dict([*each.items()][-KEPT:]) for each in (kept.names, today, taken)))
    return json.dumps(newest._asdict())


def _today() -> str:
    return date.today().isoformat()
