"""Are runs lost, or done twice, where machines die? Two servers and four workers on one store, killed at random.

    python benchmarks/killed_at_random.py [--minutes 10] [--runs 16] [--seed 1] [--json]

Each is a process that has a machine's name, a home of its own, and shares PostgreSQL and the store with the others.
Every few seconds one of them, or a training that one has started, is ended as a power cut ends it, and comes back.
Meanwhile it is looked at that nobody does a run beside somebody else, and that no machine has more than its places;
at the end that each run is there, finished, with each of its epochs once.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import click
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.shared import json_option, show, tell
from model.config import TrainingConfig
from model.networks.layers import conv, max_pool
from model.runs import queue, store
from model.runs.store import Run
from model.storage.paths import ROOT
from tests.postgresql import server

SERVERS, WORKERS = ("server-1", "server-2"), ("worker-1", "worker-2", "worker-3", "worker-4")
EPOCHS = 4
CONFIG = TrainingConfig(
    network="own", layers=(conv(4, 5, strides=2), max_pool()), share=0.01, epochs=EPOCHS, batch_size=16,
    validation_split=0.2,
)  # fmt: skip
_PAUSE = (2.0, 8.0)  # s from one death to the next
_ENDS_WITHIN = 600.0  # s that the runs have to end, once nobody is killed any more
_FENCED_WITHIN = 60.0  # s that a training whose run is somebody else's may still be there: it sleeps, or loads


class Played(NamedTuple):
    """What was seen.

    Attributes:
        killed: how often something was ended, by what it was.
        attempts: of all runs together.
        helped: how often somebody had to press "Go on".
        faults: sentences; none where all was well.
        seconds: that it took.
    """

    killed: Counter[str]
    attempts: int
    helped: int
    faults: list[str]
    seconds: float


class Machines:
    """The processes that play the machines."""

    def __init__(self, folder: Path) -> None:
        """Start them all."""
        self._folder = folder
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        for name in (*SERVERS, *WORKERS):
            self.start(name)

    def start(self, name: str) -> None:
        """Start a machine, or let it come back."""
        said = {"INKLING_HOME": str(self._folder / name), "INKLING_MACHINE": name, "STREAMLIT_SERVER_PORT": "0"}
        quiet = {"STREAMLIT_SERVER_HEADLESS": "true", "STREAMLIT_SERVER_ADDRESS": "127.0.0.1"}
        command = ["ui"] if name in SERVERS else ["model", "work"]
        with (self._folder / f"{name}.txt").open("a") as log:
            self._processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, **quiet, **said}, stdout=log, stderr=log
            )

    def kill(self, name: str) -> None:
        """End a machine's process at once, and what it trains, as a power cut does."""
        for training in trainings():
            if training.machine == name:
                _kill(training.process)
        _kill(psutil.Process(self._processes[name].pid))
        self._processes[name].wait()

    def end(self) -> None:
        """End them all."""
        for name in self._processes:
            with suppress(psutil.NoSuchProcess):
                self.kill(name)


class Training(NamedTuple):
    """A process that does a run, or begins to."""

    process: psutil.Process
    run_id: str
    attempt: int
    machine: str


