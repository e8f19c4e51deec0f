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
from model.datasets import test_pictures as pictures_of_the_test
from model.errors import ClassifierError
from model.execution import best_epoch, execute
from model.hints import hints
from model.runs import Run
from tests.classifiers import weights_in

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
    for one, other in zip(kept.get_weights(), weights_in(run.folder), strict=True):
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


def same_weights(first: Run, second: Run) -> bool:
    """Tell whether two runs came to the same weights in every bit."""
    pairs = zip(weights_in(first.folder), weights_in(second.folder), strict=True)
    return all(np.array_equal(one, other) for one, other in pairs)


def test_killed_run_is_told_truthfully_and_goes_on_without_a_lost_or_double_epoch() -> None:
    config = LONG.replace(epochs=6)
    run = begin(config)
    runs.EXECUTOR.stop(run.state().job)  # SIGKILL
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
    assert same_weights(run, whole)


def test_repeated_run_comes_to_the_same_weights_and_figures(small_config: TrainingConfig) -> None:
    first, second = (runs.create(small_config.replace(augmentation=True), at_once=True) for _ in range(2))
    for run in (first, second):
        execute(run)
    assert same_weights(first, second)
    figures = [[{**row, "seconds": 0} for row in run.history()] for run in (first, second)]
    assert figures[0] == figures[1]


def test_paused_run_goes_on_to_the_same_epochs_and_weights() -> None:
    config = LONG.replace(epochs=6)
    run = begin(config)
    runs.pause(run)
    wait_for(lambda: run.state().status == "paused" and not run.is_measuring(), 20)
    before = run.history()
    assert run.state().message == f"Paused after {len(before)} of 6 epochs."
    assert run.card() is None  # nothing is measured meanwhile
    runs.advance()
    assert run.state().status == "paused"  # it waits for somebody to say so
    runs.enqueue_again(run)
    runs.advance()
    wait_for(lambda: not run.state().is_open)
    assert run.state().status == "finished"
    assert [row["epoch"] for row in run.history()] == [1, 2, 3, 4, 5, 6]
    assert run.history()[: len(before)] == before
    whole = runs.create(config)
    execute(whole)
    assert same_weights(run, whole)


def test_two_places_train_two_runs_at_once() -> None:
    first, second, third = (runs.create(LONG.replace(seed=seed)) for seed in (1, 2, 3))
    runs.set_places(2)
    wait_for(lambda: bool(first.history()) and bool(second.history()))
    assert [run.state().status for run in (first, second, third)] == ["running", "running", "queued"]
    assert first.state().process != second.state().process
    runs.stop(third)
    for run in (first, second):
        runs.EXECUTOR.stop(run.state().job)


def test_exploded_training_is_a_sentence_and_no_traceback(
    small_config: TrainingConfig, capfd: pytest.CaptureFixture[str]
) -> None:
    run = runs.create(small_config.replace(network="two-conv", optimizer="sgd", learning_rate=10, schedule="constant"))
    state = execute(run, [Poison(at=1)])
    assert (state.status, state.exploded) == ("failed", True)
    assert state.message == "The training exploded: the loss is no number any more. Try a smaller learning rate."
    assert run.history() == []
    assert run.card() is None
    assert "Traceback" not in capfd.readouterr().err


def test_training_that_explodes_later_keeps_the_epoch_before(small_config: TrainingConfig) -> None:
    run = runs.create(small_config.replace(network="two-conv", epochs=5))
    state = execute(run, [Poison(at=3)])
    assert (state.status, state.exploded) == ("finished", True)
    assert state.message == "The training exploded after epoch 2; the best epoch before is kept."
    assert [row["epoch"] for row in run.history()] == [1, 2]
    assert np.isfinite(Classifier.load(run.folder).probabilities(np.zeros((1, 28, 28), np.float32))).all()


class Poison(keras.callbacks.Callback):
    """Makes a weight no number when an epoch begins."""

    def __init__(self, at: int) -> None:
        """Keep which epoch, from 1."""
        super().__init__()
        self._at = at

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        """Spoil the last layer."""
        if epoch + 1 == self._at:
            kernel = self.model.layers[-1].kernel
            kernel.assign(np.nan * kernel)


def test_steps_far_too_large_come_to_a_sentence() -> None:
    config = PRESETS["two-conv"].replace(share=0.02, optimizer="sgd", learning_rate=10, epochs=3)
    run = runs.create(config)
    state = execute(run)
    assert state.exploded or hints(config, run.history(), classes=10)[0].kind in ("exploded", "not learning")
    assert "fault" not in state.message


def test_training_that_stops_early_says_why(small_config: TrainingConfig) -> None:
    run = runs.create(small_config.replace(network="two-conv", epochs=20, stop_below=1.9))
    state = execute(run)
    assert state.status == "finished"
    assert state.message == f"Stopped early after epoch {len(run.history())}: the validation loss came below 1.9."
    assert len(run.history()) < 20


def test_binary_run_on_faces_answers_with_its_classes() -> None:
    run = runs.create(PRESETS["binary"].replace(share=0.1, epochs=1, width=0.25))
    assert execute(run).status == "finished"
    card = run.card()
    assert card is not None
    assert card["classes"] == ["glad", "sad"]
    assert card["figures"]["test_pictures"] == 400
    classifier = Classifier.load(run.folder)
    assert classifier.classes == ["glad", "sad"]
    answers = classifier.probabilities(pictures_of_the_test(run.config()).images()[:7])
    assert answers.shape == (7, 2)
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-6)
    with pytest.raises(ClassifierError, match="reads no digits"):
        versions.use(run)


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
    runs.EXECUTOR.stop(run.state().job)


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
