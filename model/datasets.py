"""The data sets, split into training, validation and test pictures.

Knows files of data and how they are shared out. Does not know networks or pages; what Keras has to fetch is fetched
by a process of its own.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model import files
from model.config import DATA, DIGIT_DATA, ROOT, TrainingConfig, home
from model.errors import DataError, WorkerError
from model.faces import CLASSES as FACES
from model.faces import faces
from model.files import NPZ_FAULTS
from model.picture_sets import PictureSet, load
from model.worker import run_command

MNIST_PATH = ROOT / "model" / "data" / "mnist.npz"

# SHA-256 of the bytes of each array; also on the card, model/data/README.md.
MNIST_SHA256 = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}
DIGITS = tuple("0123456789")
CIFAR10 = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

_CIFAR10_ARCHIVE = "cifar-10-batches-py-target_archive"  # as Keras calls it
_TEST = 0.2  # of own pictures, kept apart for the test, whatever the seed of the training
_FACES = {"train": (1600, 1), "test": (400, 2)}  # how many are drawn, and from which seed


@dataclass(frozen=True)
class Pictures:
    """Pictures with their labels.

    Attributes:
        x: uint8 of shape (n, height, width, channels), 0 to 255.
        y: int64 of shape (n,), the classes from 0; -1 is a picture of no class.
    """

    x: NDArray[np.uint8]
    y: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self.y)

    def __getitem__(self, chosen: NDArray[np.int64]) -> Pictures:
        """Return some of the pictures."""
        return Pictures(self.x[chosen], self.y[chosen])

    def images(self) -> NDArray[np.float32]:
        """Return the pictures as a network reads them, 0 to 1: float32 (n, height, width), or (n, height, width, 3)."""
        grey = self.x[..., 0] if self.x.shape[3] == 1 else self.x
        return grey.astype(np.float32) / np.float32(255)


@dataclass(frozen=True)
class Split:
    """The three parts of a data set. `validation` may hold no picture; `test` is never trained on."""

    train: Pictures
    validation: Pictures
    test: Pictures


@dataclass(frozen=True)
class About:
    """What can be said of a data set before it is loaded.

    Attributes:
        title: what it is called.
        shape: height, width and channels of its pictures.
        classes: their names, in the order of the labels.
        training: how many pictures there are to train and validate on.
        test: how many are kept for the test.
    """

    title: str
    shape: tuple[int, int, int]
    classes: tuple[str, ...]
    training: int
    test: int

    def counts(self, config: TrainingConfig) -> tuple[int, int, int]:
        """Return how many pictures train, validate and test, as the config shares them out."""
        used = shared(self.training, config.share)
        kept = round(used * config.validation_split)
        if config.folds:  # the first folds take what is left over
            kept = used // config.folds + (config.fold < used % config.folds)
        return used - kept, kept, self.test


def about(config: TrainingConfig) -> About:
    """Return what can be said of a config's data.

    Raises:
        DataError: it is own pictures, and they are missing or damaged.
    """
    match config.data:
        case "cifar10":
            return About(DATA["cifar10"], (32, 32, 3), CIFAR10, 50_000, 10_000)
        case "faces":
            return About(DATA["faces"], (64, 64, 3), FACES, _FACES["train"][0], _FACES["test"][0])
        case "pictures":
            own = own_pictures(config.pictures)
            training, test = _test_apart(config.pictures)
            return About(own.name, own.x.shape[1:], own.classes, len(training), len(test))
        case data:
            return About(DATA[data], (28, 28, 1), DIGITS, 60_000, 10_000)


def shared(pictures: int, share: float) -> int:
    """Return how many of the pictures a share is."""
    return max(1, round(pictures * share))


@lru_cache(maxsize=1)
def mnist_test() -> Pictures:
    """Return the 10,000 test pictures of MNIST, (10000, 28, 28, 1).

    Raises:
        DataError: the file is missing or damaged.
    """
    return _mnist_part("test")


def mnist_train() -> Pictures:
    """Return the 60,000 training pictures of MNIST, (60000, 28, 28, 1).

    Raises:
        DataError: the file is missing or damaged.
    """
    return _mnist_part("train")


def training_pictures(config: TrainingConfig) -> Pictures:
    """Return all pictures of a config's data but the test's; of handwriting, those of MNIST.

    Raises:
        DataError: the data are missing or damaged.
    """
    return mnist_train() if config.data in DIGIT_DATA else _part(config, "train")


def test_pictures(config: TrainingConfig) -> Pictures:
    """Return the pictures that a config's network is tested on; no training sees them.

    Raises:
        DataError: the data are missing or damaged.
    """
    return mnist_test() if config.data in DIGIT_DATA else _part(config, "test")


def _part(config: TrainingConfig, part: Literal["train", "test"]) -> Pictures:
    """Return a part of colour pictures."""
    match config.data:
        case "cifar10":
            return _cifar_part(part)
        case "faces":
            return Pictures(*faces(*_FACES[part]))
        case _:
            own, (training, test) = own_pictures(config.pictures), _test_apart(config.pictures)
            return Pictures(own.x, own.y)[training if part == "train" else test]


def sources(config: TrainingConfig) -> list[dict[str, str]]:
    """Return where the pictures of a config come from, for the card: each with name, licence and where to get it."""
    match config.data:
        case "cifar10":
            return [
                {
                    "name": "CIFAR-10, A. Krizhevsky, V. Nair and G. Hinton",
                    "licence": "not stated by its makers",
                    "get": "keras.datasets.cifar10",
                }
            ]
        case "faces":
            return [{"name": "Drawn faces", "licence": "MIT", "get": "model/faces.py"}]
        case "pictures":
            return [{"name": f"Own pictures, {config.pictures}", "licence": "their owner's", "get": "their owner"}]
    found = [
        {
            "name": "MNIST, Y. LeCun and C. Cortes",
            "licence": "CC BY-SA 3.0",
            "get": "model/data/mnist.npz",
        }
    ]
    if config.data == "handwriting":
        found.append({"name": "Drawn styles of digits", "licence": "MIT", "get": "model/handwriting.py"})
    if config.strokes:
        found.append(
            {
                "name": "Pen-Based Recognition of Handwritten Digits, E. Alpaydin and F. Alimoglu (strokes of the"
                " training writers)",
                "licence": "CC BY 4.0",
                "get": "UCI Machine Learning Repository, DOI 10.24432/C5MG6K",
            }
        )
    return found


def load_split(config: TrainingConfig) -> Split:
    """Return the pictures that a config trains, validates and is tested on.

    The share and the validation part are drawn class by class (stratified) by the config's seed.

    Raises:
        DataError: the data are missing or damaged, or too few for the share and the batch.
    """
    train, validation = divided(training_pictures(config), config)
    if config.data == "handwriting":
        from model.augmentation import handwriting, unseen_handwriting  # cost minutes: only where they are used

        return Split(handwriting(train, config), unseen_handwriting(validation, config), mnist_test())
    return Split(train, validation, test_pictures(config))


def divided(pictures: Pictures, config: TrainingConfig) -> tuple[Pictures, Pictures]:
    """Return the training and the validation part of the config's share of the pictures."""
    chosen = np.arange(len(pictures))
    if config.share < 1:
        chosen = _drawn(chosen, pictures.y, shared(len(pictures), config.share), config.seed)
    kept_apart = np.empty(0, np.int64)
    if config.folds:
        kept_apart = _fold(chosen, pictures.y[chosen], config)
    elif config.validation_split > 0:
        count = round(len(chosen) * config.validation_split)
        kept_apart = _drawn(chosen, pictures.y[chosen], count, config.seed)
    return pictures[np.setdiff1d(chosen, kept_apart)], pictures[kept_apart]


