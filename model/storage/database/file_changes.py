"""How files that several may change are changed: by one at a time, whoever it is, on all machines.

Knows the lock of a machine and the database. Does not know which files these are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock

from model.storage.database.engine import one_at_a_time, reading
from model.storage.paths import home


@contextmanager
def changing_files(kind: str, number: int) -> Iterator[None]:
    """Let nobody else change files of a kind meanwhile: here by a file, on machines that share a store by its database.

    Args:
        kind: of the files, such as "pictures".
        number: of those who wait for one another, see `one_at_a_time`.

    Raises:
        DatabaseError: the database cannot be reached.
        OSError: nothing can be written.
    """
    home().mkdir(parents=True, exist_ok=True)
    with FileLock(home() / f".{kind}.lock"), reading() as connection:
        one_at_a_time(connection, number)
        yield
