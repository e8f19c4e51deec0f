"""Two servers of Inkling behind nginx, as `deploy/` describes them, on this machine: for tests and benchmarks.

Each server is the command of the systemd unit with the environment of `inkling.env`; only places and addresses are
other ones.
"""

from __future__ import annotations

import configparser
import shlex
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from model.storage.paths import ROOT
from tests.browser.app import App
from tests.nginx import Nginx

DEPLOY = ROOT / "deploy"
PYTHON = "/opt/inkling/.venv/bin/python"  # as the units name it


class Deployed:
    """Two servers, one database, one store, and what stands before them.

    Attributes:
        servers: both.
        nginx: what passes on to them.
        url: where a class finds them.
        store: the folder that both share.
        environment: what both are told.
    """

    def __init__(self, place: Path, database_url: str, stack: ExitStack) -> None:
        """Start all.

        Args:
            place: an empty folder.
            database_url: of an empty PostgreSQL.
            stack: what ends it.

        Raises:
            SystemExit: there is no nginx.
        """
        self.store = place / "store"
        homes = [place / name for name in ("first", "second")]
        for folder in (self.store, place / "nginx", *homes):
            folder.mkdir()
        own = {"INKLING_DATABASE_URL": database_url, "INKLING_STORE": str(self.store)}
        self.environment = {**settings(), **own, "STREAMLIT_SERVER_ADDRESS": "127.0.0.1"}
        self.servers: list[App] = []
        for home in homes:
            self.servers.append(App(home, module("inkling.service"), self.environment))
            stack.callback(self.servers[-1].stop)
        self.nginx = Nginx(place / "nginx", [address(server) for server in self.servers])
        stack.callback(self.nginx.stop)
        self.url = self.nginx.url

    @property
    def pids(self) -> list[int]:
        """The processes of the servers."""
        return [server.process.pid for server in self.servers]


@contextmanager
def deployed(place: Path, database_url: str) -> Iterator[Deployed]:
    """Start two servers and nginx, and end them afterwards; the arguments are those of `Deployed`."""
    with ExitStack() as stack:
        yield Deployed(place, database_url, stack)


def address(server: App) -> str:
    """Return where a server listens (host:port)."""
    return urlsplit(server.url).netloc


def unit(name: str) -> configparser.ConfigParser:
    """Return what a systemd unit says."""
    read = configparser.ConfigParser(interpolation=None, comment_prefixes=("#",))
    read.optionxform = str  # type: ignore[assignment]  # names of systemd's settings are written as they are
    read.read(DEPLOY / name)
    return read


def module(name: str) -> list[str]:
    """Return what Python runs by a unit, with its arguments."""
    python, option, *rest = shlex.split(unit(name)["Service"]["ExecStart"])
    assert (python, option) == (PYTHON, "-m")
    return rest


def settings() -> dict[str, str]:
    """Return what `inkling.env` sets."""
    lines = (DEPLOY / "inkling.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
