"""Promises of real training processes: they outlive the app, are stopped, paused, killed, and go on.

A process takes seconds to begin, so that each story happens once, in a fixture, and several tests look at it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from model.config import TrainingConfig
from model.executors import chosen
from model.executors.local import LocalExecutor
from model.inference.card import Card
from model.runs import places, queue, store
from model.runs.checkpoints import best_epoch
from model.runs.execution import execute
from model.runs.rows import RUNS
from model.runs.state import State
from model.runs.store import Run
from model.runtime.backend import keras
from model.storage.database.engine import reading
from model.storage.paths import ROOT
from model.versions import published
from tests.conftest import SMALL
from tests.runs.conftest import same_weights
from tests.versions.publishing import let_answer
from tests.waiting import wait_for

pytestmark = pytest.mark.slow

LONG = SMALL.replace(share=0.02, epochs=200, batch_size=4)  # an epoch takes about half a second
EPOCHS = 5


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Let all tests of this file write below one folder."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("home")
        patch.setenv("INKLING_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module", autouse=True)
def nobody_left(home: Path) -> Iterator[None]:
    """End what a test that failed has left behind."""
    yield
    for run in store.all_runs():
        chosen.stop(run.state().job)


@dataclass(frozen=True)
class Seen:
    """What a run was at some time."""

    state: State
    history: list[dict[str, float]]
    card: Card | None


def seen(run: Run) -> Seen:
    """Return what a run is now."""
    return Seen(run.state(), run.history(), run.card())


@dataclass(frozen=True)
class Interrupted:
    """A run that was paused, and went on, and was killed, and went on; and the same training without all that."""

    run: Run
    whole: Run
    paused: Seen
    still_paused: Seen
    killed: Seen
    finished: Seen


@pytest.fixture(scope="module")
def interrupted(home: Path) -> Interrupted:
    """Interrupt a run twice."""
    config = LONG.replace(epochs=EPOCHS)
    run, whole = store.create(config), store.create(config, at_once=True)
    execute(whole)
    wait_for(lambda: len(run.history()) >= 1)  # it was started when the other one had finished
    queue.pause(run)
    wait_for(lambda: run.state().status == "paused" and not run.is_measuring())
    paused = seen(run)
    queue.advance()
    still_paused = seen(run)
    queue.enqueue_again(run)
    queue.advance()
    wait_for(lambda: len(run.history()) > len(paused.history))
    chosen.stop(run.state().job)  # SIGKILL
    wait_for(lambda: run.state().status == "failed", 5)
    killed = seen(run)
    queue.enqueue_again(run)
    queue.advance()
    wait_for(lambda: not (run.state().is_open or run.is_measuring()))
    return Interrupted(run, whole, paused, still_paused, killed, seen(run))


def test_paused_run_says_so_and_waits_for_somebody_to_let_it_go_on(interrupted: Interrupted) -> None:
    paused = interrupted.paused
    assert 1 <= len(paused.history) < EPOCHS
    assert paused.state.message == f"Paused after {len(paused.history)} of {EPOCHS} epochs."
    assert paused.card is None  # nothing is measured meanwhile
    assert interrupted.still_paused == paused


def test_killed_run_says_so(interrupted: Interrupted) -> None:
    assert interrupted.killed.state.status == "failed"
    assert "ended from outside" in interrupted.killed.state.message
    assert len(interrupted.killed.history) < EPOCHS


def test_interrupted_run_goes_on_without_a_lost_or_double_epoch(interrupted: Interrupted) -> None:
    paused, killed, finished = interrupted.paused, interrupted.killed, interrupted.finished
    assert finished.state.status == "finished"
    assert [row["epoch"] for row in finished.history] == list(range(1, EPOCHS + 1))
    assert finished.history[: len(killed.history)] == killed.history
    assert killed.history[: len(paused.history)] == paused.history


def test_interrupted_run_comes_to_the_same_weights_as_one_that_was_not(interrupted: Interrupted) -> None:
    assert same_weights(interrupted.run, interrupted.whole)


@pytest.fixture(scope="module")
def orphans(home: Path) -> tuple[Run, Run, Run]:
    """Return three runs, of which an app that has ended since let two train at once.

    The first is within its first epoch, and has come so far that its curve has points; the second is in its second.
    """
    configs = [config.to_json() for config in (LONG.replace(share=1.0), LONG, SMALL.replace(epochs=1))]
    script = (
        "from model.config import TrainingConfig; from model.runs import places, queue, store;"
        " places.set_max_concurrent_runs(2);"
        f" print(*[store.create(TrainingConfig.from_json(config)).id for config in {configs!r}]); queue.advance()"
    )
    app = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    first, second, third = map(store.find, app.stdout.split())
    wait_for(lambda: len(first.progress()) >= 2 and second.history())
    return first, second, third


def test_training_outlives_the_app_that_started_it(orphans: tuple[Run, Run, Run]) -> None:
    assert orphans[1].state().status == "running"


def test_two_runs_train_at_once_where_two_may(orphans: tuple[Run, Run, Run]) -> None:
    first, second, third = (run.state() for run in orphans)
    assert [first.status, second.status, third.status] == ["running", "running", "queued"]
    assert first.job != second.job


def test_points_come_within_the_first_epoch(orphans: tuple[Run, Run, Run]) -> None:
    run = orphans[0]
    assert run.history() == []
    first, second, *_ = run.progress()
    assert 0 < first["epoch"] < second["epoch"] < 1
    assert run.state().batch > 0


@pytest.fixture(scope="module")
def next_one_did(orphans: tuple[Run, Run, Run]) -> None:
    """Stop the first of the three runs, and wait until the one that waited has finished."""
    queue.stop(orphans[0])
    wait_for(lambda: orphans[2].state().status == "finished")


def test_next_run_starts_when_one_is_over(orphans: tuple[Run, Run, Run], next_one_did: None) -> None:
    assert [run.state().status for run in orphans] == ["stopped", "running", "finished"]  # nobody advanced the queue


def test_stop_within_the_first_epoch_keeps_what_was_learned(orphans: tuple[Run, Run, Run], next_one_did: None) -> None:
    assert orphans[0].card() is not None
    assert orphans[0].state().status == "stopped"
    assert "what it had learned by then" in orphans[0].state().message


def test_stop_answers_within_3_seconds_and_keeps_the_best_epoch(
    orphans: tuple[Run, Run, Run], next_one_did: None
) -> None:
    places.set_max_concurrent_runs(1)
    run = orphans[1]
    asked = time.monotonic()
    queue.stop(run)
    wait_for(lambda: run.state().status == "stopped", 3)
    assert time.monotonic() - asked < 3
    wait_for(lambda: run.card() is not None and not run.is_measuring())
    card = run.card()
    assert card is not None
    assert card.best_epoch == best_epoch(run.history()) > 0
    let_answer(run.folder)
    assert published.current() == run.folder
    published.pin_shipped()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # on another disk
def test_disk_full_is_one_sentence_and_the_earlier_epoch_stays(database: str, small_config: TrainingConfig) -> None:
    run = store.create(small_config, at_once=True)
    execute(run)
    run.write_state(State("stopped"))  # what has finished does not go on
    queue.enqueue_again(run)
    (run.folder / "config.json").write_text(small_config.replace(epochs=4).to_json())
    full = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000));"  # no file may grow larger
        f" from model.cli.main import main; main(['train', '--run', {str(run.folder)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", full], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert run.state().status == "failed"
    assert "could not be written" in run.state().message
    assert [row["epoch"] for row in run.history()] == [1, 2]
    keras.models.load_model(run.folder / "epochs" / "0002.keras")
    queue.enqueue_again(run)
    assert execute(run).status == "finished"
    assert [row["epoch"] for row in run.history()] == [1, 2, 3, 4]
    assert json.loads((run.folder / "card.json").read_text())["config"]["epochs"] == 4


def leases(run: Run) -> float:
    """Return until when a run is done by somebody, as the database holds it."""
    with reading() as connection:
        return float(connection.scalar(sa.select(RUNS.c.lease).where(RUNS.c.id == run.id)) or 0)


@pytest.fixture(scope="module")
def ended_while_beginning(home: Path) -> tuple[Run, Run, Run]:
    """End three runs before their first batch, one when its process was just started, one when it could not be killed.

    The third one could not be killed either, and is ended after its process has taken it.
    """
    made = (store.create(LONG), store.create(LONG), store.create(LONG))
    killed, survivor, taken = made
    places.set_max_concurrent_runs(3)
    queue.advance()
    job = killed.state().job
    queue.stop(killed)
    assert chosen.state_of(job) == "gone"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LocalExecutor, "stop", lambda *_: None)  # as on Windows, where a launcher is killed instead
        jobs = [run.state().job for run in made]
        before = leases(taken)
        queue.pause(survivor)
        wait_for(lambda: leases(taken) != before)  # its process has said that it is there
        queue.stop(taken)
        wait_for(lambda: all(chosen.state_of(job) == "gone" for job in jobs))
    places.set_max_concurrent_runs(1)
    return made


def test_stop_wins_while_a_process_begins(ended_while_beginning: tuple[Run, Run, Run]) -> None:
    killed, survivor, taken = ended_while_beginning
    assert [run.state().status for run in ended_while_beginning] == ["stopped", "paused", "stopped"]
    assert [run.history() for run in ended_while_beginning] == [[], [], []]
    assert killed.card() is None
    assert survivor.card() is None
    assert "was ended before it began" in survivor.log()
    assert "Traceback" not in survivor.log() + taken.log()
