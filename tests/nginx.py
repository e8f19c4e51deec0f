"""nginx for the tests: found, or installed. `python -m tests.nginx` sees to it that there is one.

It is started with `deploy/nginx.conf` itself, in a folder of its own; only ports and addresses are other ones.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from model.storage.paths import ROOT
from tests.browser.app import free_port
from tests.installing import AS_ROOT, by_the_system
from tests.waiting import wait_for

CONFIGURATION = ROOT / "deploy" / "nginx.conf"
_ADDRESSES = ("10.0.0.1:8501", "10.0.0.2:8501")  # of the servers, as they stand there
_LISTEN = "listen 80;"
# What Debian's own nginx.conf has around it; one worker, as the tests have few cores.
_AROUND = """
{user}
daemon off;
worker_processes 1;
pid {place}/nginx.pid;
error_log {place}/error.log;
events {{ worker_connections 2048; }}
http {{
    log_format where '$request_uri $upstream_addr';
    access_log {place}/access.log where;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    include {place}/inkling.conf;
}}
"""


def find() -> str:
    """Return the path of nginx.

    Raises:
        SystemExit: there is none, and none could be installed.
    """
    if not (found := _installed()):
        print("Installing nginx for the tests ...", flush=True)
        by_the_system("nginx-light")
        found = _installed()
    if not found:
        raise SystemExit("The tests of several servers need nginx: install it (on Debian: apt-get install nginx).")
    return found


def _installed() -> str | None:
    return shutil.which("nginx", path="/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin")


class Nginx:
    """An nginx of this configuration before two servers.

    Attributes:
        url: its address.
    """

    def __init__(self, place: Path, servers: Sequence[str]) -> None:
        """Start it.

        Args:
            place: an empty folder of its own.
            servers: the addresses (host:port) of two servers.

        Raises:
            SystemExit: there is no nginx.
        """
        self._place, port = place, free_port()
        self.url = f"http://127.0.0.1:{port}"
        (place / "inkling.conf").write_text(_placed(servers, port))
        (place / "nginx.conf").write_text(_AROUND.format(place=place, user="user root;" if AS_ROOT else ""))
        self._process = subprocess.Popen([find(), "-e", place / "error.log", "-p", place, "-c", place / "nginx.conf"])
        wait_for(lambda: _is_open(port), 30)

    def asked(self) -> list[tuple[str, str]]:
        """Return each request that a server has answered: what was asked for, and the address of the server."""
        lines = [line.split() for line in (self._place / "access.log").read_text().splitlines()]
        return [(path, tried[-1]) for path, *tried in lines if tried != ["-"]]

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(30)


def _placed(servers: Sequence[str], port: int) -> str:
    """Return the configuration for these servers and this port."""
    text = CONFIGURATION.read_text()
    assert text.count(_LISTEN) == 1
    text = text.replace(_LISTEN, f"listen 127.0.0.1:{port};")
    for there, here in zip(_ADDRESSES, servers, strict=True):
        assert there in text
        text = text.replace(there, here).replace(re.escape(there), re.escape(here))
    return text


def _is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    print(f"nginx: {find()}")
