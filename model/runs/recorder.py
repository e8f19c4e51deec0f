"""What a training writes into its run while it goes on: how far it is, its epochs, and whether it is to end.

Knows Keras's callbacks, run folders and rows. Does not know what is trained, or what comes out of it.
"""

from __future__ import annotations

import dataclasses
import math
import time
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import psutil

from model.datasets.pictures import Pictures
from model.errors import DatabaseError
from model.executors.job import NOBODY
from model.inference.classifier import both_classes
from model.runs import snapshots, store, watched
from model.runs.checkpoints import best_epoch, network_in
from model.runs.lease import Lease, note, taken_over
from model.runs.state import State, Wish
from model.runs.store import Run
from model.runtime.backend import keras
from model.storage import files

_STATE_EVERY = 0.5  # s between two notes of how far the training is
_POINT_EVERY = 1.0  # s between two points of the curves within an epoch
_LOOK_EVERY = 0.2  # s between two looks at what somebody asked of the run
_WAIT = 60.0  # s for a database that cannot be written to, where what came out is to be kept

END = Event()  # is set when this process is asked to end, as Ctrl-C does: the run is stopped


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
            note(self.run, self.state)

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
                note(self.run, self.state, is_kept=is_kept)
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
            raise taken_over()
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
        if not all(map(math.isfinite, (logs or {}).values())):  # of validation, too: the last step was too large
            self.note(exploded=True)
            self.model.stop_training = True
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
