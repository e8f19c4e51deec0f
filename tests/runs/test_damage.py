"""Promises of a run whose files are damaged: what is read is of the right kind, and what is lost is told."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model.config import PRESETS, TrainingConfig
from model.errors import DatabaseError
from model.executors.job import Job
from model.executors.local import this_process
from model.runs import queue, starting, store
from model.runs.checkpoints import network_in
from model.runs.execution import execute
from model.runs.store import Run
from model.runtime.backend import keras
from model.storage.paths import ROOT
from tests.runs.conftest import RecordingExecutor, same_weights
from tests.runs.earlier import as_before, forget


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "dancing"},
        {"status": None},
        {"status": ["queued"]},
        {"process": "x"},
        {"process": -5},
        {"process": 2**40},
        {"process": True},
        {"process_started": "then"},
        {"queued_at": "yesterday"},
        {"queued_at": float("nan")},
        {"epoch": -1},
        {"batches": 1.5},
        {"seconds": None},
        {"exploded": 1},
        {"reason": 7},
        {"reason": ["paused"]},
        {"values": []},
        {"reason": "paused", "values": {}},
        {"mood": "good"},
    ],
    ids=str,
)
def test_state_of_another_kind_is_damaged_and_holds_up_nobody(
    changes: dict[str, object], executor: RecordingExecutor
) -> None:
    damaged, other = (store.create(PRESETS["fast"]) for _ in range(2))
    as_before(damaged, **changes)
    assert damaged.state().status == "failed"
    assert "a file is damaged" in damaged.state().message
    queue.advance()
    assert executor.started == [other.id]
    queue.enqueue_again(damaged)
    assert damaged.state().status == "queued"


@pytest.mark.parametrize(
    ("text", "epochs"),
    [
        ("epoch,loss,accuracy\n1,0.5,0.8\n2,0.4,0.9\n", 2),
        ("epoch,loss,accuracy\n1,0.5,0.8\ntwo,0.4,0.9\n3,0.3,0.9\n", 1),  # what comes after a hole hangs in the air
        ("epoch,loss,accuracy\n2,0.4,0.9\n", 0),
        ("epoch,loss,accuracy\n1,0.5,0.8\n1,0.4,0.9\n", 1),
        ("epoch,loss\n1,0.5\n", 0),
        ("epoch,loss,accuracy,val_loss\n1,0.5,0.8,0.4\n", 0),
        ("epoch,loss,accuracy\n1,0.5,0.8,0.9,0.9\n", 0),
        ("epoch,loss,accuracy\nnan,0.5,0.8\n", 0),
        ("epoch,loss,accuracy\n1,nan,0.8\n", 1),
        ('epoch,loss,accuracy\n"1,0.5,0.8\n', 0),
        ("\0\0\0\0", 0),
        (f"epoch,loss,accuracy\n{'9' * 200_000},0.5,0.8\n", 0),  # more than a field of a table may hold
    ],
    ids=range(12),
)
def test_history_ends_before_the_first_row_that_is_damaged(text: str, epochs: int) -> None:
    run = store.create(PRESETS["fast"])
    (run.folder / "history.csv").write_text(text)
    assert [row["epoch"] for row in run.history()] == list(range(1, epochs + 1))


def test_run_that_began_is_not_begun_again_where_its_state_is_lost() -> None:
    run = store.create(PRESETS["fast"])
    run.write_history([{"epoch": 1, "loss": 0.5, "accuracy": 0.8}])
    forget(run)
    assert run.state().status == "failed"


def test_run_whose_folder_cannot_be_written_to_holds_up_nobody(
    executor: RecordingExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other = (store.create(PRESETS["fast"]) for _ in range(2))

    def start(folder: Path, attempt: int) -> Job:
        if folder == stuck.folder:
            raise OSError(30, "Read-only file system")
        return RecordingExecutor.start(executor, folder, attempt)

    monkeypatch.setattr(executor, "start", start)
    queue.advance()
    assert executor.started == [other.id]
    assert (stuck.state().status, other.state().status) == ("queued", "running")


def test_job_that_cannot_be_written_down_is_ended_and_not_started_again_and_again(
    executor: RecordingExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = store.create(PRESETS["fast"])

    def no_space(*_: object) -> None:
        raise DatabaseError("database", "full")

    monkeypatch.setattr(starting, "_note_job", no_space)
    for _ in range(2):
        queue.advance()
    assert executor.started == [run.id]
    assert executor.stopped == [this_process()]


def test_of_a_long_log_the_end_is_shown() -> None:
    run = store.create(PRESETS["fast"])
    (run.folder / "log.txt").write_bytes(b"first\n" + b"\xff" * 300_000 + b"\nlast\n")
    assert run.log().endswith("\nlast\n")
    assert "first" not in run.log()
    assert len(run.log()) <= 100_000


def test_what_a_killed_process_left_is_swept_and_what_is_young_stays(home: Path) -> None:
    run, young = store.create(PRESETS["fast"]), home / "runs" / "young"
    left = home / "runs" / "left"
    for folder in (young, left):
        folder.mkdir()
    for part in (run.folder / f".{'0123456789abcdef'}-state.json", home / f".{'f' * 16}-current.json"):
        part.write_text("half")
        make_old(part)
    fresh = run.folder / f".{'a' * 16}-state.json"
    fresh.write_text("half")
    make_old(left)
    store.sweep()
    assert sorted(path.name for path in (home / "runs").iterdir() if path.is_dir()) == [run.id, "young"]
    assert [path.name for path in home.rglob(".*-*.json")] == [fresh.name]
    assert run.state().status == "queued"


def make_old(path: Path) -> None:
    """Let a file or a folder be two hours old."""
    os.utime(path, (time.time() - 7200,) * 2)


@pytest.fixture
def stopped(small_config: TrainingConfig) -> Run:
    """Return a run that has trained three of four epochs, and can go on from the third one or the second."""
    run = store.create(small_config.replace(epochs=3), at_once=True)
    second, copy = run.folder / "epochs" / "0002.keras", run.folder / "second"
    keep = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, _: epoch == 1 and shutil.copy(second, copy))
    run.write_state(dataclasses.replace(execute(run, [keep]), status="stopped"))
    copy.rename(second)  # as if it had been the best
    (run.folder / "config.json").write_text(small_config.replace(epochs=4).to_json())
    return run


def spoil(checkpoint: Path) -> None:
    """Cut a file off in the middle."""
    checkpoint.write_bytes(checkpoint.read_bytes()[: checkpoint.stat().st_size // 2])


@pytest.mark.slow
def test_damaged_checkpoint_gives_way_to_the_other_one_or_it_begins_anew(stopped: Run) -> None:
    whole = store.create(stopped.config(), at_once=True)
    execute(whole)
    folder = stopped.folder / "epochs"
    spoil(folder / "0003.keras")
    queue.enqueue_again(stopped)
    state = execute(stopped)
    assert (state.status, state.reason, state.values) == ("finished", "went-back", {"epoch": 2})
    assert "it went on after epoch 2" in state.message
    assert [row["epoch"] for row in stopped.history()] == [1, 2, 3, 4]
    assert same_weights(stopped, whole)
    for checkpoint in folder.iterdir():
        spoil(checkpoint)
    stopped.write_state(dataclasses.replace(state, status="stopped"))
    queue.enqueue_again(stopped)
    state = execute(stopped)
    assert (state.status, state.reason) == ("finished", "began-anew")
    assert [row["epoch"] for row in stopped.history()] == [1, 2, 3, 4]
    assert same_weights(stopped, whole)


@pytest.mark.parametrize("content", [b"", b"PK", b"\x00" * 100, None])
def test_checkpoint_that_is_no_network_is_none(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "0001.keras").write_bytes(content)
    assert network_in(tmp_path / "0001.keras") is None


def test_training_that_cannot_write_its_network_has_failed(
    small_config: TrainingConfig, capfd: pytest.CaptureFixture[str]
) -> None:
    run = store.create(small_config, at_once=True)

    def block(epoch: int, _: object) -> None:
        if epoch == 1:
            (run.folder / "epochs" / "0002.keras" / "in-its-way").mkdir(parents=True)

    state = execute(run, [keras.callbacks.LambdaCallback(on_epoch_begin=block)])
    assert state.status == "failed"
    assert "could not be written" in state.message
    assert "Traceback" not in capfd.readouterr().err
    assert run.history()[0]["epoch"] == 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # on another disk
def test_command_line_on_a_full_disk_is_one_sentence_and_exit_code_1(
    database: str, small_config: TrainingConfig
) -> None:
    run = store.create(small_config)
    full = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"  # no file may grow larger
        f" from model.cli.main import main; main(['train', '--run', {str(run.folder)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", full], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Error: A file could not be written")
    assert run.state().status == "failed"
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
