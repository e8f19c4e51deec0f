"""Promises of what a training leaves behind in its run folder, and of what it says when it fails."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.config import PRESETS, TrainingConfig
from model.datasets.registry import data_set
from model.errors import VersionError
from model.evaluation.predictions import predictions_of
from model.executors.job import NOBODY
from model.inference.classifier import Classifier
from model.inference.weights import weights_in
from model.runs import queue, store, watched
from model.runs.checkpoints import best_epoch
from model.runs.execution import execute
from model.runs.store import Run
from model.runtime.backend import keras
from model.training.diagnosis import hints
from tests.conftest import SMALL
from tests.runs.conftest import same_weights
from tests.teaching.classes import base_in
from tests.versions.publishing import let_answer


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a run that has finished after four epochs, in an INKLING_HOME that stays for all that ask."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_HOME", str(tmp_path_factory.mktemp("home")))
        run = store.create(SMALL.replace(epochs=4, augmentation=True))
        execute(run)
    return run


@pytest.fixture
def copied(finished: Run, home: Path) -> Run:
    """Return a copy of that run in the test's own INKLING_HOME."""
    shutil.copytree(finished.folder.parents[1], home)
    return store.find(finished.id)


def test_run_leaves_history_classifier_and_card(finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_HOME", str(finished.folder.parents[1]))
    state = finished.state()
    assert (state.status, state.attempt, state.job) == ("finished", 1, NOBODY)
    assert [row["epoch"] for row in finished.history()] == [1, 2, 3, 4]
    assert set(finished.history()[0]) == {"epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"}
    card = finished.card()
    assert card is not None
    assert card.figures.test_pictures == 10_000
    assert 0.3 < card.figures.test_accuracy < 1
    assert card.figures.training_seconds == pytest.approx(state.seconds, abs=0.1)
    assert card.best_epoch == best_epoch(finished.history())
    assert TrainingConfig.from_dict(card.config) == finished.config()
    assert Classifier.load(finished.folder).probabilities(np.zeros((1, 28, 28), np.float32)).shape == (1, 10)


def test_run_keeps_what_its_classifier_predicts_for_the_test_pictures(
    finished: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_HOME", str(finished.folder.parent.parent))
    progress: list[float] = []
    kept = predictions_of(finished.folder, on_progress=progress.append)
    assert progress == []  # nothing was computed
    card = finished.card()
    assert card is not None
    assert np.mean(kept.predicted == kept.labels) == pytest.approx(card.figures.test_accuracy)
    now = Classifier.load(finished.folder).probabilities(kept.pictures.images()[:100])
    np.testing.assert_allclose(kept.probabilities[:100], now, atol=1e-6)


def test_run_reads_one_test_picture_before_the_training_and_after_each_epoch(finished: Run) -> None:
    seen = watched.read(finished.folder)
    assert seen is not None
    assert seen.epochs.tolist() == [0, 1, 2, 3, 4]
    test = data_set("mnist").test()
    at = finished.config().seed
    assert np.array_equal(seen.picture, test.pixels[at])
    assert seen.label == test.y[at]
    if best_epoch(finished.history()) == 4:
        now = Classifier.load(finished.folder).probabilities(test.images()[at : at + 1])
        np.testing.assert_allclose(seen.probabilities[-1], now[0], atol=1e-5)


def test_classifier_is_that_of_the_best_epoch(finished: Run) -> None:
    best = best_epoch(finished.history())
    kept = keras.models.load_model(finished.folder / "epochs" / f"{best:04}.keras")
    for one, other in zip(kept.get_weights(), weights_in(finished.folder), strict=True):
        np.testing.assert_array_equal(one, other)
    assert len(list((finished.folder / "epochs").iterdir())) <= 2


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


def test_repeated_run_comes_to_the_same_weights_and_figures(copied: Run) -> None:
    again = store.create(copied.config(), at_once=True)
    execute(again)
    assert same_weights(copied, again)
    figures = [[{**row, "seconds": 0} for row in run.history()] for run in (copied, again)]
    assert figures[0] == figures[1]


def test_exploded_training_is_a_sentence_and_no_traceback(
    small_config: TrainingConfig, capfd: pytest.CaptureFixture[str]
) -> None:
    run = store.create(small_config.replace(optimizer="sgd", learning_rate=10))
    state = execute(run, [Poison(at=1)])
    assert (state.status, state.exploded) == ("failed", True)
    assert state.message == "The training exploded: the loss is no number any more. Try a smaller learning rate."
    assert run.history() == []
    assert run.card() is None
    assert "Traceback" not in capfd.readouterr().err


def test_training_that_explodes_later_keeps_the_epoch_before(small_config: TrainingConfig) -> None:
    run = store.create(small_config.replace(epochs=5))
    state = execute(run, [Poison(at=3)])
    assert (state.status, state.exploded) == ("finished", True)
    assert state.message == "The training exploded after epoch 2; the best epoch before is kept."
    assert [row["epoch"] for row in run.history()] == [1, 2]
    assert np.isfinite(Classifier.load(run.folder).probabilities(np.zeros((1, 28, 28), np.float32))).all()


@pytest.mark.parametrize("validation_split", [0.2, 0])
def test_last_step_that_explodes_is_a_sentence_and_no_fault(
    validation_split: float, small_config: TrainingConfig
) -> None:
    run = store.create(small_config.replace(epochs=1, validation_split=validation_split))
    state = execute(run, [PoisonAtTheEnd(at=1)])
    assert (state.status, state.reason, state.exploded) == ("failed", "exploded", True)
    assert run.card() is None


def test_epoch_whose_validation_is_no_number_is_not_kept(small_config: TrainingConfig) -> None:
    run = store.create(small_config.replace(epochs=5))
    state = execute(run, [PoisonAtTheEnd(at=3)])
    assert (state.status, state.reason) == ("finished", "exploded-later")
    assert [row["epoch"] for row in run.history()] == [1, 2]
    assert run.card() is not None


@pytest.mark.parametrize(
    ("changes", "kept"),
    [({}, "best"), ({"validation_split": 0}, "last"), ({"base": "versions/one"}, "last")],
    ids=["validated", "not validated", "taught"],
)
def test_training_that_is_ended_says_which_epoch_it_keeps(
    changes: dict[str, Any], kept: str, small_config: TrainingConfig
) -> None:
    base_in("one", SMALL)
    config = small_config.replace(epochs=5, **changes)
    stopped = store.create(config)
    end = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, _: epoch == 2 and queue.stop(stopped))
    assert execute(stopped, [end]).message == f"Stopped after 2 of 5 epochs; the {kept} one is kept."
    exploded = store.create(config)
    assert execute(exploded, [Poison(at=3)]).message == (
        f"The training exploded after epoch 2; the {kept} epoch before is kept."
    )
    for run in (stopped, exploded):
        card = run.card()
        assert card is not None
        assert card.best_epoch == (best_epoch(run.history()) if kept == "best" else 2)


class PoisonAtTheEnd(keras.callbacks.Callback):
    """Makes the weights no numbers with the last batch of an epoch, as a step that is too large does."""

    def __init__(self, at: int) -> None:
        """Keep which epoch, from 1."""
        super().__init__()
        self._at = at
        self._epoch = 0

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        """Keep which epoch it is."""
        self._epoch = epoch + 1

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:
        """Spoil the last layer."""
        if self._epoch == self._at and batch + 1 == self.params["steps"]:
            kernel = self.model.layers[-1].kernel
            kernel.assign(np.nan * kernel)


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
    config = PRESETS["two-conv"].replace(share=0.02, optimizer="sgd", learning_rate=10, epochs=3, width=0.25)
    run = store.create(config)
    state = execute(run)
    assert state.exploded or hints(config, run.history(), classes=10)[0].kind in ("exploded", "not-learning")
    assert "fault" not in state.message


def test_training_that_stops_early_says_why(small_config: TrainingConfig) -> None:
    run = store.create(small_config.replace(epochs=20, learning_rate=0.001, stop_below=1.9))
    state = execute(run)
    assert state.status == "finished"
    assert state.message == f"Stopped early after epoch {len(run.history())}: the validation loss came below 1.9."
    assert 1 < len(run.history()) < 20


def test_binary_run_on_faces_answers_with_its_classes() -> None:
    run = store.create(PRESETS["binary"].replace(share=0.1, epochs=1, width=0.25))
    assert execute(run).status == "finished"
    card = run.card()
    assert card is not None
    assert card.classes == ("glad", "sad")
    assert card.figures.test_pictures == 400
    classifier = Classifier.load(run.folder)
    assert classifier.classes == ("glad", "sad")
    probabilities = classifier.probabilities(data_set("faces").test().images()[:7])
    assert probabilities.shape == (7, 2)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    with pytest.raises(VersionError, match="reads no digits"):
        let_answer(run.folder)


def test_training_that_cannot_begin_says_why(small_config: TrainingConfig) -> None:
    state = execute(store.create(small_config.replace(loss="binary_crossentropy")))
    assert state.status == "failed"
    assert state.message.startswith("Binary cross-entropy is for two classes, and these pictures have 10.")
    state = execute(store.create(small_config.replace(data="gone-12345678")))
    assert (state.status, state.job) == ("failed", NOBODY)
    assert "Import them, or choose others" in state.message


def test_fault_in_training_is_a_sentence_and_its_traceback_is_in_the_log(
    small_config: TrainingConfig, capfd: pytest.CaptureFixture[str]
) -> None:
    class Fault(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
            raise ZeroDivisionError

    run = store.create(small_config)
    assert execute(run, [Fault()]).message.startswith("The training met a fault (ZeroDivisionError)")
    assert "Traceback" in capfd.readouterr().err


def test_full_memory_says_what_to_do(small_config: TrainingConfig) -> None:
    class Full(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
            raise MemoryError

    assert "choose a smaller batch" in execute(store.create(small_config), [Full()]).message


def test_run_that_goes_on_after_its_end_keeps_its_history(copied: Run) -> None:
    before = copied.history()
    copied.write_state(dataclasses.replace(copied.state(), status="failed"))
    queue.enqueue_again(copied)
    assert execute(copied).status == "finished"
    assert copied.history() == before
