"""Promises of the queue: who trains, who waits, who is stopped or paused. No TensorFlow here."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection

from model.config import PRESETS
from model.errors import DatabaseError, RunError
from model.executors.job import NOBODY
from model.executors.local import job_of, this_process
from model.inference.card import write_card
from model.runs import changes, lease, places, queue, rows, store
from model.runs.state import State
from model.runs.store import Run
from tests.cards import card
from tests.runs.conftest import GONE, RecordingExecutor, of_this_process


def test_second_run_waits_its_turn(executor: RecordingExecutor) -> None:
    first, second, third = (store.create(PRESETS["fast"]) for _ in range(3))
    queue.advance()
    queue.advance()
    assert executor.started == [first.id]
    assert second.state().status == "queued"
    assert (queue.waiting_before(second), queue.waiting_before(third)) == (1, 2)
    first.write_state(State("finished"))
    queue.advance()
    assert executor.started == [first.id, second.id]


def test_run_behind_a_killed_one_gets_its_turn(executor: RecordingExecutor) -> None:
    first, second = (store.create(PRESETS["fast"]) for _ in range(2))
    first.write_state(State("running", job=GONE))
    queue.advance()
    assert executor.started == [second.id]


@pytest.mark.parametrize("run", range(1))
def test_of_many_apps_that_advance_the_queue_at_once_one_starts_a_run(
    run: int, database: str, executor: RecordingExecutor
) -> None:
    made = [store.create(PRESETS["fast"]) for _ in range(3)]
    places.set_max_concurrent_runs(2)
    with ThreadPoolExecutor(8) as apps:
        list(apps.map(lambda _: queue.advance(), range(16)))
    assert sorted(executor.started) == [each.id for each in made[:2]]
    assert [each.state().attempt for each in made] == [1, 1, 0]


def test_stopping_a_waiting_run_takes_it_out_of_the_queue(executor: RecordingExecutor) -> None:
    run = store.create(PRESETS["fast"])
    queue.stop(run)
    queue.advance()
    assert run.state().status == "stopped"
    assert executor.started == []


def test_stopping_before_the_first_epoch_ends_the_process(executor: RecordingExecutor) -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(of_this_process())
    queue.stop(run)
    assert executor.stopped == [this_process()]
    assert run.state().status == "stopped"


def test_stopping_within_an_epoch_is_a_wish(executor: RecordingExecutor) -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(of_this_process(epoch=1, batch=3, batches=10))
    queue.stop(run)
    assert executor.stopped == []
    assert run.state().status == "stopping"


def test_stopped_run_goes_back_into_the_queue_behind_the_others(executor: RecordingExecutor) -> None:
    first, second = (store.create(PRESETS["fast"]) for _ in range(2))
    queue.stop(first)
    queue.enqueue_again(first)
    assert first.state().status == "queued"
    assert first.wish() == ""
    queue.advance()
    assert executor.started == [second.id]


def test_run_whose_process_still_writes_cannot_be_queued_again() -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(of_this_process(status="stopped"))
    with pytest.raises(RunError, match="still writing"):
        queue.enqueue_again(run)


@pytest.mark.parametrize("missing", ["", "card.json", "classifier.tflite"])
def test_finished_run_is_done_again_only_where_what_came_out_is_missing(missing: str) -> None:
    run = store.create(PRESETS["fast"])
    write_card(run.folder, card())
    (run.folder / "classifier.tflite").touch()
    run.write_state(State("finished"))
    if missing:
        (run.folder / missing).unlink()
        queue.enqueue_again(run)
        assert run.state().status == "queued"
    else:
        with pytest.raises(RunError, match="nothing to go on with"):
            queue.enqueue_again(run)
        assert run.state().status == "finished"


def test_run_that_another_process_does_cannot_be_claimed() -> None:
    run = store.create(PRESETS["fast"])
    other = job_of(1)
    run.write_state(State("running", job=other))
    with pytest.raises(RunError, match="by another process already"):
        lease.claim(run)


def test_claimed_run_is_ours() -> None:
    run = store.create(PRESETS["fast"])
    assert lease.claim(run).job == this_process()
    assert run.state().status == "running"


def test_run_taken_past_the_queue_is_not_started_by_an_app(executor: RecordingExecutor) -> None:
    run = store.create(PRESETS["fast"], at_once=True)
    queue.advance()
    assert executor.started == []
    assert lease.claim(run).job == this_process()


def test_stopped_run_that_is_claimed_again_is_not_stopped_again(executor: RecordingExecutor) -> None:
    run = store.create(PRESETS["fast"])
    queue.stop(run)
    lease.claim(run)
    assert run.state().status == "running"


@pytest.mark.parametrize("end", [queue.stop, queue.pause])
@pytest.mark.parametrize("earlier", [0, 3])  # epochs of an earlier attempt
def test_process_whose_run_was_ended_while_it_began_does_not_do_it(
    end: Callable[[Run], None], earlier: int, executor: RecordingExecutor
) -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(State(epoch=earlier))
    queue.advance()
    attempt = run.state().attempt
    end(run)  # the executor did not kill the process: it is this one
    if earlier:  # the wish is kept until the first batch
        assert lease.claim(run, attempt).status == "running"
        assert run.state().status == "stopping"
    else:
        with pytest.raises(RunError, match="was ended before it began"):
            lease.claim(run, attempt)
        assert run.state().status in ("stopped", "paused")
    assert run.wish() == ("pause" if end is queue.pause else "stop")


def test_process_that_was_ended_does_not_take_the_turn_of_the_next(executor: RecordingExecutor) -> None:
    run = store.create(PRESETS["fast"])
    queue.advance()
    attempt = run.state().attempt
    queue.stop(run)
    queue.enqueue_again(run)
    with pytest.raises(RunError, match="was ended before it began"):
        lease.claim(run, attempt)
    assert run.state().status == "queued"


@pytest.mark.parametrize("deed", [queue.stop, queue.pause, queue.enqueue_again])
def test_run_that_was_deleted_is_one_sentence(deed: Callable[[Run], None], executor: RecordingExecutor) -> None:
    run = store.create(PRESETS["fast"])
    shutil.rmtree(run.folder)
    with pytest.raises(RunError, match="This run is gone: it was deleted"):
        deed(run)
    assert not run.folder.exists()


def test_disk_that_cannot_be_written_to_is_one_sentence(
    executor: RecordingExecutor, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, stopped = (store.create(PRESETS["fast"]) for _ in range(2))
    queue.stop(stopped)

    def no_space(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "_begin_impl", no_space)
        deeds: list[Callable[[], object]] = [
            lambda: queue.stop(waiting),
            lambda: queue.enqueue_again(stopped),
            lambda: places.set_max_concurrent_runs(2),
        ]
        for deed in deeds:
            with pytest.raises(DatabaseError, match=r"database or disk is full\. What it holds is unharmed"):
                deed()
        queue.advance()  # the pages ask for this each second: no sentence, it waits on
    kept = [rows.one(run.key) for run in (waiting, stopped)]
    assert [(row.state.status, row.wish) for row in kept if row] == [("queued", ""), ("stopped", "stop")]
    assert executor.started == []


def test_folder_that_cannot_be_made_is_one_sentence(home: Path) -> None:
    home.write_text("a file where the folder should be")
    with pytest.raises(DatabaseError, match="What it holds is unharmed"), changes.changing():
        pass


@pytest.mark.parametrize(("count", "training"), [(1, 1), (2, 2), (4, 4)])
def test_as_many_runs_train_at_once_as_there_are_places(count: int, training: int, executor: RecordingExecutor) -> None:
    made = [store.create(PRESETS["fast"]) for _ in range(5)]
    places.set_max_concurrent_runs(count)
    assert places.max_concurrent_runs() == count
    queue.advance()
    assert executor.started == [run.id for run in made[:training]]
    made[0].write_state(State("finished"))
    queue.advance()
    assert executor.started == [run.id for run in made[: training + 1]]


@pytest.mark.parametrize("count", [0, -1, 5])
def test_number_of_places_that_cannot_be_is_refused(count: int) -> None:
    with pytest.raises(RunError, match=f"Received: {count}"):
        places.set_max_concurrent_runs(count)
    assert places.max_concurrent_runs() == 1


@pytest.mark.parametrize(("content", "count"), [("", 1), ("many", 1), ("0", 1), ("99", places.MOST_CONCURRENT)])
def test_damaged_file_of_places_harms_nothing(content: str, count: int, home: Path) -> None:
    home.mkdir()
    (home / "places").write_text(content)
    assert places.max_concurrent_runs() == count


def test_run_whose_process_ended_at_once_has_failed(
    executor: RecordingExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "start", lambda *_: NOBODY)
    run = store.create(PRESETS["fast"])
    queue.advance()
    assert run.state().status == "failed"
    assert "Go on" in run.state().message


def test_pausing_a_waiting_run_takes_it_out_of_the_queue_until_it_goes_on(executor: RecordingExecutor) -> None:
    run = store.create(PRESETS["fast"])
    queue.pause(run)
    queue.advance()
    assert (run.state().status, executor.started) == ("paused", [])
    queue.enqueue_again(run)
    assert run.wish() == ""
    queue.advance()
    assert (run.state().status, executor.started) == ("running", [run.id])


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        (queue.stop, "Stopped after 2 of 5 epochs, before it went on."),
        (queue.pause, "Paused after 2 of 5 epochs."),
    ],
)
@pytest.mark.parametrize("waits", [True, False])
def test_run_that_has_trained_and_is_ended_before_it_goes_on_says_after_how_many_epochs(
    waits: bool, end: Callable[[Run], None], sentence: str, executor: RecordingExecutor
) -> None:
    run = store.create(PRESETS["fast"].replace(epochs=5))
    run.write_history([{"epoch": 1, "loss": 0.5, "accuracy": 0.9}, {"epoch": 2, "loss": 0.4, "accuracy": 0.9}])
    run.write_state(State("paused", epoch=2) if waits else State("paused"))
    queue.enqueue_again(run)
    if not waits:  # it reads the pictures
        queue.advance()
    end(run)
    assert run.state().message == sentence
    queue.enqueue_again(run)
    assert (run.state().status, run.state().message) == ("queued", "")


def test_damaged_run_that_waits_to_go_on_is_stopped(executor: RecordingExecutor) -> None:
    run = store.create(PRESETS["fast"])
    run.write_history([{"epoch": 1, "loss": 0.5, "accuracy": 0.9}])
    (run.folder / "config.json").write_text("{")
    queue.stop(run)
    assert run.state().message == "Stopped before the training began."


def test_pausing_within_an_epoch_is_a_wish(executor: RecordingExecutor) -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(of_this_process(epoch=1, batch=3, batches=10))
    queue.pause(run)
    assert executor.stopped == []
    assert run.state().status == "stopping"
    assert run.wish() == "pause"
    queue.stop(run)  # who stops a run that is about to pause wants it to end
    assert run.wish() == "stop"


@pytest.mark.parametrize("status", ["finished", "stopped", "paused", "failed"])
def test_run_that_is_over_is_neither_stopped_nor_paused(status: store.Status, executor: RecordingExecutor) -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(State(status, "memory-full"))
    queue.stop(run)
    queue.pause(run)
    assert run.state() == State(status, "memory-full")
    assert run.wish() == ""


def test_claimed_run_has_not_exploded_yet() -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(State("failed", "exploded-later", {"epochs": 2}, exploded=True))
    assert not lease.claim(run).exploded
