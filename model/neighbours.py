"""What a picture looks like to a network: the nearest training pictures, and the test pictures that excite a filter.

Computed once for each classifier, and kept below `home()/cache` under its fingerprint; that of the shipped classifier
lies beside it.
Knows opened networks and files. Does not know pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from model import files
from model.cards import Card, fingerprint
from model.config import home
from model.datasets import Pictures
from model.explanation import Anatomy, Look

Told = Callable[[float], object]  # is told how much is done, 0 to 1

_AXES = 96  # principal axes in the index, a byte each: all that a hidden layer of 2,048 says would take 491 MB
_CANDIDATES = 600  # so many of the index's nearest are measured exactly
_CHUNK = 125  # pictures a pass: all that a network makes of 500 colour pictures would take 1 GB
_KEPT = 40  # files in the cache
SHOWN = 5


@dataclass(frozen=True)
class Neighbour:
    """A training picture: its place among them, its class, and its distance in the last hidden layer."""

    picture: int
    label: int
    distance: float


class Index:
    """The training pictures by what the last hidden layer makes of them."""

    def __init__(self, anatomy: Anatomy, pictures: Pictures, folder: Path, told: Told = lambda _: None) -> None:
        """Read the index of the classifier in the folder, or compute and keep it."""
        self._anatomy = anatomy
        self.pictures = pictures
        places = kept_at(folder, anatomy.classifier.card, "neighbours")
        kept = _read(places, ("mean", "axes", "step", "points"), len(pictures))
        if kept is None:
            kept = self._computed(told)
            _keep(places[-1], kept)
        self._mean, self._axes, step = (kept[name].astype(np.float32) for name in ("mean", "axes", "step"))
        self._tree = NearestNeighbors(algorithm="brute").fit(kept["points"] * step)

    def nearest(self, look: Look, count: int = SHOWN) -> list[Neighbour]:
        """Return the training pictures nearest to the picture by Euclidean distance, the nearest first.

        The nearest by 96 principal axes and by what these leave over, 600 of them, are measured in all features.
        """
        features = look.outputs[-2][None]  # (1, features)
        many = min(_CANDIDATES, len(self.pictures))
        (chosen,) = self._tree.kneighbors(self._projected(features), many, return_distance=False)
        candidates = Pictures(self.pictures.x[chosen], self.pictures.y[chosen])
        distances = np.linalg.norm(self._anatomy.features(candidates.images()) - features, axis=1)
        order = np.argsort(distances, kind="stable")[:count]
        return [Neighbour(int(chosen[at]), int(candidates.y[at]), float(distances[at])) for at in order]

    def _computed(self, told: Told) -> dict[str, NDArray]:
        every = max(1, len(self.pictures) // 5000)
        sample = Pictures(self.pictures.x[::every], self.pictures.y[::every])
        learned = np.concatenate([self._anatomy.features(part) for part in _chunks(sample)])
        told(0.1)
        pca = PCA(min(_AXES, *learned.shape), svd_solver="randomized", random_state=0).fit(learned)
        self._mean, self._axes = pca.mean_.astype(np.float32), pca.components_.astype(np.float32)
        points = []
        for part in _chunks(self.pictures):
            points.append(self._projected(self._anatomy.features(part)))
            told(0.15 + 0.85 * len(points) * _CHUNK / (len(self.pictures) + _CHUNK))
        along = np.concatenate(points)
        step = np.float32(np.abs(along).max() / 127 or 1)
        mean, axes = self._mean.astype(np.float16), self._axes.astype(np.float16)
        return {"mean": mean, "axes": axes, "step": np.array(step), "points": (along / step).round().astype(np.int8),
                "pictures": np.array(len(along))}  # fmt: skip

    def _projected(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the features along the axes, and the length of what these leave over: (n, axes + 1)."""
        centred = features - self._mean
        along = centred @ self._axes.T
        rest = np.square(centred).sum(axis=1) - np.square(along).sum(axis=1)
        return np.hstack([along, np.sqrt(np.maximum(rest, 0))[:, None]])


class Excitement:
    """The test pictures that excite each filter of each layer most."""

    def __init__(self, anatomy: Anatomy, pictures: Pictures, folder: Path, told: Told = lambda _: None) -> None:
        """Read what is known of the classifier in the folder, or compute and keep it."""
        self.pictures = pictures
        names = [f"layer_{number}" for number in range(len(anatomy.layers))]
        places = kept_at(folder, anatomy.classifier.card, "excitement")
        kept = _read(places, names, len(pictures))
        if kept is None:
            parts = []
            for part in _chunks(pictures):
                parts.append(anatomy.strongest(part))
                told(min(1.0, len(parts) * _CHUNK / len(pictures)))
            strongest = [np.concatenate(layer) for layer in zip(*parts, strict=True)]  # (n, filters) each
            best = [np.argsort(-layer, axis=0, kind="stable")[:SHOWN].T.astype(np.int32) for layer in strongest]
            kept = {**dict(zip(names, best, strict=True)), "pictures": np.array(len(pictures))}
            _keep(places[-1], kept)
        self._best = [kept[name] for name in names]

    def most(self, layer: int, number: int) -> list[int]:
        """Return the test pictures that excite a filter most, the strongest first."""
        return [int(picture) for picture in self._best[layer][number]]


def kept_at(folder: Path, card: Card, what: str) -> tuple[Path, Path]:
    """Return where an index or an excitement may be kept: beside its classifier, as shipped, and in the cache."""
    name = f"{fingerprint(card)}-{what}.npz"
    return folder / name, home() / "cache" / name


def _chunks(pictures: Pictures) -> Iterator[NDArray[np.float32]]:
    for at in range(0, len(pictures), _CHUNK):
        yield Pictures(pictures.x[at : at + _CHUNK], pictures.y[at : at + _CHUNK]).images()


def _read(places: Sequence[Path], names: Sequence[str], pictures: int) -> dict[str, NDArray] | None:
    """Return what is kept in the first place that has it of so many pictures; None where none has."""
    for path in places:
        with suppress(*files.NPZ_FAULTS), np.load(path, allow_pickle=False) as archive:
            if int(archive["pictures"]) == pictures:
                return {name: archive[name] for name in names}
    return None


def _keep(path: Path, arrays: dict[str, NDArray]) -> None:
    with suppress(OSError):  # where the disk is full, it is computed again another time
        path.parent.mkdir(parents=True, exist_ok=True)
        files.replace(path, lambda part: np.savez_compressed(part, allow_pickle=False, **arrays))
    with suppress(OSError):  # where somebody else clears up at the same time, nothing is left to do
        for old in sorted(path.parent.glob("*.npz"), key=lambda each: each.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
