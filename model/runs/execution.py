"""Do a run: train what its folder describes, and record it there.

Knows Keras and run folders. Does not know who started it, or pages.
"""

from __future__ import annotations

import dataclasses
import math
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import psutil

from model.config import TrainingConfig
from model.datasets.mixing import load_split, sources
from model.datasets.pictures import Pictures, Split
from model.datasets.registry import data_set
from model.errors import DatabaseError, InklingError, RunError, TrainingError
from model.evaluation import calibration
from model.evaluation.metrics import measure
from model.evaluation.predictions import keep
from model.executors.job import NOBODY
from model.inference.card import DEFAULT_THRESHOLD, LITERT, Card, Figures, write_card
from model.inference.classifier import both_classes
from model.inference.litert import Graph
from model.runs import messages, queue, room, snapshots, store, watched
from model.runs.lease import Lease
from model.runs.state import State, Wish
from model.runs.store import Run
from model.runtime.backend import keras, tf
from model.storage import files
from model.training.export import export
from model.training.fit import steps_per_epoch, stops_early, train
from model.training.version_0_3 import KERAS_FAULTS

_STATE_EVERY = 0.5  # s between two notes of how far the training is
_POINT_EVERY = 1.0  # s between two points of the curves within an epoch
_LOOK_EVERY = 0.2  # s between two looks at what somebody asked of the run
_WAIT = 60.0  # s for a database that cannot be written to, where what came out is to be kept

END = Event()  # is set when this process is asked to end, as Ctrl-C does: the run is stopped


def execute(run: Run, callbacks: Sequence[keras.callbacks.Callback] = (), *, attempt: int = 0) -> State:
    """Do the run, or go on after its last finished epoch, and return its last state.

    A fault ends in the state "failed" with a sentence; the traceback goes to the log.

    Args:
        run: which one.
        callbacks: look on.
        attempt: that an executor told this process; 0: somebody started it by hand.

    Raises:
        RunError: as `queue.claim` does, or another process took the run, or the folder describes no training.
        DatabaseError: what came out cannot be kept.
    """
    config = run.config()
    state = queue.claim(run, attempt)
    with Lease(run, state.attempt) as lease:
        recorder = Recorder(run, state, lease)
        try:
            _train_and_keep(run, config, recorder, callbacks)
        except Exception as error:
            if lease.is_lost or getattr(error, "reason", "") == "taken-over":
                raise
            if not isinstance(error, InklingError | OSError):
                traceback.print_exc()
            reason, values = _why(error)
            recorder.conclude(status="failed", reason=reason, values=values)
    recorder.let_go(recorder.overhead() if attempt else 0.0)
    with suppress(InklingError):  # nothing else may go: said before the next run
        room.make_room()
    queue.advance()
    return recorder.state  # not what is written: where that failed, it is older


def _why(error: Exception) -> tuple[str, dict[str, object]]:
    """Return the reason for which a run has failed, and the values for the sentence about it."""
    match error:
        case InklingError():
            return error.reason, messages.values_of(error)
        case MemoryError() | tf.errors.ResourceExhaustedError():
            return "memory-full", {}
        case OSError():
            return "disk-fault", {"fault": str(error.strerror)}
        case _:
            return "fault", {"fault": type(error).__name__}


