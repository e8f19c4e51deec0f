"""What said until version 0.6 which classifier answers: `current.json` in the home; taken over once, and then removed.

Knows that file. Does not know which classifier answers now.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from model.storage import files
from model.storage.database.engine import is_writing, writing
from model.storage.folder_store import STORE
from model.storage.paths import home
from model.versions.rows import PUBLICATIONS, keep_others_out, numbered


def is_there() -> bool:
    """Whether the home holds such a file."""
    return _pointer().is_file()


def take_over() -> str:
    """Publish what it names, as long as nothing was published, and return how its folder is kept; "" where it is none.

    The file goes only when that is kept, so that nothing is lost whatever ends in between. A damaged one stays.

    Raises:
        DatabaseError: that cannot be kept.
    """
    folder = _named()
    if folder is None:
        return ""
    kept = f"runs/{folder.name}"
    with writing() as connection:
        keep_others_out(connection)
        if connection.scalar(sa.select(sa.func.count()).select_from(PUBLICATIONS)) == 0:
            number = numbered(connection, kept, datetime.now(UTC))
            row = {"version": number, "published": datetime.now(UTC), "before": 0}
            connection.execute(sa.insert(PUBLICATIONS).values(row))
    if not is_writing():  # else it is not kept yet
        with suppress(OSError):  # it is not looked at again, now that something was published
            _pointer().unlink(missing_ok=True)
    return kept


def _named() -> Path | None:
    """Return the folder of the run that the file names; None where it is damaged, or names none."""
    with suppress(OSError, ValueError):
        match files.from_json(files.read_text(_pointer())):
            case {"run": str(name)} if (folder := STORE.place("runs", Path(name).name)).is_dir():
                return folder  # a name, never a path that leads elsewhere
    return None


def _pointer() -> Path:
    return home() / "current.json"
