"""Promises of runs: folders, the queue, and the truth about processes. No TensorFlow here."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Literal

import psutil
import pytest

from model import runs
from model.config import PRESETS
from model.errors import RunError
from model.executors import NOBODY, Job, LocalExecutor, this_process
from model.runs import Run, State


class RecordingExecutor:
    """Starts nothing; keeps what it was asked. All its runs are done by this process."""

    def __init__(self) -> None:
        """Begin without a wish."""
        self.started: list[str] = []
        self.stopped: list[Job] = []

    def start(self, folder: Path) -> Job:
        """Keep the wish."""
        self.started.append(folder.name)
        return this_process()

    def stop(self, job: Job) -> None:
        """Keep the wish."""
        self.stopped.append(job)

    def state(self, job: Job) -> Literal["running", "gone"]:
        """Tell the truth."""
        return LocalExecutor().state(job)


def mine(**changes: object) -> State:
    """Return the state of a run that this living process does."""
    started = psutil.Process().create_time()
    return State(**{"status": "running", "process": os.getpid(), "process_started": started, **changes})  # type: ignore[arg-type]


@pytest.fixture
def executor(monkeypatch: pytest.MonkeyPatch) -> RecordingExecutor:
    """Put an executor in place that starts nothing."""
    executor = RecordingExecutor()
    monkeypatch.setattr(runs, "EXECUTOR", executor)
    return executor


def test_new_run_waits_and_describes_itself(home: Path) -> None:
    run = runs.create(PRESETS["one-conv"])
    assert run.folder.parent == home / "runs"
    assert run.state().status == "queued"
    assert run.config() == PRESETS["one-conv"]
    assert runs.all_runs() == [run]


def test_newest_run_comes_first() -> None:
    made = [runs.create(PRESETS["fast"]) for _ in range(3)]
    assert [run.id for run in runs.all_runs()] == [run.id for run in reversed(made)]


def test_second_run_waits_its_turn(executor: RecordingExecutor) -> None:
    first, second, third = (runs.create(PRESETS["fast"]) for _ in range(3))
    runs.advance()
    runs.advance()
    assert executor.started == [first.id]
    assert second.state().status == "queued"
    assert (runs.waiting_before(second), runs.waiting_before(third)) == (1, 2)
    first.write_state(State("finished"))
    runs.advance()
    assert executor.started == [first.id, second.id]


def test_run_behind_a_killed_one_gets_its_turn(executor: RecordingExecutor) -> None:
    first, second = (runs.create(PRESETS["fast"]) for _ in range(2))
    first.write_state(State("running", process=2**22 + 1, process_started=1.0))
    runs.advance()
    assert executor.started == [second.id]


def test_only_one_of_two_apps_advances_the_queue(executor: RecordingExecutor) -> None:
    runs.create(PRESETS["fast"])
    with runs.queue_lock(timeout=1):
        runs.advance()
    assert executor.started == []


def test_process_number_that_was_given_again_is_not_taken_for_the_run() -> None:
    run = runs.create(PRESETS["fast"])
    run.write_state(mine(process_started=psutil.Process().create_time() - 100))
    assert run.state().status == "failed"
    assert "Go on" in run.state().message


def test_stopping_a_waiting_run_takes_it_out_of_the_queue(executor: RecordingExecutor) -> None:
    run = runs.create(PRESETS["fast"])
    runs.stop(run)
    runs.advance()
    assert run.state().status == "stopped"
    assert executor.started == []


def test_stopping_before_the_first_epoch_ends_the_process(executor: RecordingExecutor) -> None:
    run = runs.create(PRESETS["fast"])
    run.write_state(mine())
    runs.stop(run)
    assert executor.stopped == [this_process()]
    assert run.state().status == "stopped"


def test_stopping_within_an_epoch_is_a_wish(executor: RecordingExecutor) -> None:
    run = runs.create(PRESETS["fast"])
    run.write_state(mine(epoch=1, batch=3, batches=10))
    runs.stop(run)
    assert executor.stopped == []
    assert run.state().status == "stopping"


def test_stopped_run_goes_back_into_the_queue_behind_the_others(executor: RecordingExecutor) -> None:
    first, second = (runs.create(PRESETS["fast"]) for _ in range(2))
    runs.stop(first)
    runs.enqueue_again(first)
    assert first.state().status == "queued"
    assert not first.stop_is_asked()
    runs.advance()
    assert executor.started == [second.id]


def test_run_whose_process_still_writes_cannot_be_queued_again() -> None:
    run = runs.create(PRESETS["fast"])
    run.write_state(mine(status="stopped"))
    with pytest.raises(RunError, match="still writing"):
        runs.enqueue_again(run)


def test_run_that_another_process_does_cannot_be_claimed() -> None:
    run = runs.create(PRESETS["fast"])
    other = psutil.Process(1)
    run.write_state(State("running", process=other.pid, process_started=other.create_time()))
    with pytest.raises(RunError, match="by another process already"):
        runs.claim(run)


def test_claimed_run_is_ours() -> None:
    run = runs.create(PRESETS["fast"])
    assert runs.claim(run).process == os.getpid()
    assert run.state().status == "running"


def test_run_taken_past_the_queue_is_not_started_by_an_app(executor: RecordingExecutor) -> None:
    run = runs.create(PRESETS["fast"], at_once=True)
    runs.advance()
    assert executor.started == []
    assert runs.claim(run).process == os.getpid()


def test_stopped_run_that_is_claimed_again_is_not_stopped_again(executor: RecordingExecutor) -> None:
    run = runs.create(PRESETS["fast"])
    runs.stop(run)
    runs.claim(run)
    assert run.state().status == "running"


def test_half_written_row_is_left_out() -> None:
    run = runs.create(PRESETS["fast"])
    (run.folder / "progress.csv").write_text("epoch,loss,accuracy\n0.5,1.2,0.6\n0.7,1.")
    assert run.progress() == [{"epoch": 0.5, "loss": 1.2, "accuracy": 0.6}]


def test_history_survives_the_way_through_its_file() -> None:
    run = runs.create(PRESETS["fast"])
    rows = [{"epoch": 1, "loss": 0.123456789, "accuracy": 0.5}, {"epoch": 2, "loss": 1e-9, "accuracy": 1.0}]
    run.write_history(rows)
    assert run.history() == rows
    assert (run.folder / "history.csv").read_text().splitlines()[1].startswith("1,")


def test_failed_write_leaves_the_old_state(monkeypatch: pytest.MonkeyPatch) -> None:
    run = runs.create(PRESETS["fast"])

    def no_space(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", no_space)
        with pytest.raises(OSError, match="No space left"):
            run.write_state(State("finished"))
    assert run.state().status == "queued"
    assert not list(run.folder.glob(".*"))


def test_damaged_state_is_said_truthfully() -> None:
    run = runs.create(PRESETS["fast"])
    (run.folder / "state.json").write_text("{")
    assert run.state().status == "failed"


def test_damaged_config_is_one_sentence() -> None:
    run = runs.create(PRESETS["fast"])
    (run.folder / "config.json").write_text('{"epochs": 0}')
    with pytest.raises(RunError, match="cannot be read: epochs must be"):
        run.config()


def test_folder_without_config_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="is no run"):
        Run(tmp_path).config()


def test_unknown_run_is_named() -> None:
    with pytest.raises(RunError, match=r"There is no run 'x'"):
        runs.find("x")


def test_time_left_follows_from_what_is_done() -> None:
    state = State("running", queued_at=time.time(), epoch=2, batch=50, batches=100, seconds=30.0)
    assert state.share_done(epochs=5) == pytest.approx(0.3)
    assert state.seconds_left(epochs=5) == pytest.approx(70.0)
    assert State("running").seconds_left(epochs=5) is None


def test_run_that_ended_a_second_time_is_measured_until_its_process_is_gone() -> None:
    run = runs.create(PRESETS["fast"])
    (run.folder / "card.json").write_text("{}")  # of the first time
    run.write_state(mine())
    assert not run.is_measuring()  # it still trains
    run.write_state(mine(status="stopped"))
    assert run.is_measuring()
    run.write_state(State("stopped"))
    assert not run.is_measuring()


@pytest.mark.parametrize(("places", "training"), [(1, 1), (2, 2), (4, 4)])
def test_as_many_runs_train_at_once_as_there_are_places(
    places: int, training: int, executor: RecordingExecutor
) -> None:
    made = [runs.create(PRESETS["fast"]) for _ in range(5)]
    runs.set_places(places)
    assert runs.places() == places
    runs.advance()
    assert executor.started == [run.id for run in made[:training]]
    made[0].write_state(State("finished"))
    runs.advance()
    assert executor.started == [run.id for run in made[: training + 1]]


@pytest.mark.parametrize("count", [0, -1, 5])
def test_number_of_places_that_cannot_be_is_refused(count: int) -> None:
    with pytest.raises(RunError, match=f"Received: {count}"):
        runs.set_places(count)
    assert runs.places() == 1


@pytest.mark.parametrize(("content", "places"), [("", 1), ("many", 1), ("0", 1), ("99", runs.MOST_PLACES)])
def test_damaged_file_of_places_harms_nothing(content: str, places: int, home: Path) -> None:
    home.mkdir()
    (home / "places").write_text(content)
    assert runs.places() == places


def test_run_whose_process_ended_at_once_has_failed(
    executor: RecordingExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "start", lambda _: NOBODY)
    run = runs.create(PRESETS["fast"])
    runs.advance()
    assert run.state().status == "failed"
    assert "Go on" in run.state().message


def test_pausing_a_waiting_run_takes_it_out_of_the_queue_until_it_goes_on(executor: RecordingExecutor) -> None:
    run = runs.create(PRESETS["fast"])
    runs.pause(run)
    runs.advance()
    assert (run.state().status, executor.started) == ("paused", [])
    runs.enqueue_again(run)
    assert not run.pause_is_asked()
    runs.advance()
    assert (run.state().status, executor.started) == ("running", [run.id])


def test_pausing_within_an_epoch_is_a_wish(executor: RecordingExecutor) -> None:
    run = runs.create(PRESETS["fast"])
    run.write_state(mine(epoch=1, batch=3, batches=10))
    runs.pause(run)
    assert executor.stopped == []
    assert run.state().status == "stopping"
    assert run.pause_is_asked()
    runs.stop(run)  # who stops a run that is about to pause wants it to end
    assert run.stop_is_asked()
    assert not run.pause_is_asked()


@pytest.mark.parametrize("status", ["finished", "stopped", "paused", "failed"])
def test_run_that_is_over_is_neither_stopped_nor_paused(status: runs.Status, executor: RecordingExecutor) -> None:
    run = runs.create(PRESETS["fast"])
    run.write_state(State(status, "as it was"))
    runs.stop(run)
    runs.pause(run)
    assert run.state() == State(status, "as it was")
    assert not run.stop_is_asked()


def test_deleted_run_can_be_brought_back_until_the_bin_is_emptied(home: Path) -> None:
    first, second, third = (runs.create(PRESETS["fast"]) for _ in range(3))
    for run in (first, second):
        run.write_state(State("finished"))
        runs.delete(run)
    assert runs.all_runs() == [third]
    runs.restore(first.id)
    assert runs.all_runs() == [third, first]
    assert first.state().status == "finished"
    runs.delete(first)
    runs.empty_bin([first.id])
    runs.restore(first.id)
    assert runs.all_runs() == [third]
    runs.empty_bin()
    runs.restore(second.id)
    assert runs.all_runs() == [third]
    assert list((home / "deleted-runs").iterdir()) == []


@pytest.mark.parametrize("status", ["queued", "running", "stopped"])
def test_run_that_is_not_over_cannot_be_deleted(status: runs.Status) -> None:
    run = runs.create(PRESETS["fast"])
    run.write_state(mine(status=status))  # stopped, but still measuring
    with pytest.raises(RunError, match="Stop it first"):
        runs.delete(run)
    assert runs.all_runs() == [run]


@pytest.mark.parametrize("name", ["../runs", "..", "", "/etc", "nowhere"])
def test_bin_leads_nowhere_else(name: str, home: Path) -> None:
    run = runs.create(PRESETS["fast"])
    runs.restore(name)
    runs.empty_bin([name])
    assert runs.all_runs() == [run]


def test_claimed_run_has_not_exploded_yet() -> None:
    run = runs.create(PRESETS["fast"])
    run.write_state(State("failed", "The training exploded.", exploded=True))
    assert not runs.claim(run).exploded


def test_state_of_an_earlier_version_is_read() -> None:
    run = runs.create(PRESETS["fast"])
    (run.folder / "state.json").write_text('{"status": "finished", "message": "", "epoch": 3}')
    assert run.state() == State("finished", epoch=3)


def test_executor_tells_whether_a_job_is_there() -> None:
    executor = LocalExecutor()
    assert executor.state(this_process()) == "running"
    assert executor.state(this_process()._replace(started=1.0)) == "gone"
    assert executor.state(NOBODY) == "gone"
    executor.stop(this_process()._replace(started=1.0))  # another process of our number: it is not ours to end
    executor.stop(NOBODY)
