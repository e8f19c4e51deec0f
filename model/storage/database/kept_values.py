"""Small things that all servers of a class share, each by its name: what the teacher allows, the passcode, names.

They are asked for at every connection and every deed, so what was read is used again (see `last_known`).
Knows texts by names. Does not know what they say: who keeps one reads it without trust.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sqlalchemy as sa
from sqlalchemy import Connection

from model.storage.database import earlier_files
from model.storage.database.engine import METADATA, is_writing, one_at_a_time, reading, writing
from model.storage.database.last_known import LastKnown

KEPT = sa.Table(
    "kept",
    METADATA,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

_CHANGING = 7142  # those who change something here wait for one another
_HOLDS = 0.5  # s, after which what another server changed is seen at the latest


def read(name: str) -> str | None:
    """Return what is kept by a name, as it was known last; None where nothing is.

    Raises:
        DatabaseError: nobody can tell.
    """
    return _KNOWN.get().get(name)


def write(name: str, value: str) -> None:
    """Keep something by a name of at most 32 letters; this process sees it at once. Raises DatabaseError."""
    change(name, lambda __: value)


def change(name: str, changed: Callable[[str | None], str]) -> str:
    """Change what is kept by a name, and return it; of several who do so at once, each finds what the one before left.

    Args:
        name: of at most 32 letters.
        changed: is given what is kept now, None for nothing, and returns what is to be kept; it may raise, and then
            all stays as it is.

    Raises:
        DatabaseError: that cannot be kept.
    """
    _KNOWN.get()  # so what an earlier version left is taken over before
    with writing() as connection:
        one_at_a_time(connection, _CHANGING)
        before = connection.scalar(sa.select(KEPT.c.value).where(KEPT.c.name == name))
        after = changed(before)
        if before is None:
            connection.execute(sa.insert(KEPT).values(name=name, value=after))
        elif after != before:
            connection.execute(sa.update(KEPT).where(KEPT.c.name == name).values(value=after))
    return after


def _all() -> Mapping[str, str]:
    """Return what is kept; at the first look, what an earlier version left is taken over, and then removed."""
    kept: Mapping[str, str]
    with reading() as connection:
        kept = _rows(connection)
    waiting = earlier_files.waiting()
    if any(name not in kept for name in waiting):
        kept = _take_over(waiting)
    if not is_writing():  # else it is not kept yet
        for name, text in waiting.items():
            if text and text == kept[name]:  # also where something ended before it went the last time
                earlier_files.remove(name)
    return kept


def _take_over(waiting: Mapping[str, str]) -> Mapping[str, str]:
    """Keep texts by their names, but for what is kept already; return all that is kept then."""
    with writing() as connection:
        one_at_a_time(connection, _CHANGING)
        kept = _rows(connection)
        for name in waiting.keys() - kept.keys():
            connection.execute(sa.insert(KEPT).values(name=name, value=waiting[name]))
        return {**waiting, **kept}


def _rows(connection: Connection) -> dict[str, str]:
    return {row.name: row.value for row in connection.execute(sa.select(KEPT))}


_KNOWN = LastKnown(_all, _HOLDS)
