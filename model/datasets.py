"""The data sets, split into training, validation and test pictures.

Knows files of data and how they are shared out. Does not know networks or pages; imports TensorFlow only
to fetch a lost file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.config import ROOT, TrainingConfig
from model.errors import DataError
from model.files import NPZ_FAULTS

MNIST_PATH = ROOT / "model" / "data" / "mnist.npz"

# SHA-256 of the bytes of each array; also on the card, model/data/README.md.
MNIST_SHA256 = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}


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

    def images(self) -> NDArray[np.float32]:
        """Return the grey pictures as a network reads them: float32 (n, height, width), 0 to 1."""
        return self.x[..., 0].astype(np.float32) / np.float32(255)


@dataclass(frozen=True)
class Split:
    """The three parts of a data set. `validation` may hold no picture; `test` is never trained on."""

    train: Pictures
    validation: Pictures
    test: Pictures


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


def test_pictures(config: TrainingConfig) -> Pictures:
    """Return the pictures that a config is tested on, and nothing else: those of MNIST.

    Raises:
        DataError: the data are missing or damaged.
    """
    return mnist_test()


def sources(config: TrainingConfig) -> list[dict[str, str]]:
    """Return where the pictures of a config come from, for the card: each with name, licence and where to get it."""
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
    pictures = mnist_train()
    if config.data == "handwriting":
        from model.augmentation import handwriting, unseen_handwriting  # cost minutes: only where they are used

        train, validation = divided(pictures, config)
        return Split(handwriting(train, config), unseen_handwriting(validation, config), mnist_test())
    return Split(*divided(pictures, config), mnist_test())


def divided(pictures: Pictures, config: TrainingConfig) -> tuple[Pictures, Pictures]:
    """Return the training and the validation part of the config's share of the pictures."""
    chosen = np.arange(len(pictures))
    if config.share < 1:
        chosen = _drawn(chosen, pictures.y, config.share, config.seed)
    kept_apart = np.empty(0, np.int64)
    if config.validation_split > 0:
        kept_apart = _drawn(chosen, pictures.y[chosen], config.validation_split, config.seed)
        chosen = np.setdiff1d(chosen, kept_apart)
    return (
        Pictures(pictures.x[chosen], pictures.y[chosen]),
        Pictures(pictures.x[kept_apart], pictures.y[kept_apart]),
    )


def _drawn(indices: NDArray[np.int64], labels: NDArray[np.int64], share: float, seed: int) -> NDArray[np.int64]:
    from sklearn.model_selection import train_test_split  # a second's import, which showing a page need not wait for

    try:
        drawn, _ = train_test_split(indices, train_size=share, stratify=labels, random_state=seed)
    except ValueError as error:
        raise DataError(
            f"{share:.3%} of {len(indices)} pictures is too few to hold every class. Choose a larger share."
        ) from error
    return np.sort(drawn)


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
