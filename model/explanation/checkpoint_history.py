"""The network of a run after each epoch that was kept, so that one can see how it learned.

Knows opened networks and the snapshots of a run. Does not know pages.
"""

from __future__ import annotations

from pathlib import Path

from model.errors import ExplanationError
from model.explanation.by_hand import Values
from model.explanation.inspector import Activations, NetworkInspector
from model.runs.snapshots import path_of
from model.storage import archives, files


class CheckpointHistory:
    """The network of a run at any epoch that was kept."""

    def __init__(self, inspector: NetworkInspector, folder: Path) -> None:
        """Keep the network, and the folder of its run."""
        self._inspector = inspector
        self._folder = folder

    def activations(self, epoch: int, image: Values) -> Activations:
        """Return what the network made of an image after an epoch.

        Raises:
            ExplanationError: that epoch was not kept, or its file is damaged.
        """
        try:
            arrays = archives.arrays(path_of(self._folder, epoch))
        except (OSError, files.DamagedFileError) as error:
            raise ExplanationError(
                "no-snapshot",
                "The snapshot of epoch {epoch} cannot be read. Choose another epoch.",
                epoch=epoch,
            ) from error
        return self._inspector.activations_with(arrays, image)
