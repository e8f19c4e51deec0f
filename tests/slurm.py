"""Slurm for the tests: found, or installed. `python -m tests.slurm` sees to it that there is one, where that can be.

A throw-away controller and one node on loopback, with a key of their own: no other cluster is touched. Where there is
none, its recorded answers are tested (tests/executors/slurm_answers.json).
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.installing import by_the_system
from tests.waiting import wait_for

CORES = 2  # that the node says it has
_NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo")
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"  # where the daemons are, and not everybody looks
_CONFIGURATION = """\
ClusterName=inkling
SlurmctldHost={machine}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthInfo=socket={place}/munge.socket
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={place}/state
SlurmdSpoolDir={place}/spool
SlurmctldPidFile={place}/slurmctld.pid
SlurmdPidFile={place}/slurmd.pid
MailProg=/bin/true
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
SlurmdParameters=config_overrides
ReturnToService=2
NodeName=node NodeAddr=127.0.0.1 CPUs={cores}
PartitionName=all Nodes=ALL Default=YES
"""


class NotStartedError(Exception):
    """Slurm's programs are installed, and do not start on this computer; the text is what they said last."""


def is_here() -> bool:
    """Return whether all programs are installed."""
    return all(shutil.which(name, path=_PATH) for name in _NEEDED)


class Cluster:
    """A controller and one node on this computer."""

    def __init__(self, place: Path) -> None:
        """Make its files in a folder, the configuration that `SLURM_CONF` must name among them."""
        self.configuration = place / "slurm.conf"
        self._place = place
        self._daemons: dict[str, subprocess.Popen[bytes]] = {}
        for name in ("state", "spool"):
            (place / name).mkdir()
        (place / "munge.key").touch(0o600)
        (place / "munge.key").write_bytes(secrets.token_bytes(128))
        self.configuration.write_text(
            _CONFIGURATION.format(
                machine=socket.gethostname().partition(".")[0],
                controller=_free_port(),
                node=_free_port(),
                place=place,
                user=os.getuid(),
                cores=CORES,
            )
        )

    def start(self) -> None:
        """Start it, and wait until its node takes jobs.

        Raises:
            NotStartedError: it does not, as in a container that may not do what Slurm needs.
        """
        try:
            self._start()
        except AssertionError as error:  # of what was waited for in vain
            logs = [log.read_text(errors="replace").splitlines() for log in sorted(self._place.glob("*.log"))]
            raise NotStartedError("; ".join(lines[-1] for lines in logs if lines)) from error

    def _start(self) -> None:
        files = (f"--{each}-file={self._place}/munge.{each}" for each in ("key", "pid", "seed", "log"))
        self._daemon("munged", "--foreground", "--force", f"--socket={self._place}/munge.socket", *files)
        wait_for((self._place / "munge.socket").exists, 20)
        self.begin()
        self._daemon("slurmd", "-D", "-N", "node")
        wait_for(lambda: self.takes_jobs() or self._daemons["slurmd"].poll() is not None, 30)
        if not self.takes_jobs():  # a later Slurm than 22 looks for control groups of systemd, if it may
            (self._place / "cgroup.conf").write_text("CgroupPlugin=disabled\n")
            self._daemon("slurmd", "-D", "-N", "node")
            wait_for(self.takes_jobs, 30)

    def scene(self, name: str) -> None:
        """Do nothing: what happens is no play."""

    def begin(self) -> None:
        """Start the controller; it goes on with what it knew."""
        self._daemon("slurmctld", "-D")

    def lose(self) -> None:
        """Let the controller be gone: nobody answers the commands."""
        self._daemons["slurmctld"].terminate()  # not at once: it would forget the jobs of the last seconds
        self._daemons["slurmctld"].wait(30)

    def takes_jobs(self) -> bool:
        """Return whether the node waits for jobs."""
        return self._asked("sinfo", "--noheader", "--format=%T") == "idle"

    def stop(self) -> None:
        """End what it still does, and it."""
        self._asked("scancel", "--me", "--signal=KILL", "--batch")
        wait_for(lambda: not self._asked("squeue", "--noheader"), 30)  # else what looks after a job stays for ever
        for each in reversed(self._daemons.values()):
            each.terminate()
            each.wait(30)

    def _asked(self, *command: str) -> str:
        answer = subprocess.run(command, env=self._environment(), capture_output=True, text=True, timeout=30)
        return answer.stdout.strip()

    def _daemon(self, *command: str) -> None:
        with (self._place / f"{command[0]}.log").open("ab") as log:
            self._daemons[command[0]] = subprocess.Popen(
                command, env=self._environment(), cwd=self._place, stdout=log, stderr=log, start_new_session=True
            )

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PATH": _PATH, "SLURM_CONF": str(self.configuration)}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start one, and throw it away."""
    place = Path(tempfile.mkdtemp(prefix="inkling-slurm-"))  # short, as the path of a socket must be
    made = Cluster(place)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(place)


if __name__ == "__main__":
    if not is_here():
        print("Installing Slurm for the tests ...", flush=True)
        by_the_system("munge", "slurmctld", "slurmd", "slurm-client")
    print(f"Slurm: {'a cluster of one node' if is_here() else 'not to be had, its recorded answers are tested'}")