def _train_and_keep(
    run: Run, config: TrainingConfig, recorder: Recorder, callbacks: Sequence[keras.callbacks.Callback]
) -> None:
    if remark := data_set(config.data).remark(config):
        print(remark, flush=True)
    split = load_split(config)
    recorder.batches = steps_per_epoch(config, len(split.train))
    recorder.watch(split.test, config.seed)
    network = recorder.last_network()
    done = len(run.history())
    if network is None or (done < config.epochs and not stops_early(config, run.history())):
        network = train(config, split, [recorder, *callbacks], network, run.history())
    epochs = len(run.history())
    if recorder.state.exploded and not epochs:
        raise TrainingError(
            "exploded", "The training exploded: the loss is no number any more. Try a smaller learning rate."
        )
    values = {"epochs": epochs, "planned": config.epochs}
    wish = recorder.wish(at_once=True)
    if wish == "pause":
        recorder.conclude(status="paused", reason="paused", values=values)
    elif wish:  # said at once: measuring takes some seconds more
        recorder.conclude(status="stopped", reason="stopped" if epochs else "stopped-in-first-epoch", values=values)
        _keep(run, config, recorder, network, split)
    else:
        _keep(run, config, recorder, network, split)
        early = stops_early(config, run.history())
        if recorder.state.exploded:
            recorder.conclude(status="finished", reason="exploded-later", values={"epochs": epochs})
        elif early:
            recorder.conclude(status="finished", reason=early.reason, values=early.values)
        else:
            recorder.conclude(status="finished")


def _keep(run: Run, config: TrainingConfig, recorder: Recorder, network: keras.Model, split: Split) -> None:
    """Write the classifier of the best epoch, its answers on the test pictures, and its card with the figures.

    Of a training that went on with another classifier, the last one: what validates is for the most part what that one
    knew, and would choose the epoch that has learned least.
    """
    recorder.check()
    best = len(run.history()) if config.base else best_epoch(run.history())
    if best:
        at_best = network_in(recorder.checkpoint(best))
        network, best = (network, len(run.history())) if at_best is None else (at_best, best)
    data = data_set(config.data)
    threshold = DEFAULT_THRESHOLD
    if data.validates_unseen_writers:
        threshold = calibrate(network, split.validation)
    exported = export(network, config.all_layers(len(data.classes)), run.folder)
    images = split.test.x.astype(np.float32) / np.float32(255)
    probabilities = both_classes(Graph((run.folder / LITERT).read_bytes()).output(images, -1))
    result = measure(probabilities, split.test.y)
    card = Card(
        name=config.name,
        created=f"{datetime.now():%Y-%m-%d %H:%M}",
        figures=Figures(len(split.test), result.accuracy, result.loss, round(recorder.state.seconds, 1)),
        data=sources(config),
        classes=data.classes,
        best_epoch=best,
        config={
            **config.to_dict(),
            "strokes": [Path(file).name for file in config.strokes],  # no path of this machine
            "teachers": [Path(teacher).name for teacher in config.teachers],
        },
        threshold=threshold,
        **exported,
    )
    keep(card, split.test, probabilities)
    recorder.check()
    write_card(run.folder, card)  # last: from here on there is a classifier


def calibrate(network: keras.Sequential, pictures: Pictures) -> float:
    """Set the network's temperature on pictures that it was not trained on, and return its threshold.

    The temperature is folded into the kernel and the bias of the last layer, so the network stays an ordinary one.

    Args:
        network: ends in a dense layer with softmax; its last weights are changed.
        pictures: digits of writers that training did not see.
    """
    images = pictures.images()[..., None]  # (n, 28, 28, 1)
    probabilities = network.predict(images, batch_size=500, verbose=0)
    temperature = calibration.temperature(probabilities, pictures.y)
    last = network.layers[-1]
    last.set_weights([weights / temperature for weights in last.get_weights()])
    return calibration.threshold(calibration.at_temperature(probabilities, temperature), pictures.y)


def network_in(checkpoint: Path) -> keras.Sequential | None:
    """Return the network of a checkpoint, None where it is missing or damaged."""
    try:
        return keras.models.load_model(checkpoint)
    except KERAS_FAULTS:
        return None


def best_epoch(history: list[dict[str, float]]) -> int:
    """Return the epoch (from 1) of highest validation accuracy, the lowest loss among equals; 0 without a history.

    Without validation pictures it is the last epoch: the training's own figures cannot choose.
    """
    if not history:
        return 0
    if "val_accuracy" not in history[0]:
        return int(history[-1]["epoch"])
    return int(max(history, key=lambda row: (row["val_accuracy"], -row["val_loss"]))["epoch"])


