"""When the class began that is here now: what was trained and taught before is another one's.

All servers of a class share it. Knows a moment. Does not know what comes of it: whoever opens something by itself asks.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from model.errors import DatabaseError, RightsError
from model.people.visitor import Visitor
from model.storage.database import kept_values

_NAME = "class_began"


def began() -> datetime:
    """Return when the class began, by this computer's clock; long ago where nobody said so, or nobody can tell."""
    with suppress(DatabaseError, ValueError):
        if said := kept_values.read(_NAME):
            return datetime.fromisoformat(said)
    return datetime.min


def begin(by: Visitor) -> None:
    """Let a new class begin.

    Raises:
        RightsError: a pupil asks for it.
        DatabaseError: it cannot be kept.
    """
    if not by.is_teacher:
        raise RightsError("class-is-teachers", "Only the teacher lets a new class begin. Ask your teacher.")
    kept_values.change(_NAME, lambda _kept: datetime.now().isoformat())
