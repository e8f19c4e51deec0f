"""How days, times of day and durations are written.

Knows the reader's language. Does not know what took place then, or so long.
"""

from __future__ import annotations

from datetime import datetime

from model.languages.translation import _


def day_and_time(moment: datetime) -> str:
    """Return a day and a time of day, as the reader's language writes them."""
    # NOTE: a day and a time of day; {month:02} is 05 where {month} is 5
    return _("{year}-{month:02}-{day:02} {hour:02}:{minute:02}").format(
        year=moment.year, month=moment.month, day=moment.day, hour=moment.hour, minute=moment.minute
    )


def duration(seconds: float) -> str:
    """Return about how long something takes: "5 s", "40 s", "3 min", "2.5 h"."""
    if seconds < 57.5:
        return _("{seconds} s").format(seconds=max(5, 5 * round(seconds / 5)))
    if seconds < 99 * 60:
        return _("{minutes} min").format(minutes=max(1, round(seconds / 60)))
    return _("{hours:.1f} h").format(hours=seconds / 3600)
