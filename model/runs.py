"""A run is a folder; runs wait in a queue; an executor does them.

    runs/<id>/config.json       what is trained
              state.json        what the run is doing
              history.csv       a row for each finished epoch
              progress.csv      points within the epochs
              epochs/0003.keras the network after an epoch: the last one, and the best one
              snapshots/0003.npz its weights after each epoch, small
              classifier.tflite the result, with weights.npz and card.json
              test.npz          its probabilities on the test pictures
              log.txt           all that the process printed
              stop              is there when somebody asked it to stop, or to pause

Only the process that does the run writes history and results; everybody else reads. So a page may be
reloaded, and the app may end, without a run noticing.
Knows folders and processes. Does not know TensorFlow (see `execution`) or pages.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from os import getpid, getppid
from pathlib import Path
from typing import Literal

import numpy as np
from filelock import FileLock, Timeout

from model import files
from model.cards import Card, read_card
from model.config import TrainingConfig, home
from model.errors import ClassifierError, ConfigError, RunError
from model.executors import NOBODY, Executor, Job, LocalExecutor, this_process
from model.files import NPZ_FAULTS

Status = Literal["queued", "running", "stopping", "paused", "finished", "stopped", "failed"]

MOST_PLACES = 4  # runs that may train at the same time
_KILLED = (
    "The training was ended from outside: the computer was switched off, or it ran out of memory or disk."
    " Press “Go on” to continue from the last finished epoch."
)


@dataclass(frozen=True)
class State:
    """What a run is doing.

    Attributes:
        status: see `Status`.
        message: one sentence where there is something to say, else "".
        queued_at: seconds since 1970; orders the queue.
        process: process number of who does the run, 0 when nobody.
        process_started: start time of that process, seconds since 1970; tells it from a later one of its number.
        epoch: the epoch being trained, from 1; 0 before the first.
        batch: batches done in that epoch.
        batches: batches in an epoch.
        seconds: time spent in training so far, all attempts together.
        exploded: whether the loss became no number.
    """

    status: Status = "queued"
    message: str = ""
    queued_at: float = 0.0
    process: int = 0
    process_started: float = 0.0
    epoch: int = 0
    batch: int = 0
    batches: int = 0
    seconds: float = 0.0
    exploded: bool = False

    @property
    def job(self) -> Job:
        """Who does the run."""
        return Job(self.process, self.process_started)

    @property
    def is_open(self) -> bool:
        """Whether something is still to happen."""
        return self.status in ("queued", "running", "stopping")

    def share_done(self, epochs: int) -> float:
        """Return how much of a training of so many epochs is done, 0 to 1."""
        if not self.batches:
            return 0.0
        return min(1.0, (max(0, self.epoch - 1) + self.batch / self.batches) / epochs)

    def seconds_left(self, epochs: int) -> float | None:
        """Return about how long a training of so many epochs still takes, None while nothing tells."""
        share = self.share_done(epochs)
        return self.seconds / share * (1 - share) if share > 0.01 else None


@dataclass(frozen=True)
class Run:
    """One training, kept in a folder."""

    folder: Path

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    def config(self) -> TrainingConfig:
        """Return what is trained.

        Raises:
            RunError: the folder describes no training.
        """
        try:
            return TrainingConfig.from_json((self.folder / "config.json").read_text())
        except OSError as error:
            raise RunError(f"{self.folder} is no run: it holds no config.json.") from error
        except ConfigError as error:
            raise RunError(f"The run {self.id} cannot be read: {error}") from error

    def state(self) -> State:
        """Return what the run is doing; a run whose process is gone has failed, whatever it wrote last."""
        state = self._written_state()
        if state.status != "running":
            return state
        if not _is_alive(state):
            return dataclasses.replace(state, status="failed", message=_KILLED)
        if self.stop_is_asked():
            return dataclasses.replace(state, status="stopping")
        return state

    def _written_state(self) -> State:
        try:
            return State(**json.loads((self.folder / "state.json").read_text()))
        except FileNotFoundError:
            return State()
        except (OSError, ValueError, TypeError):
            return State("failed", "The state of this run cannot be read. Start it anew.")

    def write_state(self, state: State) -> None:
        """Replace the state in one step."""
        files.write_text(self.folder / "state.json", json.dumps(dataclasses.asdict(state)))

    def history(self) -> list[dict[str, float]]:
        """Return a row for each finished epoch: epoch (from 1), loss, accuracy, val_loss, val_accuracy, seconds."""
        return _rows(self.folder / "history.csv")

    def write_history(self, rows: list[dict[str, float]]) -> None:
        """Replace the history in one step."""
        files.write_text(self.folder / "history.csv", _csv(rows, rows[0] if rows else ("epoch",)))

    def progress(self) -> list[dict[str, float]]:
        """Return points within the epochs: epoch (a fraction), loss, accuracy; means since the epoch began."""
        return _rows(self.folder / "progress.csv")

    def write_progress(self, points: list[dict[str, float]]) -> None:
        """Replace the points in one step."""
        files.write_text(self.folder / "progress.csv", _csv(points, ("epoch", "loss", "accuracy")))

    def add_progress(self, point: dict[str, float]) -> None:
        """Add a point to those that were written."""
        with (self.folder / "progress.csv").open("a") as lines:
            lines.write(_csv_row(point))

    def card(self) -> Card | None:
        """Return the card of the classifier that came out, None while there is none."""
        try:
            return read_card(self.folder)
        except ClassifierError:
            return None

    def test_probabilities(self) -> np.ndarray | None:
        """Return what the classifier answered on the test pictures, float32 (n, classes); None while there is none."""
        try:
            with np.load(self.folder / "test.npz", allow_pickle=False) as archive:
                return archive["probabilities"]
        except NPZ_FAULTS:
            return None

    def write_test_probabilities(self, probabilities: np.ndarray) -> None:
        """Replace them in one step."""
        files.replace(self.folder / "test.npz", lambda path: np.savez_compressed(path, probabilities=probabilities))

    def log(self) -> str:
        """Return all that the process printed."""
        with suppress(OSError):
            return (self.folder / "log.txt").read_text(errors="replace")
        return ""

    def is_measuring(self) -> bool:
        """Whether the training has ended but its process still writes the result."""
        state = self._written_state()
        return not state.is_open and _is_alive(state)

    def stop_is_asked(self) -> bool:
        """Whether somebody asked the run to stop, or to pause."""
        return (self.folder / "stop").exists()

    def pause_is_asked(self) -> bool:
        """Whether that was to pause: to go on later, with nothing measured meanwhile."""
        with suppress(OSError):
            return (self.folder / "stop").read_text() == "pause"
        return False


def runs_folder() -> Path:
    """Return the folder of all runs."""
    return home() / "runs"


def all_runs() -> list[Run]:
    """Return the runs, newest first."""
    folders = runs_folder().glob("*/config.json")
    return [Run(path.parent) for path in sorted(folders, reverse=True)]


def find(run_id: str) -> Run:
    """Return the run of that id.

    Raises:
        RunError: there is none.
    """
    for run in all_runs():
        if run.id == run_id:
            return run
    raise RunError(f"There is no run {run_id!r}. `python -m model runs` lists them.")


def waiting_before(run: Run) -> int:
    """Return how many runs train or wait before a waiting one; 0: it is the next."""
    own = run.state()
    states = [(other, other.state()) for other in all_runs() if other.id != run.id]
    return sum(
        state.status in ("running", "stopping") or (state.status == "queued" and state.queued_at < own.queued_at)
        for _, state in states
    )


def create(config: TrainingConfig, *, at_once: bool = False) -> Run:
    """Return a new run for the config: waiting in the queue, or, at once, taken by this process past the queue.

    Raises:
        RunError: the folder cannot be written.
    """
    try:
        run = Run(_new_folder(config.network))
        state = State(queued_at=time.time())
        run.write_state(_owned(state, this_process()) if at_once else state)
        files.write_text(run.folder / "config.json", config.to_json())  # last: from here on the run is seen
    except OSError as error:
        raise RunError(f"A run cannot be written to {runs_folder()}: {error.strerror}. Free some disk.") from error
    return run


def _new_folder(network: str) -> Path:
    while True:
        folder = runs_folder() / f"{datetime.now():%Y-%m-%d-%H%M%S-%f}-{network}"
        with suppress(FileExistsError):
            folder.mkdir(parents=True)
            return folder


def enqueue_again(run: Run) -> None:
    """Put a run that was stopped, paused or has failed back into the queue; it goes on after its last finished epoch.

    Raises:
        RunError: its process is still there.
    """
    with queue_lock():
        state = run.state()
        if _is_alive(state):
            raise RunError("This run is still writing its result. Try again in a few seconds.")
        if state.is_open:  # somebody else was faster
            return
        (run.folder / "stop").unlink(missing_ok=True)
        run.write_state(dataclasses.replace(state, status="queued", message="", queued_at=time.time(), process=0))


def stop(run: Run) -> None:
    """Ask a run to stop. A waiting run leaves the queue; one that trains keeps its best epoch so far."""
    _end(run, "stopped", "stop", "Stopped before the training began.")


def pause(run: Run) -> None:
    """Ask a run to pause after the epochs that it has finished; `enqueue_again` lets it go on."""
    _end(run, "paused", "pause", "Paused before the training began.")


def _end(run: Run, status: Status, wish: str, message: str) -> None:
    with queue_lock():
        state = run.state()
        if not state.is_open:
            return
        (run.folder / "stop").write_text(wish)
        if state.status == "queued" or not state.epoch:  # nothing was trained: there is nothing to wait for
            EXECUTOR.stop(state.job)
            run.write_state(dataclasses.replace(state, status=status, message=message, process=0))


def delete(run: Run) -> None:
    """Put a run away; `restore` brings it back until `empty_bin` is called.

    Raises:
        RunError: it still trains or waits.
    """
    if run.state().is_open or run.is_measuring():
        raise RunError("This run is not over yet. Stop it first.")
    _bin().mkdir(parents=True, exist_ok=True)
    run.folder.rename(_bin() / run.id)


def restore(run_id: str) -> None:
    """Bring a deleted run back, if it is still there."""
    with suppress(OSError):
        (_bin() / Path(run_id).name).rename(runs_folder() / Path(run_id).name)


def empty_bin(run_ids: Iterable[str] | None = None) -> None:
    """Delete for good what `delete` put away: some runs, or all."""
    names = [path.name for path in _bin().glob("*")] if run_ids is None else [Path(name).name for name in run_ids]
    for name in names:
        shutil.rmtree(_bin() / name, ignore_errors=True)


def _bin() -> Path:
    return home() / "deleted-runs"


def places() -> int:
    """Return how many runs may train at the same time."""
    try:
        return min(MOST_PLACES, max(1, int((home() / "places").read_text())))
    except (OSError, ValueError):
        return 1


def set_places(count: int) -> None:
    """Let so many runs train at the same time, 1 to `MOST_PLACES`.

    Raises:
        RunError: the number cannot be.
    """
    if not 1 <= count <= MOST_PLACES:
        raise RunError(f"1 to {MOST_PLACES} runs can train at the same time. Received: {count}.")
    home().mkdir(parents=True, exist_ok=True)
    files.write_text(home() / "places", str(count))
    advance()


def advance() -> None:
    """Start the runs that waited longest, as long as there are places; harmless when called often.

    Called by who adds a run, by a run's process when it ends, and by the pages (for when that process was killed).
    """
    if not runs_folder().exists():
        return
    with suppress(RunError), queue_lock(timeout=0):  # somebody else is at it
        states = [(run, run.state()) for run in all_runs()]
        free = places() - sum(state.status in ("running", "stopping") for _, state in states)
        waiting = sorted((state.queued_at, run.id, run) for run, state in states if state.status == "queued")
        for _, _, run in waiting[: max(0, free)]:
            run.write_state(_owned(run.state(), EXECUTOR.start(run.folder)))


def claim(run: Run) -> State:
    """Mark the run as done by this process, and return its state.

    Raises:
        RunError: another process is doing it.
    """
    with queue_lock():
        state = run.state()
        ours = (getpid(), getppid())  # on Windows the executor sees the parent: a launcher that venv puts between
        if _is_alive(state) and state.process not in ours:
            raise RunError(f"The run {run.id} is being trained by another process already.")
        if not state.is_open:  # it goes on: the wish to stop was for the last time
            (run.folder / "stop").unlink(missing_ok=True)
        claimed = _owned(state, this_process())
        run.write_state(claimed)
    return claimed


@contextmanager
def queue_lock(timeout: float = 30) -> Iterator[None]:
    """Hold the one lock under which runs change hands.

    Args:
        timeout: s to wait for it.

    Raises:
        RunError: somebody else holds it for longer.
    """
    runs_folder().mkdir(parents=True, exist_ok=True)
    lock = FileLock(runs_folder() / ".lock", timeout=timeout)
    try:
        lock.acquire()
    except Timeout as error:
        raise RunError("Somebody else is changing the queue of runs. Try again in a few seconds.") from error
    try:
        yield
    finally:
        lock.release()


EXECUTOR: Executor = LocalExecutor()


def _owned(state: State, job: Job) -> State:
    if job == NOBODY:
        return dataclasses.replace(state, status="failed", message=_KILLED, process=0)
    return dataclasses.replace(
        state, status="running", message="", process=job.number, process_started=job.started, exploded=False
    )


def _is_alive(state: State) -> bool:
    return EXECUTOR.state(state.job) == "running"


def _csv(rows: list[dict[str, float]], columns: Iterable[str]) -> str:
    return ",".join(columns) + "\n" + "".join(map(_csv_row, rows))


def _csv_row(row: dict[str, float]) -> str:
    return ",".join(f"{value:.9g}" for value in row.values()) + "\n"  # 9 digits hold a float32 exactly; 3, not 3.0


def _rows(path: Path) -> list[dict[str, float]]:
    """Return the complete rows of a CSV file of numbers; a row that is being written is left out."""
    try:
        with path.open(newline="") as lines:
            rows = list(csv.DictReader(lines))
    except OSError:
        return []
    complete = []
    for row in rows:
        with suppress(TypeError, ValueError):
            complete.append({name: float(value) for name, value in row.items()})
    return complete
