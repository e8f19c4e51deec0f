"""Which test pictures activate each filter of a network most, computed once for each classifier.

Knows opened networks and pictures. Does not know pages.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.datasets.pictures import Pictures
from model.evaluation.predictions import OnProgress
from model.explanation.inspector import NetworkInspector
from model.explanation.kept import CHUNK, chunks, keep, kept_at, read

TOP = 5  # pictures of each filter


class TopActivations:
    """The test pictures that activate each filter of each layer most."""

    def __init__(
        self, inspector: NetworkInspector, pictures: Pictures, folder: Path, on_progress: OnProgress = lambda _: None
    ) -> None:
        """Read what is known of the classifier in the folder, or compute and keep it."""
        self.inspector, self.pictures = inspector, pictures
        filters = [layer.shape[1] for layer in inspector.strongest(pictures[np.array([0])].images())]
        most = min(TOP, len(pictures))
        shapes = {f"layer_{number}": (each, most) for number, each in enumerate(filters)}
        places = kept_at(folder, inspector.classifier.card, "top-activations")
        kept = read(places, shapes, len(pictures))
        if kept is None:
            parts = []
            for part in chunks(pictures):
                parts.append(inspector.strongest(part))
                on_progress(min(1.0, len(parts) * CHUNK / len(pictures)))
            strongest = [np.concatenate(layer) for layer in zip(*parts, strict=True)]  # (n, filters) each
            best = [np.argsort(-layer, axis=0, kind="stable")[:TOP].T.astype(np.int32) for layer in strongest]
            kept = dict(zip(shapes, best, strict=True))
            keep(places[-1], {**kept, "pictures": np.array(len(pictures))})
        self._best = list(kept.values())

    def most(self, layer: int, number: int) -> list[int]:
        """Return the test pictures that activate a filter most, the strongest first; none that do not at all."""
        best = self._best[layer][number]
        activated = self.inspector.strongest(self.pictures[best].images())[layer][:, number] > 0
        return [int(picture) for picture in best[activated]]
