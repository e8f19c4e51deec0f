"""What a classifier predicts for each of its test pictures, kept on disk so that the second look is instant.

    cache/predictions/<version>-<pictures>.npy   the probabilities

Version and pictures are fingerprints of the classifier's file and of the pictures, so nothing kept is ever out of date.
Knows folders of classifiers, and test pictures. Does not know figures (see `metrics`) or pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from model.config import config_of
from model.datasets.pictures import Pictures
from model.datasets.registry import data_set
from model.errors import ClassifierError, DataError
from model.images import corruptions
from model.inference.card import Card
from model.inference.classifier import Classifier, ready_card
from model.inference.loaded import classifier_in
from model.storage import files
from model.storage.paths import home

_CHUNK = 500  # pictures between two calls of `on_progress`

OnProgress = Callable[[float], object]  # is given the share that is done, 0 to 1


@dataclass(frozen=True)
class Predictions:
    """The probabilities that one classifier gave to its test pictures.

    Attributes:
        folder: that of the classifier.
        card: what the classifier says of itself.
        pictures: what was predicted; as published, also where they were corrupted first.
        probabilities: float32 of shape (n, classes), each row sums to 1.
        corruption: "blur:1.5" where they were corrupted first, else "".
        called: what the classifier is called here, "" where only its card names it.
    """

    folder: Path
    card: Card
    pictures: Pictures
    probabilities: NDArray[np.float32]
    corruption: str = ""
    called: str = ""

    @property
    def name(self) -> str:
        """The classifier's name."""
        return self.called or self.card.title

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes."""
        return self.card.classes

    @property
    def labels(self) -> NDArray[np.int64]:
        """What is right, int64 (n,)."""
        return self.pictures.y

    @cached_property
    def predicted(self) -> NDArray[np.int64]:
        """The most probable class of each picture, int64 (n,)."""
        return np.asarray(self.probabilities.argmax(axis=1))

    @cached_property
    def wrong(self) -> int:
        """How many pictures are read wrong."""
        return int((self.predicted != self.labels).sum())

    def must_fit(self, other: Predictions) -> None:
        """Refuse to be compared with a classifier that was tested on something else.

        Raises:
            DataError: the pictures or the corruption are not the same.
        """
        if self._tested_on() != other._tested_on():
            raise DataError(
                "tested-on-others",
                "“{one}” and “{other}” are tested on different pictures, so they cannot be compared. Choose two that"
                " learned from the same data.",
                one=self.name,
                other=other.name,
            )

    def _tested_on(self) -> tuple[str, str, tuple[str, ...]]:
        return self.pictures.fingerprint, self.corruption, self.classes


def predictions_of(folder: Path, corruption: str = "", on_progress: OnProgress = lambda _: None) -> Predictions:
    """Return what the classifier in a folder predicts for its test pictures: as kept, or computed now.

    Args:
        folder: of the classifier; holds the run's `config.json` where there is one.
        corruption: what is done to the pictures first, such as "blur:1.5", or "". Such predictions are not kept.
        on_progress: is called where something takes time.

    Raises:
        ClassifierError: the classifier is missing or damaged.
        DataError: its test pictures are missing or damaged, or there is no such corruption.
    """
    card = ready_card(folder)
    pictures = data_set(config_of(folder, card).data).test()
    if corruption:
        images = corruptions.corrupted(pictures.images(), *corruptions.parsed(corruption))
        probabilities = predict(classifier_in(folder), images, on_progress)
        return Predictions(folder, card, pictures, probabilities, corruption)
    path = _path(card, pictures)
    shape = len(pictures), len(card.classes)
    kept = _kept(path, shape)
    if kept is None:
        with one_at_a_time(path):
            kept = _kept(path, shape)  # somebody else may have been faster
            if kept is None:
                kept = predict(classifier_in(folder), pictures.images(), on_progress)
                if kept.shape != shape:
                    raise ClassifierError(
                        "other-classes", "The card in {folder} names other classes. Choose another one.",
                        folder=folder.name,
                    )  # fmt: skip
                with suppress(OSError):  # it is computed again another time
                    keep(card, pictures, kept)
    return Predictions(folder, card, pictures, kept)


def keep(card: Card, pictures: Pictures, probabilities: NDArray[np.float32]) -> None:
    """Keep what the classifier of a card predicts for its test pictures: float32 (n, classes).

    Raises:
        OSError: the disk is full.
    """
    path = _path(card, pictures)
    path.parent.mkdir(parents=True, exist_ok=True)
    files.replace(path, lambda part: np.save(part, probabilities))


def predict(
    classifier: Classifier, images: NDArray[np.float32], on_progress: OnProgress = lambda _: None
) -> NDArray[np.float32]:
    """Return the probabilities (n, classes) of images, and tell how far it is."""
    parts = []
    for start in range(0, len(images), _CHUNK):
        on_progress(start / len(images))
        parts.append(classifier.probabilities(images[start : start + _CHUNK]))
    return np.concatenate(parts)


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Let one at a time compute what is kept in a file: a class that opens the page together computes it once.

    Where nothing can be written, all compute it.
    """
    with ExitStack() as held:
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(FileLock(path.with_suffix(".lock")))
        yield


def _path(card: Card, pictures: Pictures) -> Path:
    return home() / "cache" / "predictions" / f"{card.fingerprint}-{pictures.fingerprint}.npy"


def _kept(path: Path, shape: tuple[int, int]) -> NDArray[np.float32] | None:
    """Return the probabilities in a file, None where there are none that can be read."""
    try:
        probabilities = np.load(path, allow_pickle=False)
    except (OSError, EOFError, MemoryError, ValueError):  # it is missing or damaged
        return None
    if probabilities.shape != shape or probabilities.dtype.kind != "f" or not (probabilities >= 0).all():
        return None
    return probabilities if np.allclose(probabilities.sum(axis=1), 1, atol=1e-3) else None
