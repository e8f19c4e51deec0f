"""Promises of runs that several machines do: each is one's at a time, and goes on elsewhere where that one dies."""

from __future__ import annotations

import pytest

from model.config import PRESETS
from model.errors import ExecutorError, RunError
from model.executors import chosen
from model.executors.job import Job, JobState
from model.executors.local import KIND
from model.runs import lease, queue, store
from model.runs.lease import Lease
from model.runs.recorder import Recorder
from model.runs.state import State
from model.runs.store import Run
from model.storage.database.engine import seconds
from tests.runs.conftest import GONE, RecordingExecutor

ELSEWHERE = Job(KIND, "elsewhere/7/1")


def done_elsewhere(left: float, **changes: object) -> Run:
    """Return a run that another machine does, or did, and whose lease holds for so many s."""
    run = store.create(PRESETS["fast"])
    run.write_state(State("running", job=ELSEWHERE, attempt=1, epoch=2))
    store.change(run, lease=seconds() + left, machine="elsewhere", **changes)
    return run


def test_run_of_another_machine_is_done_for_as_long_as_its_lease_holds(database: str) -> None:
    run = done_elsewhere(store.LEASE)
    assert run.state().status == "running"
    queue.advance(goes_on=True)
    assert run.state().status == "running"
    lease.renew(run, 1)
    store.change(run, lease=0.0)
    assert run.state().status == "failed"


def test_run_of_a_machine_that_died_goes_on_here_after_its_last_epoch(
    database: str, executor: RecordingExecutor
) -> None:
    run = done_elsewhere(-1.0)
    queue.advance()
    state = run.state()
    assert executor.started == [run.id]
    assert (state.status, state.attempt, state.epoch) == ("running", 2, 2)


def test_who_was_told_an_older_attempt_writes_nothing_any_more(executor: RecordingExecutor) -> None:
    run = done_elsewhere(-1.0)
    before = run.row().state
    queue.advance()
    deeds = (lambda: lease.note(run, before), lambda: lease.renew(run, 1), lambda: lease.claim(run, 1))
    for deed in deeds:
        with pytest.raises(RunError):
            deed()
    with pytest.raises(RunError, match="Somebody else has taken this run"):
        Recorder(run, before, Lease(run, 1)).check()
    assert run.state().attempt == 2


def test_run_whose_machines_die_again_and_again_fails_and_can_go_on(executor: RecordingExecutor) -> None:
    run = done_elsewhere(-1.0, tries=queue.MOST_TRIES)
    queue.advance()
    assert run.state().status == "failed"
    assert "Go on" in run.state().message
    assert executor.started == []
    queue.enqueue_again(run)
    queue.advance()
    assert executor.started == [run.id]


def test_run_that_was_to_stop_does_not_go_on_elsewhere(executor: RecordingExecutor) -> None:
    run = done_elsewhere(-1.0, wish="stop")
    queue.advance()
    assert (run.state().status, executor.started) == ("failed", [])


def test_each_machine_has_its_own_places(executor: RecordingExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    done_elsewhere(store.LEASE)
    made = [store.create(PRESETS["fast"]) for _ in range(3)]
    queue.advance()
    assert executor.started == [made[0].id]
    monkeypatch.setenv("INKLING_MACHINE", "another")
    queue.advance()
    assert executor.started == [run.id for run in made[:2]]


def test_run_that_was_taken_and_never_started_is_taken_again(executor: RecordingExecutor) -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(State("running", attempt=1))  # who took it died before it started anything
    queue.advance()
    assert (executor.started, run.state().attempt) == ([run.id], 2)


def test_killed_run_of_this_machine_waits_for_somebody_who_lets_it_go_on(executor: RecordingExecutor) -> None:
    run = store.create(PRESETS["fast"])
    run.write_state(State("running", job=GONE, epoch=1))
    queue.advance()
    assert (run.state().status, executor.started) == ("failed", [])
    queue.advance(goes_on=True)  # as a worker does
    assert (run.state().status, executor.started) == ("running", [run.id])


class Engine(RecordingExecutor):
    """An engine with a queue of its own, which may be out of reach."""

    has_queue = True
    says: JobState = "waiting"

    def start(self, folder: object, attempt: int) -> Job:
        """Take it."""
        self.started.append(f"{attempt}")
        return Job("ray", f"{attempt}")

    def state(self, job: Job) -> JobState:
        """Say what it was told to say."""
        return self.says


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Let an engine do the runs."""
    engine = Engine()
    monkeypatch.setenv("INKLING_EXECUTOR", "ray")
    monkeypatch.setitem(chosen.READY, "ray", engine)
    monkeypatch.setitem(queue._silent, "until", 0.0)
    return engine


def test_engine_is_handed_each_run_once_and_at_once(engine: Engine) -> None:
    made = [store.create(PRESETS["fast"]) for _ in range(3)]
    for _ in range(2):
        queue.advance()
    assert engine.started == ["1", "1", "1"]
    assert {run.state().status for run in made} == {"queued"}
    assert lease.claim(made[1], 1).job == Job("ray", "1")
    assert made[1].state().status == "running"


def test_engine_that_cannot_be_reached_lets_no_run_fail(engine: Engine) -> None:
    run = store.create(PRESETS["fast"])
    queue.advance()
    lease.claim(run, 1)
    store.change(run, lease=0.0)
    engine.says = "unknown"
    queue.advance()
    assert (run.state().status, run.state().reason) == ("running", "engine-silent")
    engine.says = "gone"
    assert run.state().status == "failed"
    queue.advance()
    assert (run.state().status, engine.started) == ("queued", ["1", "2"])


def test_run_that_cannot_be_handed_over_says_why_and_waits(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_reach(*_: object) -> Job:
        raise ExecutorError("no-cluster", "The cluster cannot be reached.")

    run = store.create(PRESETS["fast"])
    with monkeypatch.context() as patch:
        patch.setattr(engine, "start", out_of_reach)
        queue.advance()
    assert (run.state().status, run.state().message) == ("queued", "The cluster cannot be reached.")
    queue.advance()  # an engine that was silent a moment ago is left alone
    assert engine.started == []
    monkeypatch.setitem(queue._silent, "until", 0.0)
    queue.advance()
    assert (len(engine.started), run.state().message) == (1, "")


def test_waiting_run_that_the_engine_forgot_is_handed_over_again(engine: Engine) -> None:
    run = store.create(PRESETS["fast"])
    queue.advance()
    store.change(run, lease=0.0)
    engine.says = "gone"
    queue.advance()
    assert engine.started == ["1", "2"]


def test_stopped_run_is_ended_at_the_engine(engine: Engine) -> None:
    run = store.create(PRESETS["fast"])
    queue.advance()
    queue.stop(run)
    assert engine.stopped == [Job("ray", "1")]
    assert run.state().status == "stopped"
    with pytest.raises(RunError):
        lease.claim(run, 1)
