"""Promises of real training processes: recorded, stopped, killed, resumed."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from model import runs, versions
from model.backend import keras
from model.classifier import Classifier
from model.config import PRESETS, ROOT, TrainingConfig
from model.execution import best_epoch, execute
from model.runs import Run

LONG = PRESETS["two-conv"].replace(share=0.05, epochs=40, batch_size=32)


def wait_for(happened: Callable[[], bool], seconds: float = 90) -> None:
    """Wait until something has happened; fail when it does not."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def begin(config: TrainingConfig) -> Run:
    """Put a run into the queue, and wait for its second epoch."""
    run = runs.create(config)
    runs.advance()
    wait_for(lambda: len(run.history()) >= 2)
    return run


def test_run_leaves_history_classifier_and_card(small_config: TrainingConfig) -> None:
    run = runs.create(small_config)
    state = execute(run)
    assert state.status == "finished"
    assert [row["epoch"] for row in run.history()] == [1, 2]
    assert set(run.history()[0]) == {"epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"}
    card = run.card()
    assert card is not None
    assert card["figures"]["test_pictures"] == 10_000
    assert 0.3 < card["figures"]["test_accuracy"] < 1
    assert Classifier.load(run.folder).probabilities(np.zeros((1, 28, 28), np.float32)).shape == (1, 10)


def test_classifier_is_that_of_the_best_epoch(small_config: TrainingConfig) -> None:
    run = runs.create(small_config.replace(epochs=4))
    execute(run)
    best = best_epoch(run.history())
    kept = keras.models.load_model(run.folder / "epochs" / f"{best:04}.keras")
    for one, other in zip(kept.get_weights(), Classifier.load(run.folder).network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert len(list((run.folder / "epochs").iterdir())) <= 2


def test_best_epoch_is_chosen_by_validation_then_loss() -> None:
    rows = [
        {"epoch": 1, "val_accuracy": 0.9, "val_loss": 0.3},
        {"epoch": 2, "val_accuracy": 0.95, "val_loss": 0.3},
        {"epoch": 3, "val_accuracy": 0.95, "val_loss": 0.2},
        {"epoch": 4, "val_accuracy": 0.94, "val_loss": 0.1},
    ]
    assert best_epoch(rows) == 3
    assert best_epoch([{"epoch": 1, "accuracy": 0.9}, {"epoch": 2, "accuracy": 0.8}]) == 2
    assert best_epoch([]) == 0


def test_killed_run_is_told_truthfully_and_goes_on_without_a_lost_or_double_epoch() -> None:
    config = LONG.replace(epochs=6)
    run = begin(config)
    runs.EXECUTOR.stop(run)  # SIGKILL
    wait_for(lambda: run.state().status == "failed", 5)
    assert "ended from outside" in run.state().message
    before = run.history()
    runs.enqueue_again(run)
    runs.advance()
    wait_for(lambda: not run.state().is_open)
    assert run.state().status == "finished"
    assert [row["epoch"] for row in run.history()] == [1, 2, 3, 4, 5, 6]
    assert run.history()[: len(before)] == before
    whole = runs.create(config)
    execute(whole)
    pairs = zip(
        Classifier.load(run.folder).network.get_weights(),
        Classifier.load(whole.folder).network.get_weights(),
        strict=True,
    )
    assert all(np.array_equal(one, other) for one, other in pairs)


def test_stop_answers_within_3_seconds_and_keeps_the_best_epoch() -> None:
    run = begin(LONG)
    asked = time.monotonic()
    runs.stop(run)
    wait_for(lambda: run.state().status == "stopped", 3)
    assert time.monotonic() - asked < 3
    wait_for(lambda: run.card() is not None, 30)
    card = run.card()
    assert card is not None
    assert card["best_epoch"] == best_epoch(run.history()) > 0
    versions.use(run)
    assert versions.current() == run.folder


def test_stop_within_the_first_epoch_keeps_what_was_learned() -> None:
    run = runs.create(PRESETS["two-conv"].replace(epochs=1, batch_size=16))
    runs.advance()
    wait_for(lambda: run.state().batch > 0)
    runs.stop(run)
    wait_for(lambda: run.card() is not None, 30)
    assert run.state().status == "stopped"
    assert "what it had learned by then" in run.state().message


def test_next_run_starts_when_the_first_has_finished(small_config: TrainingConfig) -> None:
    first, second = runs.create(small_config.replace(epochs=1)), runs.create(small_config.replace(epochs=1))
    runs.advance()
    assert (first.state().status, second.state().status) == ("running", "queued")
    wait_for(lambda: second.state().status == "finished")  # nobody advances the queue but the first run's process
    assert first.state().status == "finished"


def test_disk_full_is_one_sentence_and_the_earlier_epoch_stays(small_config: TrainingConfig) -> None:
    run = runs.create(small_config)
    execute(run)
    runs.enqueue_again(run)
    (run.folder / "config.json").write_text(small_config.replace(epochs=4).to_json())
    subprocess.run(
        [sys.executable, "-m", "model", "train", "--run", str(run.folder)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),  # no file may grow larger
    )
    assert run.state().status == "failed"
    assert "could not be written" in run.state().message
    assert [row["epoch"] for row in run.history()] == [1, 2]
    keras.models.load_model(run.folder / "epochs" / "0002.keras")
    assert execute_again(run).status == "finished"
    assert [row["epoch"] for row in run.history()] == [1, 2, 3, 4]


def execute_again(run: Run) -> runs.State:
    """Go on with a run that failed."""
    runs.enqueue_again(run)
    return execute(run)


def test_fault_in_training_is_a_sentence_and_its_traceback_is_in_the_log(
    small_config: TrainingConfig, capfd: pytest.CaptureFixture[str]
) -> None:
    class Fault(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
            raise ZeroDivisionError

    run = runs.create(small_config)
    assert execute(run, [Fault()]).message.startswith("The training met a fault (ZeroDivisionError)")
    assert "Traceback" in capfd.readouterr().err


def test_full_memory_says_what_to_do(small_config: TrainingConfig) -> None:
    class Full(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
            raise MemoryError

    assert "choose a smaller batch" in execute(runs.create(small_config), [Full()]).message


def test_points_come_within_the_first_epoch() -> None:
    run = runs.create(PRESETS["two-conv"].replace(epochs=1, batch_size=16))
    runs.advance()
    wait_for(lambda: len(run.progress()) >= 2)
    assert run.history() == []
    assert 0 < run.progress()[0]["epoch"] < run.progress()[1]["epoch"] < 1
    runs.stop(run)


def test_training_outlives_the_app_that_started_it(home: Path) -> None:
    script = f"from model import runs; runs.create(runs.TrainingConfig.from_json({LONG.to_json()!r})); runs.advance()"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
    (run,) = runs.all_runs()
    wait_for(lambda: len(run.history()) >= 1)
    assert run.state().status == "running"
    runs.EXECUTOR.stop(run)


def test_interrupt_from_the_keyboard_keeps_the_best_epoch(home: Path) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "model",
            "train",
            "--share",
            "0.05",
            "--epochs",
            "40",
            "--batch-size",
            "32",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: any(run.history() for run in runs.all_runs()))
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "stopped:" in output
    (run,) = runs.all_runs()
    assert json.loads((run.folder / "card.json").read_text())["best_epoch"] > 0
