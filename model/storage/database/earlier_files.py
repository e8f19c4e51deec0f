"""Files of the home that held until version 0.6 what `kept_values` keeps: taken over as they are, and then removed.

Knows their names. Does not know what they say: what is damaged is taken over so, and means what it meant in the file.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from model.storage import files
from model.storage.paths import home

FILES = {
    "rules": "class.json",
    "nicknames": "nicknames.json",
    "passcode": "passcode",
    "key": "secret",
    "places": "places",
}


def waiting() -> dict[str, str]:
    """Return what lies in files still, by its names; "" is what is no text that a database can hold."""
    return {name: text for name in FILES if (text := _text(name)) is not None}


def remove(name: str) -> None:
    """Remove a file that was taken over; where that cannot be, it is tried again at the next look."""
    with suppress(OSError):
        _file(name).unlink(missing_ok=True)


def _text(name: str) -> str | None:
    try:
        text = files.read_text(_file(name))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        return ""
    return text if len(text) <= files.MOST_JSON and "\0" not in text else ""


def _file(name: str) -> Path:
    return home() / FILES[name]
