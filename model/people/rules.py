"""What the teacher allows the pupils.

Knows switches, which are kept in a file. Does not know what is done where one is off: whoever does it asks.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from model.errors import RightsError
from model.people.visitor import Visitor
from model.storage import files
from model.storage.paths import home


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


def rules() -> Rules:
    """Return what pupils may do now; where that cannot be read, nothing of it unseen."""
    try:
        return files.parsed(_file(), _read)
    except FileNotFoundError:
        return Rules()
    except (OSError, ValueError):
        return Rules(training=False, contributing=False)


def change(by: Visitor, **switches: bool) -> None:
    """Allow or forbid something; the switches are those of `Rules`.

    Raises:
        RightsError: a pupil asks for it.
        DiskError: it cannot be written.
    """
    if not by.is_teacher:
        raise RightsError("rules-are-teachers", "Only the teacher says what the class may do. Ask your teacher.")
    with files.writing():
        home().mkdir(parents=True, exist_ok=True)
        files.write_text(_file(), json.dumps(dataclasses.asdict(dataclasses.replace(rules(), **switches))))


def _read(text: str) -> Rules:
    """Return the rules that a file holds; raises ValueError."""
    content = files.from_json(text)
    if not isinstance(content, dict) or not all(isinstance(value, bool) for value in content.values()):
        raise ValueError("no rules")
    known = {field.name for field in dataclasses.fields(Rules)}
    return Rules(**{name: value for name, value in content.items() if name in known})


def _file() -> Path:
    return home() / "class.json"
