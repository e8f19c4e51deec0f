"""A run is a folder: what is trained, what it is doing, and what came out.

    runs/<id>/config.json       what is trained
              state.json        what the run is doing
              history.csv       a row for each finished epoch
              progress.csv      points within the epochs
              epochs/0003.keras the network after an epoch: the last one, and the best one
              snapshots/0003.npz its weights after each epoch, small
              classifier.tflite the result, with weights.npz and card.json
              watched.npz       one test picture, as it was read after each epoch
              name.txt          what somebody called the run, where somebody did
              log.txt           all that the process printed
              stop              is there when somebody asked it to stop, or to pause

Only the process that does the run writes history and results; everybody else reads. So a page may be
reloaded, and the app may end, without a run noticing. What was read is kept until its file changes, so that a list of a
thousand runs is quick.
Knows folders. Does not know the queue (see `queue`), Keras (see `execution`) or pages.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Literal, TextIO, get_args

from model.config import TrainingConfig
from model.errors import ConfigError, RunError
from model.inference.card import Card, parse_card
from model.runs import executors, messages
from model.runs.executors import NOBODY, Job, this_process
from model.storage import budget, files
from model.storage.paths import home

Status = Literal["queued", "running", "stopping", "paused", "finished", "stopped", "failed"]

_STAMP = "%Y-%m-%d-%H%M%S-%f"  # that the id of a run, and of a group, begins with
_MOST_LOG = 100_000  # bytes of a log that are shown, its last ones
MOST_NAME = 60  # characters of the name that somebody gives a run


@dataclass(frozen=True)
class State:
    """What a run is doing.

    Attributes:
        status: see `Status`.
        reason: why it is so, a key of `messages.MESSAGES` or that of an error; "" where there is nothing to say.
        values: what the sentence for that reason names, by its places.
        queued_at: seconds since 1970; orders the queue.
        process: process number of who does the run, 0 when nobody.
        process_started: when that process began (see `executors.Job`); tells it from a later one of its number.
        epoch: the epoch being trained, from 1; 0 before the first.
        batch: batches done in that epoch.
        batches: batches in an epoch.
        seconds: time spent in training so far, all attempts together.
        overhead: s that the last attempt took beside the training: to start, to read the data, to measure; 0 while that
            is not known.
        exploded: whether the loss became no number.
    """

    status: Status = "queued"
    reason: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    queued_at: float = 0.0
    process: int = 0
    process_started: float = 0.0
    epoch: int = 0
    batch: int = 0
    batches: int = 0
    seconds: float = 0.0
    overhead: float = 0.0
    exploded: bool = False

    @property
    def message(self) -> str:
        """One sentence where there is something to say, else ""."""
        return messages.sentence(self.reason, self.values)

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

    @property
    def created(self) -> datetime | None:
        """When the run was made; None where its id does not say."""
        return created(self.id)

    def config(self) -> TrainingConfig:
        """Return what is trained.

        Raises:
            RunError: the folder describes no training.
        """
        try:
            return files.parsed(self.folder / "config.json", TrainingConfig.from_json)
        except OSError as error:
            raise RunError("no-run", "{folder} is no run: it holds no config.json.", folder=self.folder) from error
        except (ValueError, ConfigError) as error:
            raise RunError("damaged-run", "The run {run} cannot be read: {fault}", run=self.id, fault=error) from error

    def name(self) -> str:
        """Return what somebody called the run, "" where nobody did."""
        try:
            return files.parsed(self.folder / "name.txt", _name)
        except (OSError, ValueError):
            return ""

    def state(self) -> State:
        """Return what the run is doing; a run whose process is gone has failed, whatever it wrote last."""
        state = self._written_state()
        if state.status != "running":
            return state
        if not is_alive(state):
            return dataclasses.replace(state, status="failed", reason="killed", values={})
        if self.stop_is_asked():
            return dataclasses.replace(state, status="stopping")
        return state

    def _written_state(self) -> State:
        try:
            return files.parsed(self.folder / "state.json", _state)
        except FileNotFoundError:
            began = (self.folder / "history.csv").exists()
            return State("failed", "damaged-state") if began else State()
        except (OSError, ValueError):
            return State("failed", "damaged-state")

    def write_state(self, state: State) -> None:
        """Replace the state in one step."""
        files.write_text(self.folder / "state.json", json.dumps(dataclasses.asdict(state)))

    def history(self) -> list[dict[str, float]]:
        """Return a row for each finished epoch: epoch (from 1), loss, accuracy, val_loss, val_accuracy, seconds.

        Where a row is damaged or missing, those before it.
        """
        return _rows(self.folder / "history.csv", _epochs)

    def write_history(self, rows: list[dict[str, float]]) -> None:
        """Replace the history in one step."""
        files.write_text(self.folder / "history.csv", _csv(rows, list(rows[0]) if rows else ["epoch"]))

    def progress(self) -> list[dict[str, float]]:
        """Return points within the epochs: epoch (a fraction), loss, accuracy; means since the epoch began."""
        return _rows(self.folder / "progress.csv", _points)

    def write_progress(self, points: list[dict[str, float]]) -> None:
        """Replace the points in one step."""
        files.write_text(self.folder / "progress.csv", _csv(points, _POINT))

    def add_progress(self, point: dict[str, float]) -> None:
        """Add a point to those that were written."""
        with (self.folder / "progress.csv").open("a", newline="") as lines:
            _writer(lines, _POINT).writerow(_in_digits(point))

    def card(self) -> Card | None:
        """Return the card of the classifier that came out, None while there is none."""
        try:
            return files.parsed(self.folder / "card.json", parse_card)
        except (OSError, ValueError):
            return None

    def log(self) -> str:
        """Return what the process printed; of a long log, the end."""
        with suppress(OSError), (self.folder / "log.txt").open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _MOST_LOG))
            return log.read().decode(errors="replace")
        return ""

    def is_measuring(self) -> bool:
        """Whether the training has ended but its process still writes the result."""
        state = self._written_state()
        return not state.is_open and is_alive(state)

    def stop_is_asked(self) -> bool:
        """Whether somebody asked the run to stop, or to pause."""
        return (self.folder / "stop").exists()

    def pause_is_asked(self) -> bool:
        """Whether that was to pause: to go on later, with nothing measured meanwhile."""
        with suppress(OSError):
            return (self.folder / "stop").read_bytes() == b"pause"
        return False


def runs_folder() -> Path:
    """Return the folder of all runs."""
    return home() / "runs"


@lru_cache(maxsize=16_384)  # a list of a thousand runs asks for each of them
def created(run_id: str) -> datetime | None:
    """Return when a run or a group was made, by its id; None where that does not say."""
    with suppress(ValueError):
        return datetime.strptime(run_id[:24], _STAMP)
    return None


def all_runs() -> list[Run]:
    """Return the runs, newest first."""
    folder = runs_folder()
    try:
        names = [entry.name for entry in os.scandir(folder) if os.path.exists(f"{entry.path}/config.json")]
    except OSError:  # there is none yet, or the disk is gone
        return []
    return [Run(folder / name) for name in sorted(names, reverse=True)]


def known(run_ids: Iterable[str]) -> list[Run]:
    """Return those of some runs that are there, in the order of the ids."""
    folder = runs_folder()
    names = [Path(run_id).name for run_id in run_ids]  # a name, never a path that leads elsewhere
    return [Run(folder / name) for name in names if name and os.path.exists(folder / name / "config.json")]


def find(run_id: str) -> Run:
    """Return the run of that id.

    Raises:
        RunError: there is none.
    """
    for run in known([run_id]):
        return run
    raise RunError("no-such-run", "There is no run {run!r}. `python -m model runs` lists them.", run=run_id)


def still_there(run_id: str) -> Run:
    """Return a run that somebody has seen.

    Raises:
        RunError: it was deleted since.
    """
    for run in known([run_id]):
        return run
    raise RunError("deleted-run", "This run is gone: it was deleted. Choose another one.")


def create(config: TrainingConfig, *, at_once: bool = False) -> Run:
    """Return a new run for the config: waiting in the queue, or, at once, taken by this process past the queue.

    Raises:
        RunError: the folder cannot be written.
        DiskError: Inkling's home holds as much as it may.
    """
    budget.make_room()
    try:
        run = Run(_new_folder(config.network))
        state = State(queued_at=time.time())
        run.write_state(owned(state, this_process()) if at_once else state)
        files.write_text(run.folder / "config.json", config.to_json())  # last: from here on the run is seen
    except OSError as error:
        raise RunError(
            "cannot-write-run",
            "A run cannot be written to {folder}: {fault}. Free some disk.",
            folder=runs_folder(),
            fault=error.strerror,
        ) from error
    return run


def rename(run_id: str, name: str) -> None:
    """Call a run something, at most `MOST_NAME` characters; with "" it is called as the pages call it.

    Raises:
        RunError: it was deleted.
        DiskError: that cannot be written.
    """
    run = still_there(run_id)
    with files.writing():
        files.write_text(run.folder / "name.txt", _name(name))


def _new_folder(network: str) -> Path:
    while True:
        folder = runs_folder() / f"{datetime.now():{_STAMP}}-{network}"
        with suppress(FileExistsError):
            folder.mkdir(parents=True)
            return folder


def sweep() -> None:
    """Delete what was left by processes that were killed an hour ago or earlier: parts of files, folders without a run.

    Nobody who is still writing is disturbed; nothing that was ever read is lost.
    """
    an_hour_ago = time.time() - 3600
    files.sweep(home(), an_hour_ago)
    for folder in runs_folder().glob("*/"):
        with suppress(OSError):
            if not (folder / "config.json").exists() and folder.stat().st_mtime < an_hour_ago:
                shutil.rmtree(folder)


def owned(state: State, job: Job) -> State:
    """Return the state of a run that a job does now; of one that nobody does, it has failed."""
    if job == NOBODY:
        return dataclasses.replace(state, status="failed", reason="killed", values={}, process=0)
    return dataclasses.replace(
        state,
        status="running",
        reason="",
        values={},
        process=job.number,
        process_started=job.started,
        exploded=False,
    )


def is_alive(state: State) -> bool:
    """Whether what does the run is still there."""
    return executors.EXECUTOR.state(state.job) == "running"


_POINT = ["epoch", "loss", "accuracy"]
_FIELDS = {each.name for each in dataclasses.fields(State)}


def _name(text: str) -> str:
    """Return a name on one line, without what cannot be printed."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable())[:MOST_NAME].strip()


