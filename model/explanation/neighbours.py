"""What a picture looks like to a network: the nearest training pictures, by an index computed once for each classifier.

Knows opened networks and pictures. Does not know pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from model.datasets.pictures import Pictures
from model.evaluation.predictions import OnProgress
from model.explanation.inspector import Activations, NetworkInspector
from model.explanation.kept import CHUNK, chunks, keep, kept_at, read

_AXES = 96  # principal axes in the index, a byte each: all that a hidden layer of 2,048 says would take 491 MB
_CANDIDATES = 600  # so many of the index's nearest are measured exactly
NEAREST = 5


@dataclass(frozen=True)
class Neighbour:
    """A training picture: its place among them, its class, and its distance in the last hidden layer."""

    picture: int
    label: int
    distance: float


class Index:
    """The training pictures by what the last hidden layer makes of them."""

    def __init__(
        self, inspector: NetworkInspector, pictures: Pictures, folder: Path, on_progress: OnProgress = lambda _: None
    ) -> None:
        """Read the index of the classifier in the folder, or compute and keep it."""
        self._inspector = inspector
        self.pictures = pictures
        self._every = max(1, len(pictures) // 5000)  # of them is in the sample that the axes are learned from
        places = kept_at(folder, inspector.classifier.card, "neighbours")
        features = inspector.weights[-1][0].shape[0]  # that the last layer reads
        axes = min(_AXES, len(pictures.x[:: self._every]), features)
        shapes = {"mean": (features,), "axes": (axes, features), "step": (), "points": (len(pictures), axes + 1)}
        kept = read(places, shapes, len(pictures))
        if kept is None:
            kept = self._computed(on_progress)
            keep(places[-1], kept)
        self._mean, self._axes, step = (kept[name].astype(np.float32) for name in ("mean", "axes", "step"))
        self._tree = NearestNeighbors(algorithm="brute").fit(kept["points"] * step)

    def nearest(self, activations: Activations, count: int = NEAREST) -> list[Neighbour]:
        """Return the training pictures nearest to the picture by Euclidean distance, the nearest first.

        The nearest by 96 principal axes and by what these leave over, 600 of them, are measured in all features.
        """
        features = activations.outputs[-2][None]  # (1, features)
        many = min(_CANDIDATES, len(self.pictures))
        (chosen,) = self._tree.kneighbors(self._projected(features), many, return_distance=False)
        candidates = Pictures(self.pictures.x[chosen], self.pictures.y[chosen])
        distances = np.linalg.norm(self._inspector.features(candidates.images()) - features, axis=1)
        order = np.argsort(distances, kind="stable")[:count]
        return [Neighbour(int(chosen[at]), int(candidates.y[at]), float(distances[at])) for at in order]

    def _computed(self, on_progress: OnProgress) -> dict[str, NDArray]:
        sample = Pictures(self.pictures.x[:: self._every], self.pictures.y[:: self._every])
        learned = np.concatenate([self._inspector.features(part) for part in chunks(sample)])
        on_progress(0.1)
        pca = PCA(min(_AXES, *learned.shape), svd_solver="randomized", random_state=0).fit(learned)
        self._mean, self._axes = pca.mean_.astype(np.float32), pca.components_.astype(np.float32)
        parts = []
        for part in chunks(self.pictures):
            parts.append(self._projected(self._inspector.features(part)))
            on_progress(0.15 + 0.85 * len(parts) * CHUNK / (len(self.pictures) + CHUNK))
        along = np.concatenate(parts)
        step = np.float32(np.abs(along).max() / 127 or 1)
        mean, axes = self._mean.astype(np.float16), self._axes.astype(np.float16)
        points = (along / step).round().astype(np.int8)
        return {"mean": mean, "axes": axes, "step": np.array(step), "points": points, "pictures": np.array(len(points))}

    def _projected(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the features along the axes, and the length of what these leave over: (n, axes + 1)."""
        centred = features - self._mean
        along = centred @ self._axes.T
        rest = np.square(centred).sum(axis=1) - np.square(along).sum(axis=1)
        return np.hstack([along, np.sqrt(np.maximum(rest, 0))[:, None]])