def _fold(indices: NDArray[np.int64], labels: NDArray[np.int64], config: TrainingConfig) -> NDArray[np.int64]:
    from sklearn.model_selection import StratifiedKFold

    if np.bincount(labels).min() < config.folds:
        raise DataError(
            f"{config.folds} folds need so many pictures of each class. Choose fewer folds, or more pictures."
        )
    folds = StratifiedKFold(config.folds, shuffle=True, random_state=config.seed).split(indices, labels)
    return indices[list(folds)[config.fold][1]]


def _drawn(indices: NDArray[np.int64], labels: NDArray[np.int64], count: int, seed: int) -> NDArray[np.int64]:
    from sklearn.model_selection import train_test_split  # a second's import, which showing a page need not wait for

    try:
        drawn, _ = train_test_split(indices, train_size=count, stratify=labels, random_state=seed)
    except ValueError as error:
        raise DataError(
            f"{count} of {len(indices)} pictures are too few to hold every class, or leave too few."
            " Choose another share."
        ) from error
    return np.sort(drawn)


@lru_cache(maxsize=2)
def own_pictures(set_id: str) -> PictureSet:
    """Return the user's own pictures of that id.

    Raises:
        DataError: they are missing or damaged.
    """
    return load(set_id)


@lru_cache(maxsize=2)
def _test_apart(set_id: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the indices of own pictures that train, and of those that test: always the same."""
    labels = own_pictures(set_id).y
    everything = np.arange(len(labels))
    test = _drawn(everything, labels, round(len(labels) * _TEST), seed=0)
    return np.setdiff1d(everything, test), test


def _cifar_part(part: str) -> Pictures:
    """Return a part of CIFAR-10, kept as .npz once Keras has it: unpacking its archive takes seconds each time."""
    kept = home() / "cache" / "cifar10.npz"
    with suppress(*NPZ_FAULTS):
        return _kept_part(kept, part)
    kept.parent.mkdir(parents=True, exist_ok=True)
    if "keras" in sys.modules:
        fetch_cifar10(kept)
    else:
        try:
            run_command("fetch-cifar10", str(kept.resolve()))
        except WorkerError as error:
            raise DataError(str(error)) from error
    return _kept_part(kept, part)


def _kept_part(path: Path, part: str) -> Pictures:
    with np.load(path, allow_pickle=False) as archive:
        return Pictures(archive[f"x_{part}"], archive[f"y_{part}"])


def fetch_cifar10(path: Path) -> None:
    """Write CIFAR-10 to `path` from Keras's cache; Keras downloads it into there when it can, and checks its SHA-256.

    Raises:
        DataError: it is not there, and the download failed.
    """
    from model.backend import keras

    try:
        train, test = keras.datasets.cifar10.load_data()
    except Exception as error:  # Keras raises a bare Exception when the address does not answer
        place = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras", "datasets", _CIFAR10_ARCHIVE)
        raise DataError(
            "CIFAR-10 is not on this computer, and could not be downloaded. Get the file cifar-10-python.tar.gz (from"
            f" www.cs.toronto.edu/~kriz/cifar.html) on another one, and put it here as {place}"
        ) from error
    train, test = (Pictures(x, y[:, 0].astype(np.int64)) for x, y in (train, test))  # labels (n, 1) -> (n,)
    files.replace(path, lambda part: np.savez(part, x_train=train.x, y_train=train.y, x_test=test.x, y_test=test.y))


def fetch_mnist(path: Path = MNIST_PATH) -> None:
    """Download MNIST as `keras.datasets.mnist.load_data()` does, and write it to `path`.

    Raises:
        DataError: the download failed, or brought other data than MNIST.
    """
    from model.backend import keras

    try:
        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras raises a bare Exception when the address does not answer
        raise DataError(f"MNIST could not be downloaded ({error}). Is this computer online?") from error
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    _verify(arrays.items(), "The downloaded file")
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)


def _mnist_part(part: str) -> Pictures:
    names = (f"x_{part}", f"y_{part}")
    try:
        with np.load(MNIST_PATH, allow_pickle=False) as archive:
            x, y = (archive[name] for name in names)
    except NPZ_FAULTS as error:
        raise DataError(_restore("missing" if not MNIST_PATH.exists() else "damaged")) from error
    _verify(zip(names, (x, y), strict=True), str(MNIST_PATH.name))
    return Pictures(x[..., None], y.astype(np.int64))  # (n, 28, 28) -> (n, 28, 28, 1)


def _verify(arrays: Iterable[tuple[str, NDArray[np.uint8]]], source: str) -> None:
    for name, array in arrays:
        if hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest() != MNIST_SHA256[name]:
            raise DataError(_restore(f"damaged: {name} in {source} is not that of MNIST"))


def _restore(what: str) -> str:
    return (
        f"The MNIST data in model/data/mnist.npz are {what}. Restore the file with"
        " `git checkout -- model/data/mnist.npz`, or download it with `python -m model fetch-mnist`."
    )
