"""The networks that a run keeps: of which epoch, and how one is read again.

Knows Keras. Does not know the run's row, or who does it.
"""

from __future__ import annotations

from pathlib import Path

from model.runtime.backend import keras
from model.training.accuracy import AccuracyOfClasses
from model.training.version_0_3 import KERAS_FAULTS


def network_in(checkpoint: Path) -> keras.Sequential | None:
    """Return the network of a checkpoint, None where it is missing or damaged."""
    try:
        return keras.models.load_model(checkpoint, {AccuracyOfClasses.__name__: AccuracyOfClasses})
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