class Recorder(keras.callbacks.Callback):
    """Writes a training into its run folder, and ends it when somebody asked for that."""

    def __init__(self, run: Run, state: State, lease: Lease) -> None:
        """Begin where the run's last attempt ended."""
        super().__init__()
        self.run = run
        self.state = state
        self.batches = 0  # in an epoch
        self._lease = lease
        self._wish: Wish = ""
        self._seconds_before = state.seconds
        self._began = time.monotonic()
        self._epoch_began = 0.0
        self._noted = 0.0
        self._pointed = 0.0
        self._looked = -math.inf
        self._stopped_within = False
        self._watched: Pictures | None = None

    def watch(self, test: Pictures, number: int) -> None:
        """Read one of the test pictures after each epoch from now on; the number chooses it."""
        self._watched = test[np.array([number % len(test)])]

    def overhead(self) -> float:
        """Return how long this process has lived without training, in s."""
        lived = time.time() - psutil.Process().create_time()
        return round(max(0.0, lived - (self.state.seconds - self._seconds_before)), 1)

    def note(self, **changes: Any) -> None:
        """Write the state with some changes; where the database cannot be written to, the next time.

        Raises:
            RunError: another process has taken the run.
        """
        self.state = dataclasses.replace(self.state, **changes)
        self._noted = time.monotonic()
        with suppress(DatabaseError):
            queue.note(self.run, self.state)

    def conclude(self, **changes: Any) -> None:
        """Write what the run came to; raises as `note`, and DatabaseError: it cannot be written for a minute."""
        self.state = dataclasses.replace(self.state, **changes)
        self._keep_on(True)

    def let_go(self, overhead: float) -> None:
        """Write that nobody does the run any more, and what it took beside the training, in s."""
        self.state = dataclasses.replace(self.state, overhead=overhead, job=NOBODY)
        self._keep_on(False)

    def _keep_on(self, is_kept: bool) -> None:
        ends = time.monotonic() + _WAIT
        while True:
            try:
                queue.note(self.run, self.state, is_kept=is_kept)
            except DatabaseError:
                if time.monotonic() > ends:
                    raise
                time.sleep(1.0)
            else:
                return

    def check(self) -> None:
        """Make sure that nobody else has taken the run: its folder is theirs then; raises RunError."""
        self.note()

    def wish(self, *, at_once: bool = False) -> Wish:
        """Return what somebody asked of the run, as it was some moments ago or, `at_once`, as it is."""
        now = time.monotonic()
        if at_once or now - self._looked >= _LOOK_EVERY:
            self._looked = now
            with suppress(DatabaseError):
                self._wish = self.run.wish_now()
            if END.is_set() and not self._wish:
                self._wish = "stop"
                with suppress(DatabaseError):
                    store.change(self.run, wish="stop")
        return self._wish

    def checkpoint(self, epoch: int) -> Path:
        """Return where the network after an epoch is kept."""
        return self.run.folder / "epochs" / f"{epoch:04}.keras"

    def last_network(self) -> keras.Sequential | None:
        """Return the network after the last epoch that was kept whole, and drop what came later; None where none was.

        The history then ends with that epoch. Where epochs were lost, the state says so.
        """
        folder = self.checkpoint(0).parent
        folder.mkdir(exist_ok=True)
        newest = max((int(path.stem) for path in folder.glob("[0-9][0-9][0-9][0-9].keras")), default=0)
        history, network, last = self.run.history(), None, 0
        for epoch in range(len(history), 0, -1):
            network = network_in(self.checkpoint(epoch))
            if network is not None:
                last = epoch
                break
        if last < max(len(history), newest - 1):  # one more than the history tells of is an epoch that was killed
            self.note(reason="went-back" if last else "began-anew", values={"epoch": last})
        self.run.write_history(history[:last])
        self.run.write_progress([point for point in self.run.progress() if point["epoch"] <= last])
        return network

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Start the clock: preparing the data is not training."""
        self._began = time.monotonic()
        if not self.run.history():
            snapshots.keep(self.run.folder, 0, self.model.get_weights(), self.params["epochs"])
            self._look_at_watched(0)

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Note which epoch begins."""
        self._epoch_began = self._pointed = time.monotonic()
        self.note(epoch=epoch + 1, batch=0, batches=self.batches)

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Look for the wish to stop; note progress now and then."""
        if self._lease.is_lost:
            raise RunError("taken-over", "Somebody else has taken this run meanwhile. It goes on there.")
        if self.wish():
            self.model.stop_training = True
            self._stopped_within = batch + 1 < self.batches
            return
        now = time.monotonic()
        if now - self._noted >= _STATE_EVERY:
            self.note(batch=batch + 1, seconds=self._seconds())
        if now - self._pointed >= _POINT_EVERY and logs and math.isfinite(logs["loss"]):
            self._pointed = now
            at = self.state.epoch - 1 + (batch + 1) / self.batches
            self.run.add_progress({"epoch": at, "loss": float(logs["loss"]), "accuracy": float(logs["accuracy"])})

    def on_test_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Do not wait for the validation of an epoch that was broken off."""
        self.model.stop_evaluating = self._stopped_within

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keep the network, then the row of the history that says so."""
        if self._stopped_within:
            return
        if not math.isfinite((logs or {}).get("loss", 0.0)):
            self.note(exploded=True)
            return
        self.check()
        files.replace(self.checkpoint(epoch + 1), self.model.save)
        snapshots.keep(self.run.folder, epoch + 1, self.model.get_weights(), self.params["epochs"])
        row = {"epoch": epoch + 1, **{name: float(value) for name, value in (logs or {}).items()}}
        row["seconds"] = round(time.monotonic() - self._epoch_began, 3)
        self._look_at_watched(epoch + 1)
        self.run.write_history([*self.run.history(), row])
        self.note(batch=self.batches, seconds=self._seconds())
        with suppress(DatabaseError):
            store.change(self.run, tries=0)
        self._prune()

    def _seconds(self) -> float:
        return self._seconds_before + time.monotonic() - self._began

    def _look_at_watched(self, epoch: int) -> None:
        """Read the picture that is watched, and keep what it was read as."""
        if self._watched is None:
            return
        images = self._watched.x.astype(np.float32) / np.float32(255)  # (1, height, width, channels)
        (probabilities,) = both_classes(np.asarray(self.model(images, training=False)))
        seen = watched.read(self.run.folder) or watched.unread(
            self._watched.pixels[0], int(self._watched.y[0]), len(probabilities)
        )
        watched.keep(self.run.folder, seen.read_again(epoch, probabilities))

    def _prune(self) -> None:
        history = self.run.history()
        keep = {self.checkpoint(int(history[-1]["epoch"])), self.checkpoint(best_epoch(history))}
        for path in (self.run.folder / "epochs").glob("*.keras"):
            if path not in keep:
                path.unlink()


class TerminalBar(keras.callbacks.ProgbarLogger):
    """Keras's own progress bar, also where `fit` is silent."""

    def set_params(self, params: dict[str, Any]) -> None:
        """Take the training's parameters, but not its silence."""
        super().set_params({**params, "verbose": 1})


class EpochLines(keras.callbacks.Callback):
    """Prints each epoch in one plain line."""

    def __init__(self, run: Run, write: Callable[[str], object]) -> None:
        """Keep whose epochs are written, and what writes a line."""
        super().__init__()
        self._run = run
        self._write = write

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Write the epoch's figures; an epoch that was broken off is not in the history and has none."""
        if len(self._run.history()) <= epoch:
            return
        figures = "  ".join(f"{name} {float(value):.4f}" for name, value in (logs or {}).items())
        self._write(f"epoch {epoch + 1}/{self.params['epochs']}  {figures}")