def trainings() -> list[Training]:
    """Return the processes of this machine that do runs of this store."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, ValueError, IndexError, KeyError):
            words, said = process.cmdline(), process.environ()
            if "--attempt" in words and said.get("INKLING_STORE") == os.environ["INKLING_STORE"]:
                folder, attempt = words[words.index("--run") + 1], words[words.index("--attempt") + 1]
                found.append(Training(process, Path(folder).name, int(attempt), said["INKLING_MACHINE"]))
    known = {(each.process.pid, each.run_id, each.attempt) for each in found}
    return [each for each in found if (_parent(each.process), each.run_id, each.attempt) not in known]


def _parent(process: psutil.Process) -> int:
    """Return who has forked a process, 0 where it is gone.

    A training that is over starts the next one; until that becomes what it will be, it looks like its parent.
    """
    with suppress(psutil.Error):
        return process.ppid()
    return 0


def play(folder: Path, url: str, seconds: float, count: int, seed: int) -> Played:
    """Let so many runs be trained while machines are killed for so long, then wait until all are over.

    Args:
        folder: in which the store and the machines' homes lie.
        url: of an empty PostgreSQL.
        seconds: for which something is killed every few seconds.
        count: of runs.
        seed: of what is killed, and when.
    """
    os.environ |= {
        "INKLING_DATABASE_URL": url, "INKLING_STORE": str(folder / "store"), "INKLING_HOME": str(folder / "own"),
        "INKLING_MACHINE": "class",
    }  # fmt: skip
    began = time.monotonic()
    runs = [store.create(CONFIG.replace(seed=each)) for each in range(count)]
    machines = Machines(folder)
    watch = _Watch(runs)
    try:
        killed = _kill_at_random(machines, watch, random.Random(seed), began + seconds)
        ends = time.monotonic() + _ENDS_WITHIN
        while watch.look() and time.monotonic() < ends:
            time.sleep(0.2)
    finally:
        machines.end()
    attempts = sum(run.state().attempt for run in runs)
    return Played(killed, attempts, watch.helped, [*watch.faults, *_faults(runs)], time.monotonic() - began)


def _kill_at_random(machines: Machines, watch: _Watch, rng: random.Random, ends: float) -> Counter[str]:
    killed: Counter[str] = Counter()
    while time.monotonic() < ends:
        until = time.monotonic() + rng.uniform(*_PAUSE)
        while time.monotonic() < until:
            watch.look()
            time.sleep(0.2)
        there = trainings()
        if there and rng.random() < 0.5:
            _kill(rng.choice(there).process)
            killed["training"] += 1
        else:
            name = rng.choice([*SERVERS, *WORKERS])
            machines.kill(name)
            machines.start(name)
            killed[name.split("-")[0]] += 1
    return killed


class _Watch:
    """Looks at the runs while they are done, and helps as somebody at a page does."""

    def __init__(self, runs: list[Run]) -> None:
        self.runs, self.faults, self.helped = runs, list[str](), 0
        self._since: dict[tuple[str, int], float] = {}  # when a training was first seen beside a later one

    def look(self) -> bool:
        """Look once; return whether any run is still to be done."""
        there, now = trainings(), time.monotonic()
        places: Counter[str] = Counter()
        for each in there:
            state = Run(store.runs_folder() / each.run_id).state()
            if each.attempt == state.attempt and state.status in ("running", "stopping"):
                places[each.machine] += 1
            elif now - self._since.setdefault((each.run_id, each.attempt), now) > _FENCED_WITHIN:
                self.faults.append(f"attempt {each.attempt} of {each.run_id} is still there beside {state.attempt}")
        current = Counter((each.run_id, each.attempt) for each in there)
        self.faults += [f"{run_id} is done twice at one time" for (run_id, _), count in current.items() if count > 1]
        self.faults += [f"{name} does {count} runs" for name, count in places.items() if count > 1]
        left = [run for run in self.runs if run.state().status != "finished" or run.is_measuring()]
        for run in left:
            if run.state().status == "failed" and not run.is_measuring():
                queue.enqueue_again(run)
                self.helped += 1
        return bool(left)


def _faults(runs: list[Run]) -> list[str]:
    """Return what is wrong with runs that are over, in sentences."""
    found = [f"{run.id} is lost" for run in runs if run not in store.all_runs()]
    for run in runs:
        if run.state().status != "finished" or run.card() is None:
            found.append(f"{run.id} is {run.state().status}: {run.state().message}")
        if [row["epoch"] for row in run.history()] != list(range(1, EPOCHS + 1)):
            found.append(f"{run.id} has not each of its epochs once: {run.history()}")
        said = Counter(re.findall(r"^epoch (\d+)/", run.log(), re.MULTILINE))
        found += [f"{run.id} was taught epoch {epoch} {count} times" for epoch, count in said.items() if count > 1]
    return found


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.kill()


@click.command()
@click.option("--minutes", default=10.0, show_default=True, help="For how long machines die.")
@click.option("--runs", "count", default=16, show_default=True, type=click.IntRange(1), help="How many are trained.")
@click.option("--seed", default=1, show_default=True, help="Of what dies, and when.")
@json_option
def main(minutes: float, count: int, seed: int, as_json: bool) -> None:
    """Kill servers and workers at random while they train, and look at what comes of the runs."""
    with server() as postgresql, postgresql.database() as url, tempfile.TemporaryDirectory() as folder:
        tell(f"{count} runs of {EPOCHS} epochs, {len(SERVERS)} servers, {len(WORKERS)} workers")
        played = play(Path(folder), url, 60 * minutes, count, seed)
    if as_json:
        show({**played._asdict(), "killed": dict(played.killed)}, [], as_json)
    else:
        died = ", ".join(f"{count} x {what}" for what, count in sorted(played.killed.items()))
        click.echo(f"Killed in {minutes:g} minutes: {died}. {played.attempts} attempts at {count} runs.")
        click.echo(f"{played.helped} times a run had died so often that somebody had to press “Go on”.")
        click.echo("\n".join(played.faults) or "Each run was done once, each epoch once; none was lost.")
    sys.exit(bool(played.faults))


if __name__ == "__main__":
    main()
