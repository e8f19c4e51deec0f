"""Do a run: train what its folder describes, and record it there.

Knows Keras and run folders. Does not know who started it, or pages.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import numpy as np

from model.config import TrainingConfig
from model.datasets.mixing import load_split, sources
from model.datasets.pictures import Pictures, Split
from model.datasets.registry import data_set
from model.errors import InklingError, TrainingError
from model.evaluation import calibration
from model.evaluation.metrics import measure
from model.evaluation.predictions import keep
from model.inference.card import DEFAULT_THRESHOLD, LITERT, Card, Figures, write_card
from model.inference.classifier import both_classes
from model.inference.litert import Graph
from model.runs import messages, queue, room
from model.runs.checkpoints import best_epoch, network_in
from model.runs.lease import Lease, claim
from model.runs.recorder import Recorder
from model.runs.state import State
from model.runs.store import Run
from model.runtime.backend import keras, tf
from model.training.export import export
from model.training.fit import steps_per_epoch, stops_early, train


def execute(run: Run, callbacks: Sequence[keras.callbacks.Callback] = (), *, attempt: int = 0) -> State:
    """Do the run, or go on after its last finished epoch, and return its last state.

    A fault ends in the state "failed" with a sentence; the traceback goes to the log.

    Args:
        run: which one.
        callbacks: look on.
        attempt: that an executor told this process; 0: somebody started it by hand.

    Raises:
        RunError: as `lease.claim` does, or another process took the run, or the folder describes no training.
        DatabaseError: what came out cannot be kept.
    """
    config = run.config()
    state = claim(run, attempt)
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
        raise _exploded()
    keeps_last = epochs > 0 and not _keeps_best(config, run.history())
    values = {"epochs": epochs, "planned": config.epochs}
    wish = recorder.wish(at_once=True)
    if wish == "pause":
        recorder.conclude(status="paused", reason="paused", values=values)
    elif wish:  # said at once: measuring takes some seconds more
        reason = "stopped-last-kept" if keeps_last else "stopped" if epochs else "stopped-in-first-epoch"
        recorder.conclude(status="stopped", reason=reason, values=values)
        _keep(run, config, recorder, network, split)
    else:
        _keep(run, config, recorder, network, split)
        early = stops_early(config, run.history())
        if recorder.state.exploded:
            reason = "exploded-later-last-kept" if keeps_last else "exploded-later"
            recorder.conclude(status="finished", reason=reason, values={"epochs": epochs})
        elif early:
            recorder.conclude(status="finished", reason=early.reason, values=early.values)
        else:
            recorder.conclude(status="finished")


def _exploded() -> TrainingError:
    return TrainingError(
        "exploded", "The training exploded: the loss is no number any more. Try a smaller learning rate."
    )


def _keeps_best(config: TrainingConfig, history: list[dict[str, float]]) -> bool:
    """Whether validation chooses the epoch that is kept; else it is the last one.

    Of a training that went on with another classifier, the last one: what validates is for the most part what that one
    knew, and would choose the epoch that has learned least.
    """
    return not config.base and bool(history) and "val_accuracy" in history[0]


def _keep(run: Run, config: TrainingConfig, recorder: Recorder, network: keras.Model, split: Split) -> None:
    """Write the classifier of the epoch that is kept, its answers on the test pictures, its card with the figures.

    Raises:
        TrainingError: its answers are no numbers.
    """
    recorder.check()
    best = best_epoch(run.history()) if _keeps_best(config, run.history()) else len(run.history())
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
    if not np.isfinite(probabilities).all():  # its last step was too large, and no validation picture said so
        recorder.note(exploded=True)
        raise _exploded()
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
