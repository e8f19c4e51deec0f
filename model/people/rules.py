"""What the teacher allows the pupils.

Knows switches, which all servers of a class share. Does not know what is done where one is off: whoever does it asks.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from functools import lru_cache

from model.errors import DatabaseError, RightsError
from model.people.visitor import Visitor
from model.storage import files
from model.storage.database import kept_values

_NAME = "rules"


@dataclass(frozen=True)
class Rules:
    """What pupils may do.

    Attributes:
        training: whether they may train.
        contributing: whether they may give digits of their own to the class.
        approval: whether the teacher approves a digit of theirs before it is learned from.
    """

    training: bool = True
    contributing: bool = True
    approval: bool = True


_UNKNOWN = Rules(training=False, contributing=False)  # where nobody can tell what the teacher said


def rules() -> Rules:
    """Return what pupils may do now; where that cannot be read, nothing of it unseen."""
    try:
        return _of(kept_values.read(_NAME))
    except DatabaseError:
        return _UNKNOWN


def change(by: Visitor, **switches: bool) -> None:
    """Allow or forbid something; the switches are those of `Rules`.

    Raises:
        RightsError: a pupil asks for it.
        DatabaseError: it cannot be kept.
    """
    if not by.is_teacher:
        raise RightsError("rules-are-teachers", "Only the teacher says what the class may do. Ask your teacher.")
    kept_values.change(_NAME, lambda kept: json.dumps(dataclasses.asdict(dataclasses.replace(_of(kept), **switches))))


@lru_cache(maxsize=8)
def _of(kept: str | None) -> Rules:
    """Return the rules that a text says; None: none were kept yet."""
    if kept is None:
        return Rules()
    try:
        content = files.from_json(kept)
    except ValueError:
        return _UNKNOWN
    if not isinstance(content, dict) or not all(isinstance(value, bool) for value in content.values()):
        return _UNKNOWN
    known = {field.name for field in dataclasses.fields(Rules)}
    return Rules(**{name: value for name, value in content.items() if name in known})
