"""MNIST, as it is shipped: 70,000 handwritten digits; and how to restore it.

Knows one file and its checksums. Does not know how its pictures are shared out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.datasets.data_set import DataSet
from model.datasets.pictures import Pictures
from model.errors import DataError
from model.inference.card import DIGITS, Source
from model.languages.translation import N_
from model.storage import archives, files
from model.storage.paths import ROOT

MNIST_PATH = ROOT / "model" / "data" / "mnist.npz"

# SHA-256 of the bytes of each array; also on the card, model/data/README.md.
MNIST_SHA256 = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}


@lru_cache(maxsize=1)
def mnist_test() -> Pictures:
    """Return the 10,000 test pictures of MNIST, (10000, 28, 28, 1).

    Raises:
        DataError: the file is missing or damaged.
    """
    return _part("test")


def mnist_train() -> Pictures:
    """Return the 60,000 training pictures of MNIST, (60000, 28, 28, 1).

    Raises:
        DataError: the file is missing or damaged.
    """
    return _part("train")


MNIST = DataSet(
    id="mnist",
    title=N_("MNIST: handwritten digits"),
    shape=(28, 28, 1),
    classes=DIGITS,
    training=60_000,
    testing=10_000,
    sources=(Source("MNIST, Y. LeCun and C. Cortes", "CC BY-SA 3.0", "model/data/mnist.npz"),),
    train=mnist_train,
    test=mnist_test,
    loader=(
        "(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()\n"
        "x, x_test = x[..., None], x_test[..., None]"
    ),
)  # fmt: skip


def fetch_mnist(path: Path = MNIST_PATH) -> None:
    """Download MNIST as `keras.datasets.mnist.load_data()` does, and write it to `path`.

    Raises:
        DataError: the download failed, or brought other data than MNIST.
    """
    from model.runtime.backend import keras

    try:
        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras raises a bare Exception when the address does not answer
        raise DataError(
            "no-download", "MNIST could not be downloaded ({fault}). Is this computer online?", fault=error
        ) from error
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    if others := _other_than_mnist(arrays):
        raise DataError(
            "mnist-download-damaged",
            "What was downloaded is not MNIST: {arrays} differ from those of MNIST. Try again, or restore the file with"
            " `git checkout -- model/data/mnist.npz`.",
            arrays=", ".join(others),
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    files.replace(path, lambda part: np.savez_compressed(part, allow_pickle=False, **arrays))


def _part(part: str) -> Pictures:
    names = (f"x_{part}", f"y_{part}")
    try:
        x, y = archives.arrays(MNIST_PATH, *names)
    except FileNotFoundError as error:
        raise DataError(
            "mnist-missing",
            "The MNIST data in model/data/mnist.npz are missing. Restore the file with"
            " `git checkout -- model/data/mnist.npz`, or download it with `python -m model fetch-mnist`.",
        ) from error
    except (OSError, files.DamagedFileError) as error:
        raise DataError(
            "mnist-unreadable",
            "The MNIST data in model/data/mnist.npz are damaged: the file cannot be read. Restore the file with"
            " `git checkout -- model/data/mnist.npz`, or download it with `python -m model fetch-mnist`.",
        ) from error
    if others := _other_than_mnist(dict(zip(names, (x, y), strict=True))):
        raise DataError(
            "mnist-damaged",
            "The MNIST data in model/data/mnist.npz are damaged: {arrays} differ from those of MNIST. Restore the file"
            " with `git checkout -- model/data/mnist.npz`, or download it with `python -m model fetch-mnist`.",
            arrays=", ".join(others),
        )
    return Pictures(x[..., None], y.astype(np.int64))  # (n, 28, 28) -> (n, 28, 28, 1)


def _other_than_mnist(arrays: Mapping[str, NDArray[np.uint8]]) -> list[str]:
    """Return the names of the arrays that are not those of MNIST."""
    return [
        name
        for name, array in arrays.items()
        if hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest() != MNIST_SHA256[name]
    ]
