"""A run is a folder of what is trained and what came out, and a row in the database of what it is doing.

    runs/<id>/config.json       what is trained
              compared-with.txt the classifier before, see `versions.places`, where it was said
              learned.txt       what of the class its classifier will have learned, see `datasets.learned`
              history.csv       a row for each finished epoch
              progress.csv      points within the epochs
              epochs/0003.keras the network after an epoch: the last one, and the best one
              snapshots/0003.npz its weights after each epoch, small
              classifier.tflite the result, with weights.npz and card.json
              watched.npz       one test picture, as it was read after each epoch
              log.txt           all that the process printed

Only the process that does the run writes into its folder; everybody else reads. So a page may be reloaded, and the app
may end, without a run noticing. What was read is kept until it changes, so that a list of a thousand runs is quick.
Knows folders and rows. Does not know the queue (see `queue`), Keras (see `execution`) or pages.
"""

from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from threading import Lock

import sqlalchemy as sa

from model.config import TrainingConfig
from model.datasets import learned
from model.errors import ConfigError, DatabaseError, RunError
from model.executors import chosen
from model.executors.job import NOBODY
from model.executors.local import KIND, this_process
from model.inference.card import Card, parse_card
from model.languages.typed import one_line
from model.runs import earlier, history, rows
from model.runs.rows import MOST_NAME, RUNS, Row
from model.runs.state import State, Wish
from model.storage import files, recycle_bin
from model.storage.database.engine import seconds, writing
from model.storage.folder_store import STORE
from model.storage.paths import folders

LEASE = 20.0  # s for which who does a run need not say so again
_SILENT = 6.0  # s, after which an engine is asked whether its job is there: it says so every 4 s
_OVER = ("finished", "stopped", "failed")
_STAMP = "%Y-%m-%d-%H%M%S-%f"  # that the id of a run, and of a group, begins with
_LOCK, _latest = Lock(), [datetime.min]  # when the newest run was made, see `_moment`
_LATER = 300.0  # s by which each further run of a pupil's race waits as if begun later: others have their turn between
_MOST_LOG = 100_000  # bytes of a log that are shown, its last ones
_SWEPT_AFTER = 3600.0  # s
_COPIED_AFTER = 60.0  # s without a change, after which a folder that somebody copies in is there whole


@dataclass(frozen=True)
class Run:
    """One training."""

    folder: Path

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def key(self) -> str:
        """Names it in the database: its id, also in the bin; of a folder that lies elsewhere, its path."""
        if self.folder.parent == runs_folder():
            return self.id
        if deleted := recycle_bin.name_of(self.folder):
            return deleted
        return self.id if self.folder.parent.resolve() == runs_folder().resolve() else str(self.folder.resolve())

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

    def compared_with(self) -> str:
        """Return the name of the classifier before: the one that was said, else the one it begins with; "" for none.

        Raises:
            RunError: the folder describes no training.
        """
        with suppress(OSError, ValueError):
            return files.read_text(self.folder / "compared-with.txt")
        return self.config().base

    def row(self) -> Row:
        """Return what is kept of the run in the database; where nothing is, what its folder tells.

        Raises:
            DatabaseError: it cannot be read; likewise what follows, but for what lies in the folder.
        """
        return rows.newest(self.key) or earlier.row(self.folder)

    def name(self) -> str:
        """Return what somebody called the run, "" where nobody did, or nobody can tell."""
        with suppress(DatabaseError):
            return self.row().name
        return ""

    def owner(self) -> str:
        """Return whose the run is: a pupil's id; "" of the teacher, also where that cannot be read."""
        with suppress(DatabaseError):
            return self.row().owner
        return ""

    def state(self) -> State:
        """Return what the run is doing, see `shown`."""
        return shown(self.row())

    def write_state(self, state: State) -> None:
        """Write what the run is doing, whoever does it; raises DatabaseError."""
        with writing() as connection:
            values = {**rows.columns(state), **({"lease": 0.0} if state.job == NOBODY else {})}
            if not connection.execute(sa.update(RUNS).where(RUNS.c.id == self.key).values(values)).rowcount:
                rows.insert(connection, self.key, earlier.row(self.folder)._replace(state=state))

    def history(self) -> list[dict[str, float]]:
        """Return a row for each finished epoch: epoch (from 1), loss, accuracy, val_loss, val_accuracy, seconds.

        Where a row is damaged or missing, those before it.
        """
        return history.epochs(self.folder / "history.csv")

    def write_history(self, rows: list[dict[str, float]]) -> None:
        """Replace the history in one step."""
        history.write_epochs(self.folder / "history.csv", rows)

    def progress(self) -> list[dict[str, float]]:
        """Return points within the epochs: epoch (a fraction), loss, accuracy; means since the epoch began."""
        return history.points(self.folder / "progress.csv")

    def write_progress(self, points: list[dict[str, float]]) -> None:
        """Replace the points in one step."""
        history.write_points(self.folder / "progress.csv", points)

    def add_progress(self, point: dict[str, float]) -> None:
        """Add a point to those that were written."""
        history.add_point(self.folder / "progress.csv", point)

    def card(self) -> Card | None:
        """Return the card of the classifier that came out, None while there is none."""
        try:
            return files.parsed(self.folder / "card.json", parse_card)
        except (OSError, ValueError):
            return None

    def log(self) -> str:
        """Return what the process printed, of a long log the end; where it printed nothing, what its engine says."""
        said = ""
        with suppress(OSError), (self.folder / "log.txt").open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _MOST_LOG))
            said = log.read().decode(errors="replace")
        job = self.row().state.job
        return said or chosen.log_of(job)

    def is_measuring(self) -> bool:
        """Whether the training has ended but its process still writes the result."""
        row = self.row()
        return not row.state.is_open and is_done(row)

    def wish(self) -> Wish:
        """Return what somebody asked of the run: to stop; to pause, which is to go on later with nothing measured."""
        return self.row().wish

    def wish_now(self) -> Wish:
        """Return the same, asked for this run alone: quicker for who asks again and again while others change."""
        row = rows.one(self.key)
        return row.wish if row else ""


