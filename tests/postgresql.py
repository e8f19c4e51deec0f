"""PostgreSQL for the tests: found, or installed. `python -m tests.postgresql` sees to it that there is one.

A throw-away server on a local socket, in a folder of its own: nobody else's databases are touched.
"""

from __future__ import annotations

import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.installing import AS_ROOT, by_the_system
from tests.waiting import wait_for

_USER = "postgres" if AS_ROOT else None  # PostgreSQL refuses to run as root; its package brings this user


def folder() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs, None when there is none."""
    of_debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_the_path = shutil.which("initdb")
    found = [*of_debian[-1:], *([Path(on_the_path)] if on_the_path else [])]
    return found[0].resolve().parent if found else None


def find() -> Path:
    """Return the folder of PostgreSQL's programs.

    Raises:
        SystemExit: there is none, and none could be installed.
    """
    found = folder()
    if found is None:
        print("Installing PostgreSQL for the tests ...", flush=True)
        by_the_system("postgresql")
        found = folder()
    if found is None:
        raise SystemExit(
            "The tests of the database need PostgreSQL: install it (on Debian: apt-get install postgresql), try again."
        )
    return found


class Server:
    """A PostgreSQL that listens on a socket in a folder, and to nobody else."""

    def __init__(self, programs: Path, place: Path) -> None:
        """Make its files, and start it."""
        self._place = place
        if _USER:
            shutil.chown(place, _USER)
        self._run(
            programs / "initdb",
            "--auth=trust",
            "--username=inkling",
            "--no-sync",
            "--no-locale",
            "--encoding=UTF8",
            place / "data",
        )
        command = [str(each) for each in (programs / "postgres", "-D", place / "data", "-k", place, "-F")]
        self._command = [*command, "-c", "listen_addresses="]
        self.start()

    def start(self) -> None:
        """Start it, for the first time or after it was stopped."""
        self._process = subprocess.Popen(
            self._command,
            user=_USER,
            cwd=self._place,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(self._answers, 60)

    def url(self, name: str) -> str:
        """Return what `INKLING_DATABASE_URL` is for one of its databases."""
        return f"postgresql://inkling@/{name}?host={self._place}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """Make an empty database, yield its URL, and throw it away."""
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name}")
        yield self.url(name)
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Do something that concerns the whole server."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self) -> None:
        """Let it end at once."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(30)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, *command: str | Path) -> None:
        subprocess.run(command, check=True, user=_USER, cwd=self._place, stdout=subprocess.DEVNULL)


@contextmanager
def server() -> Iterator[Server]:
    """Start one, and throw it away.

    Raises:
        SystemExit: there is no PostgreSQL.
    """
    programs = find()
    place = Path(tempfile.mkdtemp(prefix="inkling-pg-"))  # short, as the path of a socket must be
    started = Server(programs, place)
    yield started
    started.stop()
    shutil.rmtree(place)


if __name__ == "__main__":
    print(f"PostgreSQL: {find()}")
