"""What a training prints while it goes on: a bar in a terminal, else a line an epoch.

Knows Keras's callbacks and the history of a run. Does not know where it is printed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model.runs.store import Run
from model.runtime.backend import keras


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
