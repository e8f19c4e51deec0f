"""Promises of run folders, and of the truth about processes. No TensorFlow here."""

from __future__ import annotations

import shutil
import time
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from model.config import PRESETS
from model.errors import DatabaseError, DiskError, RunError
from model.executors.job import Job
from model.executors.local import this_process
from model.runs import store
from model.runs.state import State
from model.runs.store import Run
from tests.conftest import SMALL
from tests.runs.conftest import of_this_process
from tests.runs.earlier import forget


def test_new_run_waits_and_describes_itself(home: Path) -> None:
    run = store.create(PRESETS["one-conv"])
    assert run.folder.parent == home / "runs"
    assert run.state().status == "queued"
    assert run.config() == PRESETS["one-conv"]
    assert store.all_runs() == [run]


def test_newest_run_comes_first() -> None:
    made = [store.create(PRESETS["fast"]) for _ in range(3)]
    assert [run.id for run in store.all_runs()] == [run.id for run in reversed(made)]


def another_of_its_number() -> Job:
    """Return a job of this process's number that began at another time."""
    own = this_process()
    return own._replace(id=f"{own.id.rpartition('/')[0]}/1")


def test_runs_of_one_moment_have_ids_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    class Standing(datetime):
        """A clock that stands still, as that of a Windows does for 15 ms."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Standing:
            return cls(2026, 1, 2, 3, 4, 5, 6, tz)

    monkeypatch.setattr(store, "datetime", Standing)
    monkeypatch.setattr(store, "_latest", [datetime.min])
    made = [*store.create_all([SMALL, SMALL]), store.create(SMALL)]
    assert [run.id for run in made] == [f"2026-01-02-030405-{at:06}-own" for at in (6, 7, 8)]


def test_process_number_that_was_given_again_is_not_taken_for_the_run() -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(of_this_process(job=another_of_its_number()))
    assert run.state().status == "failed"
    assert "Go on" in run.state().message


def test_half_written_row_is_left_out() -> None:
    run = store.create(PRESETS["fast"])
    (run.folder / "progress.csv").write_text("epoch,loss,accuracy\n0.5,1.2,0.6\n0.7,1.")
    assert run.progress() == [{"epoch": 0.5, "loss": 1.2, "accuracy": 0.6}]


def test_history_survives_the_way_through_its_file() -> None:
    run = store.create(PRESETS["fast"])
    rows = [{"epoch": 1, "loss": 0.123456789, "accuracy": 0.5}, {"epoch": 2, "loss": 1e-9, "accuracy": 1.0}]
    run.write_history(rows)
    assert run.history() == rows
    assert (run.folder / "history.csv").read_text().splitlines()[1].startswith("1,")


def test_state_that_cannot_be_kept_leaves_the_old_one() -> None:
    run = store.create(PRESETS["fast"])
    with pytest.raises(DatabaseError):
        run.write_state(State("finished", queued_at=None))  # type: ignore[arg-type]  # no number: it is refused
    assert run.state().status == "queued"


def test_run_that_cannot_be_written_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", no_space)
        with pytest.raises(DiskError, match="No space left"):
            store.create(PRESETS["fast"])
    assert store.all_runs() == []
    assert list(store.runs_folder().iterdir()) == []


def test_damaged_config_is_one_sentence() -> None:
    run = store.create(PRESETS["fast"])
    (run.folder / "config.json").write_text('{"epochs": 0}')
    with pytest.raises(RunError, match="cannot be read: epochs must be"):
        run.config()


def test_folder_without_config_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="is no run"):
        Run(tmp_path).config()


def test_unknown_run_is_named() -> None:
    with pytest.raises(RunError, match=r"There is no run 'x'"):
        store.find("x")


def test_time_left_follows_from_what_is_done() -> None:
    state = State("running", queued_at=time.time(), epoch=2, batch=50, batches=100, seconds=30.0)
    assert state.share_done(epochs=5) == pytest.approx(0.3)
    assert state.seconds_left(epochs=5) == pytest.approx(70.0)
    assert State("running").seconds_left(epochs=5) is None


def test_run_that_ended_a_second_time_is_measured_until_its_process_is_gone() -> None:
    run = store.create(PRESETS["fast"])
    (run.folder / "card.json").write_text("{}")  # of the first time
    run.write_state(of_this_process())
    assert not run.is_measuring()  # it still trains
    run.write_state(of_this_process(status="stopped"))
    assert run.is_measuring()
    run.write_state(State("stopped"))
    assert not run.is_measuring()


def test_run_that_was_seen_and_deleted_since_is_one_sentence() -> None:
    run = store.create(PRESETS["fast"])
    assert store.still_there(run.id) == run
    shutil.rmtree(run.folder)
    with pytest.raises(RunError, match=r"This run is gone: it was deleted\. Choose another one\."):
        store.still_there(run.id)


def test_state_of_an_earlier_version_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_COPIED_AFTER", 0.0)
    run = store.create(PRESETS["fast"])
    forget(run)
    (run.folder / "state.json").write_text('{"status": "finished", "message": "", "epoch": 3}')
    assert run.state() == State("finished", epoch=3)
    assert store.all_runs() == [run]  # from now on it is known
    (run.folder / "state.json").unlink()
    assert run.state() == State("finished", epoch=3)