def is_done(row: Row) -> bool:
    """Whether somebody does a run now.

    A process of this machine is looked for, and an engine is asked once nobody has said so for some seconds; who cannot
    be asked keeps the run for as long as the lease holds, or for as long as the engine cannot be reached.
    """
    job = row.state.job
    if job == NOBODY:
        return row.is_leased
    if job.kind != KIND:
        return row.left > LEASE - _SILENT or chosen.state_of(job) != "gone"
    state = chosen.state_of(job)
    return row.is_leased if state == "unknown" else state == "running"


def shown(row: Row) -> State:
    """Return what a run is doing; one that nobody does any more has failed, whatever was written last."""
    if row.state.status != "running":
        return row.state
    if not is_done(row):
        return dataclasses.replace(row.state, status="failed", reason="killed", values={})
    if row.wish:
        return dataclasses.replace(row.state, status="stopping")
    if row.state.job.kind != KIND and not row.is_leased:
        return dataclasses.replace(row.state, reason="engine-silent", values={})
    return row.state


def is_over(row: Row) -> bool:
    """Whether nothing more is to happen with a run, unless somebody asks for it; a paused one is to go on."""
    return shown(row).status in _OVER and not is_done(row)


def runs_folder() -> Path:
    """Return the folder of all runs."""
    return STORE.folder("runs")


@lru_cache(maxsize=16_384)  # a list of a thousand runs asks for each of them
def created(run_id: str) -> datetime | None:
    """Return when a run or a group was made, by its id; None where that does not say."""
    with suppress(ValueError):
        return datetime.strptime(run_id[:24], _STAMP)
    return None


def all_runs() -> list[Run]:
    """Return the runs, newest first; raises DatabaseError."""
    names, folder = set(STORE.names("runs")), runs_folder()
    if names:
        names -= _take_over(names - rows.all_rows().keys())
    return [Run(folder / name) for name in sorted(names, reverse=True)]


def with_rows() -> list[tuple[Run, Row]]:
    """Return the runs, newest first, each with its row: within `writing` none is asked for by itself.

    Raises:
        DatabaseError: it cannot be read.
    """
    runs, known = all_runs(), rows.all_rows()
    return [(run, known.get(run.id) or earlier.row(run.folder)) for run in runs]


def deleted_runs() -> list[Run]:
    """Return the runs in the bin, the last one deleted first."""
    return [Run(deleted.path) for deleted in recycle_bin.everything() if deleted.kind == "runs"]


def known(run_ids: Iterable[str]) -> list[Run]:
    """Return those of some runs that are there, in the order of the ids."""
    folder = runs_folder()
    names = [Path(run_id).name for run_id in run_ids]  # a name, never a path that leads elsewhere
    return [Run(folder / name) for name in names if name and os.path.exists(folder / name / "config.json")]


def open_runs() -> list[Run]:
    """Return the runs that wait, train, or still write their result, newest first; raises DatabaseError."""
    return [run for run, row in with_rows() if shown(row).is_open or is_done(row)]


def unfinished_runs() -> list[Run]:
    """Return the runs that are not over, newest first: open ones, and those that are paused; raises DatabaseError."""
    return [run for run, row in with_rows() if not is_over(row)]


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


def _take_over(names: set[str]) -> set[str]:
    """Keep what folders tell of runs that have no row, and return which are none.

    What is still copied in, as a backup is, is read from its folder again and again until it is there whole.
    """
    none: set[str] = set()
    new = {}
    for name in names:
        folder = runs_folder() / name
        if not os.path.exists(folder / "config.json") or earlier.is_still_done(found := earlier.row(folder)):
            none.add(name)
        else:
            new[name] = found
    if new and (whole := _unchanged(new)):
        with suppress(DatabaseError), writing() as connection:  # the disk is full: they are read from there again
            there = set(connection.scalars(sa.select(RUNS.c.id)))
            for name in whole - there:
                rows.insert(connection, name, new[name])
    return none