def _state(text: str) -> State:
    """Return the state that `Run.write_state` wrote.

    Raises:
        ValueError: the text is no JSON object, or a field is not known or of another kind; it names the field.
    """
    content = files.from_json(text)
    if not isinstance(content, dict):
        raise ValueError("no object")
    if message := content.pop("message", ""):  # of versions before 0.5, which wrote the sentence down
        content |= {"reason": messages.AS_WRITTEN, "values": {"sentence": message}}
    if "status" not in content or not set(content) <= _FIELDS:
        raise ValueError("fields")
    state = State(**content)
    for name, fits in {
        "status": state.status in get_args(Status),
        "values": isinstance(state.values, dict),
        "reason": isinstance(state.reason, str) and messages.fits(state.reason, state.values),
        "exploded": isinstance(state.exploded, bool),
        **{name: _is_count(getattr(state, name)) for name in ("process", "epoch", "batch", "batches")},
        **{name: _is_number(getattr(state, name)) for name in ("queued_at", "process_started", "seconds", "overhead")},
    }.items():
        if not fits:
            raise ValueError(name)
    return state


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _csv(rows: list[dict[str, float]], columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = _writer(text, columns)
    writer.writeheader()
    writer.writerows(map(_in_digits, rows))
    return text.getvalue()


def _writer(file: TextIO, columns: Sequence[str]) -> csv.DictWriter[str]:
    return csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")


def _in_digits(row: dict[str, float]) -> dict[str, str]:
    return {name: f"{value:.9g}" for name, value in row.items()}  # 9 digits hold a float32 exactly; 3, not 3.0


_Rows = list[dict[str, float]]


def _rows(path: Path, parse: Callable[[str], _Rows]) -> _Rows:
    try:
        return files.parsed(path, parse)
    except (OSError, ValueError):  # missing, or damaged
        return []


def _epochs(text: str) -> _Rows:
    """Return the rows of a history up to the first one that is damaged, missing, or still being written."""
    rows = _numbers(text)
    if any(("val_loss" in row) != ("val_accuracy" in row) for row in rows):
        return []
    return [row for _, row in takewhile(lambda one: one[1]["epoch"] == one[0], enumerate(rows, start=1))]


def _points(text: str) -> _Rows:
    """Return the complete points within epochs."""
    return _numbers(text)


def _numbers(text: str) -> _Rows:
    """Return the rows that hold nothing but numbers: epoch, loss and accuracy, and perhaps others.

    Raises:
        ValueError: the text is no CSV.
    """
    complete = []
    try:
        for row in csv.DictReader(io.StringIO(text)):
            with suppress(TypeError, ValueError):
                numbers = {name: float(value) for name, value in row.items()}
                if set(_POINT) <= set(numbers) and math.isfinite(numbers["epoch"]):
                    complete.append(numbers)
    except csv.Error as error:
        raise ValueError("no table") from error
    return complete
