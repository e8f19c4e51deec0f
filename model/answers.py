"""What a classifier answers to each of its test pictures, kept on disk so that the second look is instant.

    cache/answers/<version>-<data>.npy          the probabilities
    cache/damage/<version>-<data>-<code>.json   the accuracy under each kind of damage

Version and data are fingerprints of the classifier's file and of the pictures, so nothing kept is ever out of date.
Knows folders of classifiers, and test pictures. Does not know figures (see `evaluation`) or pages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from model import damage, files, surfaces
from model.cards import Card, fingerprint
from model.classifier import Classifier, ready_card
from model.config import TrainingConfig, home
from model.datasets import DIGITS, Pictures, test_pictures
from model.errors import ClassifierError, ConfigError, DataError

BENCH = 1_000  # pictures on which damage is measured: 40 measurements take seconds
_CHUNK = 500  # pictures between two notes of how far it is

Tell = Callable[[float], object]  # is told the share that is done, 0 to 1


@dataclass(frozen=True)
class Answers:
    """The probabilities that one classifier gave to its test pictures.

    Attributes:
        folder: that of the classifier.
        card: what the classifier says of itself.
        classes: the names of the classes.
        pictures: what was answered; as published, also where they were damaged first.
        probabilities: float32 of shape (n, classes), each row sums to 1.
        version: fingerprint of the classifier.
        data: fingerprint of the pictures.
        damage: "blur:1.5" where they were damaged first, else "".
    """

    folder: Path
    card: Card
    classes: list[str]
    pictures: Pictures
    probabilities: NDArray[np.float32]
    version: str
    data: str
    damage: str = ""

    @property
    def name(self) -> str:
        """The classifier's name."""
        return str(self.card.get("name", "A classifier"))

    @property
    def labels(self) -> NDArray[np.int64]:
        """What is right, int64 (n,)."""
        return self.pictures.y

    @cached_property
    def labels_read(self) -> NDArray[np.int64]:
        """The most probable class of each picture, int64 (n,)."""
        return np.asarray(self.probabilities.argmax(axis=1))

    def must_fit(self, other: Answers) -> None:
        """Refuse to be compared with a classifier that was tested on something else.

        Raises:
            DataError: the pictures or the damage are not the same.
        """
        if (self.data, self.damage, self.classes) != (other.data, other.damage, other.classes):
            raise DataError(
                f"“{self.name}” and “{other.name}” are tested on different pictures, so they cannot be compared."
                " Choose two that learned from the same data."
            )


def answers_of(folder: Path, hurt: str = "", tell: Tell = lambda _: None) -> Answers:
    """Return what the classifier in a folder answers to its test pictures: as kept, or asked now.

    Args:
        folder: of the classifier; holds the run's `config.json` where there is one.
        hurt: damage that the pictures suffer first, such as "blur:1.5", or "". Such answers are not kept.
        tell: is told how far it is, where something takes time.

    Raises:
        ClassifierError: the classifier is missing or damaged.
        DataError: its test pictures are missing or damaged, or the damage cannot be.
    """
    card = ready_card(folder)
    version = fingerprint(card)
    pictures = test_pictures(config_of(folder, card))
    data = _fingerprint(pictures.x.tobytes(), pictures.y.tobytes())
    classes = list(card.get("classes") or DIGITS)
    shape = len(pictures), len(classes)
    path = home() / "cache" / "answers" / f"{version}-{data}.npy"
    probabilities = None if hurt else _kept(path, shape)
    if probabilities is None:
        with _alone(path):
            probabilities = None if hurt else _kept(path, shape)  # somebody else may have asked meanwhile
            if probabilities is None:
                images = pictures.images()
                if hurt:
                    images = damage.damaged(images, *damage.parsed(hurt))
                probabilities = _asked(Classifier.load(folder), images, tell)
                if probabilities.shape != shape:
                    raise ClassifierError(f"The card in {folder.name} names other classes. Choose another one.")
                if not hurt:
                    files.replace(path, lambda part: np.save(part, probabilities))
    return Answers(folder, card, classes, pictures, probabilities, version, data, hurt)


def damage_bench(answers: Answers, tell: Tell = lambda _: None) -> dict[str, list[float]]:
    """Return the accuracy (0 to 1) on some test pictures, for each kind of damage at each of its levels.

    The pictures are the same for every classifier: `BENCH` of them, drawn by a fixed seed.

    Args:
        answers: as `answers_of` gives them.
        tell: is told how far it is, where something takes time.

    Raises:
        ClassifierError: the classifier is damaged.
    """
    chosen = np.sort(np.random.default_rng(1).permutation(len(answers.labels))[:BENCH])
    pictures = Pictures(answers.pictures.x[chosen], answers.labels[chosen])
    images = pictures.images()
    cells = [(kind, level) for kind in damage.kinds_for(images) for level in damage.KINDS[kind].levels]
    path = home() / "cache" / "damage" / f"{answers.version}-{answers.data}-{_damage_code()}.json"
    with _alone(path):
        known = _known(path)
        missing = [cell for cell in cells if _named(*cell) not in known]
        loaded = [Classifier.load(answers.folder)] if missing else []
        for done, cell in enumerate(missing):
            tell(done / len(missing))
            labels = _asked(loaded[0], damage.damaged(images, *cell)).argmax(axis=1)
            known[_named(*cell)] = float(np.mean(labels == pictures.y))
            files.write_text(path, json.dumps(known))  # after each: who goes away meanwhile finds it later
    return {
        kind: [known[_named(kind, level)] for level in damage.KINDS[kind].levels] for kind in damage.kinds_for(images)
    }


def _named(kind: str, level: float) -> str:
    return f"{kind}:{level:g}"


def _asked(classifier: Classifier, images: NDArray[np.float32], tell: Tell = lambda _: None) -> NDArray[np.float32]:
    """Return the probabilities (n, classes), and tell how far it is."""
    parts = []
    for start in range(0, len(images), _CHUNK):
        tell(start / len(images))
        parts.append(classifier.probabilities(images[start : start + _CHUNK]))
    return np.concatenate(parts)


def _kept(path: Path, shape: tuple[int, int]) -> NDArray[np.float32] | None:
    """Return the probabilities in a file, None where there are none that can be read."""
    try:
        probabilities = np.load(path, allow_pickle=False)
    except files.NPZ_FAULTS:
        return None
    return probabilities if probabilities.shape == shape else None


def _known(path: Path) -> dict[str, float]:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return {}


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one ask at a time: a class that opens the page together asks once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        yield


def config_of(folder: Path, card: Card) -> TrainingConfig:
    """Return how the classifier was trained: as its run describes it, else as its card does.

    Raises:
        ClassifierError: neither does.
    """
    own = folder / "config.json"
    try:
        return TrainingConfig.from_json(own.read_text() if own.exists() else json.dumps(card["config"]))
    except (OSError, KeyError, ConfigError) as error:
        raise ClassifierError(f"{folder.name} does not say what it learned from. Choose another one.") from error


def _damage_code() -> str:
    """Return the fingerprint of the code that damages: what was measured with another one does not count."""
    return _fingerprint(*(Path(str(module.__file__)).read_bytes() for module in (damage, surfaces)))


def _fingerprint(*contents: bytes) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of what is given."""
    whole = hashlib.sha256()
    for content in contents:
        whole.update(content)
    return whole.hexdigest()[:16]
