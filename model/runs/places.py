"""How many runs may train at the same time on one machine.

Knows the database. Does not know runs.
"""

from __future__ import annotations

from model.errors import RunError
from model.storage.database import kept_values

MOST_CONCURRENT = 4  # runs that may train at the same time on one machine
_PLACES = "places"  # the name under which it is kept how many may


def max_concurrent_runs() -> int:
    """Return how many runs may train at the same time on one machine."""
    try:
        return min(MOST_CONCURRENT, max(1, int(kept_values.read(_PLACES) or 1)))
    except ValueError:
        return 1


def set_max_concurrent_runs(count: int) -> None:
    """Let so many runs train at the same time on one machine, 1 to `MOST_CONCURRENT`.

    Raises:
        RunError: the number cannot be.
        DatabaseError: it cannot be written.
    """
    if not 1 <= count <= MOST_CONCURRENT:
        raise RunError(
            "too-many-at-once",
            "1 to {most} runs can train at the same time. Received: {count}.",
            most=MOST_CONCURRENT,
            count=count,
        )
    kept_values.write(_PLACES, str(count))
