"""Looking a name up in a table: one that is not there is refused with those that are.

Knows nothing of what the tables hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from model.errors import ConfigError

Row = TypeVar("Row")


def look_up(table: Mapping[str, Row], what: str, name: object) -> Row:
    """Return the row of that name.

    Args:
        table: rows by their names.
        what: that is looked up, such as "optimizer".
        name: of the row.

    Raises:
        ConfigError: there is none.
    """
    if not isinstance(name, str) or name not in table:
        raise ConfigError(
            "unknown-choice",
            "Unknown {what} {name!r}. Choose one of: {choices}.",
            what=what,
            name=name,
            choices=", ".join(table),
        )
    return table[name]
