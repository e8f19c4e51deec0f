"""A Ray cluster for the tests: a head and two machines that train, all on this one, started as `deploy/` says.

Each is another address of the loopback. Nobody else gets in: without the token, and where this process may have a
network of its own, at all.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import re
import secrets
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from string import Template

import psutil

from model.storage.paths import ROOT
from tests.waiting import wait_for

_HEAD, WORKERS = "127.0.0.2", ("127.0.0.3", "127.0.0.4")
_AGENT = 52365  # the port of what Ray runs on each machine
_CORES = 2  # of each machine that trains
_NETWORK = 0x40000000  # CLONE_NEWNET
_SET_FLAGS, _UP = 0x8914, 0x1  # SIOCSIFFLAGS, IFF_UP
# A machine that is gone is missed after 5 s instead of 15.
_MISSED_SOON = {"RAY_health_check_period_ms": "1000"}


@contextmanager
def network_of_its_own() -> Iterator[None]:
    """Let this thread, and what it starts, have a network that ends at this machine, where that is allowed."""
    libc = ctypes.CDLL(None)
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        if libc.unshare(_NETWORK) == 0:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
                fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP))
        yield
    finally:
        libc.setns(before, _NETWORK)
        os.close(before)


def executable() -> Path:
    """Return the program `ray`; raises SystemExit: it is not installed."""
    found = Path(sys.executable).with_name("ray")
    if not found.exists():
        raise SystemExit("Ray is not installed. Add it: `.venv/bin/pip install -r requirements-ray.txt`.")
    return found


def command_of(unit: str, environment: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """Return what a unit of `deploy/` starts, by the `ray` of these tests, and the environment that it adds."""
    text = (ROOT / "deploy" / unit).read_text().replace("\\\n", " ")
    added = dict(each.split("=", 1) for each in re.findall(r"^Environment=(.*)$", text, re.MULTILINE)[0].split())
    (said,) = re.findall(r"^ExecStart=/opt/inkling/.venv/bin/ray (.*)$", text, re.MULTILINE)
    return [str(executable()), *shlex.split(Template(said).substitute(environment))], added


class RayCluster:
    """A head and two machines that train, each killed at will."""

    def __init__(self, place: Path) -> None:
        """Start them, and wait until all are there."""
        self._place = place
        self._port, dashboard = _free_port(), _free_port()
        self.environment = {
            "INKLING_RAY_HEAD": _HEAD,
            "RAY_API_SERVER_ADDRESS": f"http://{_HEAD}:{dashboard}",
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": secrets.token_hex(16),
            "RAY_TMPDIR": str(place),
        }
        self._machines: dict[str, subprocess.Popen[bytes]] = {}
        self._begin((_HEAD,), f"--port={self._port} --dashboard-port={dashboard} --temp-dir={place}")
        wait_for(lambda: _answers(_HEAD, dashboard), 60)
        self._begin(WORKERS, f"--address={_HEAD}:{self._port} --num-cpus={_CORES}")

    def does(self, ip: str, folder: Path) -> bool:
        """Return whether a machine does the run in a folder."""
        with suppress(psutil.Error):
            for each in psutil.Process(self._machines[ip].pid).children(recursive=True):
                with suppress(psutil.Error):
                    if str(folder) in each.cmdline():
                        return True
        return False

    def kill(self, ip: str) -> None:
        """Let a machine lose its power: all that runs on it ends at once."""
        _kill(self._machines.pop(ip))

    def stop(self) -> None:
        """Let all of it end."""
        for ip in reversed([*self._machines]):
            self.kill(ip)

    def _begin(self, ips: Sequence[str], more: str) -> None:
        """Start machines, and wait until their agents answer; one that ends is started again, as systemd would."""

        def are_there() -> bool:
            for ip in ips:
                if ip not in self._machines or self._machines[ip].poll() is not None:
                    self._machines[ip] = self._start(ip, more)
            return all(_answers(ip, _AGENT) for ip in ips)

        wait_for(are_there, 120)

    def _start(self, ip: str, more: str) -> subprocess.Popen[bytes]:
        unit = "ray-head.service" if ip == _HEAD else "ray-worker.service"
        command, added = command_of(unit, self.environment)
        with (self._place / f"{unit}.txt").open("ab") as log:
            return subprocess.Popen(
                [*command, f"--node-ip-address={ip}", "--include-log-monitor=false", *more.split()],
                env={**os.environ, **self.environment, **added, **_MISSED_SOON},
                cwd=self._place,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(psutil.Error):
        for each in (psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)):
            with suppress(psutil.Error):
                each.send_signal(signal.SIGKILL)
    process.wait(30)


def _free_port() -> int:
    with socket.socket() as any_socket:
        any_socket.bind(("127.0.0.1", 0))
        return int(any_socket.getsockname()[1])


def _answers(ip: str, port: int) -> bool:
    with socket.socket() as caller:
        caller.settimeout(1)
        return caller.connect_ex((ip, port)) == 0


@contextmanager
def ray_cluster() -> Iterator[RayCluster]:
    """Start one, and throw it away."""
    place = Path(tempfile.mkdtemp(prefix="ray-"))  # short, as the paths of its sockets must be
    with network_of_its_own():
        cluster = RayCluster(place)
        try:
            yield cluster
        finally:
            cluster.stop()
    shutil.rmtree(place)