def _unchanged(names: Iterable[str]) -> set[str]:
    """Return those of some runs whose folders are as they were a while ago; none where nobody can tell the time."""
    changed = {name: _changed(runs_folder() / name) for name in names}
    with suppress(OSError):
        now = STORE.seconds()
        return {name for name, at in changed.items() if now - at >= _COPIED_AFTER}
    return set()


def _changed(folder: Path) -> float:
    """Return when a folder, or what lies in it, was changed last, by the store's clock; just now where it is."""
    with suppress(OSError), os.scandir(folder) as entries:
        return max(folder.stat().st_ctime, *(entry.stat(follow_symlinks=False).st_ctime for entry in entries))
    return math.inf


def create(config: TrainingConfig, *, owner: str = "", at_once: bool = False, compared_with: str = "") -> Run:
    """Return a new run.

    Args:
        config: what is trained.
        owner: whose it is: a pupil's id; "" of the teacher.
        at_once: whether this process takes it, past the queue; else it waits there.
        compared_with: the name of the classifier before; "" where it is the one that the config begins with, if any.

    Raises:
        DiskError: the folder cannot be written.
        DatabaseError: the database cannot be.
    """
    return create_all([config], owner=owner, at_once=at_once, compared_with=compared_with)[0]


def create_all(
    configs: Sequence[TrainingConfig], *, owner: str = "", at_once: bool = False, compared_with: str = ""
) -> list[Run]:
    """Return new runs, all of them or none; see `create`."""
    begun: dict[str, Path] = {}  # out of sight, by the ids
    made: list[Run] = []
    marks = [learned.by(config) for config in configs]
    try:
        with files.writing(), writing() as connection:
            for place, (config, of_class) in enumerate(zip(configs, marks, strict=True)):
                run_id = f"{_moment():{_STAMP}}-{config.network}"
                begun[run_id] = STORE.begun("runs", run_id)
                files.write_text(begun[run_id] / "config.json", config.to_json())
                learned.write(begun[run_id], of_class)
                if compared_with:
                    files.write_text(begun[run_id] / "compared-with.txt", compared_with)
                state = State("running", job=this_process(), attempt=1) if at_once else State()
                ends = seconds() + LEASE if at_once else 0.0
                later = place * _LATER if owner else 0.0
                rows.insert(connection, run_id, Row(state, owner), queued_at=seconds() + later, lease=ends)
            for run_id, folder in begun.items():
                made.append(Run(STORE.move(folder, "runs", run_id)))
    except BaseException:
        for folder in (*begun.values(), *(run.folder for run in made)):
            STORE.delete(folder)
        raise
    return made


def _moment() -> datetime:
    """Return the time by the clock, later than any before: that of a Windows stands still for 15 ms at a time."""
    with _LOCK:
        _latest[0] = max(datetime.now(), _latest[0] + timedelta(microseconds=1))
        return _latest[0]


def rename(run_id: str, name: str) -> None:
    """Call a run something, at most `MOST_NAME` characters; with "" it is called as the pages call it.

    Raises:
        RunError: it was deleted.
        DatabaseError: that cannot be written.
    """
    run = still_there(run_id)
    change(run, name=one_line(name, MOST_NAME))


def change(run: Run, **values: object) -> None:
    """Write some columns of a run's row; raises DatabaseError."""
    with writing() as connection:
        if not connection.execute(sa.update(RUNS).where(RUNS.c.id == run.key).values(values)).rowcount:
            rows.insert(connection, run.key, earlier.row(run.folder), **values)


def sweep() -> None:
    """Delete what was left by processes that were killed an hour ago or earlier: parts of files, folders without a run.

    Nobody who is still writing is disturbed; nothing that was ever read is lost.
    """
    for folder in folders():
        with suppress(OSError):  # nobody can tell its time
            files.sweep(folder, files.clock_of(folder) - _SWEPT_AFTER)
    with suppress(OSError):
        for name in STORE.names("runs"):
            folder = STORE.place("runs", name)
            is_old = STORE.seconds() - folder.stat().st_mtime > _SWEPT_AFTER
            if is_old and not (folder / "config.json").exists():
                STORE.delete(folder)


def _forget(kind: str, name: str) -> None:
    """Delete the row of a run that is gone for good: each look reads all rows. What cannot be deleted does no harm."""
    if kind == "runs":
        with suppress(DatabaseError), writing() as connection:
            connection.execute(sa.delete(RUNS).where(RUNS.c.id == name))


recycle_bin.tell(_forget)
