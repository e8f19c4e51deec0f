"""Promises of CIFAR-10: read as Keras keeps it, or said where to put it."""

from __future__ import annotations

import hashlib
import io
import pickle
import tarfile
import urllib.error
from pathlib import Path

import numpy as np
import pytest

from model.config import PRESETS
from model.datasets import cifar10
from model.datasets.cifar10 import CIFAR10, CLASSES
from model.datasets.mixing import load_split, part_counts
from model.errors import DataError


@pytest.fixture
def keras_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let Keras look for its data in a folder of its own, and be offline."""

    def offline(*_: object) -> None:
        raise urllib.error.URLError("no internet")

    folder = tmp_path / "keras"
    (folder / "datasets").mkdir(parents=True)
    monkeypatch.setattr("keras.src.utils.file_utils.urlretrieve", offline)
    monkeypatch.setattr("keras.src.utils.file_utils.config.keras_home", lambda: str(folder))
    monkeypatch.setenv("KERAS_HOME", str(folder))  # Keras itself reads it once, when it is imported
    return folder


def cifar_archive() -> bytes:
    """Return an archive as CIFAR-10's, of pictures that are one colour: all of a batch have its number as red."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as archive:
        for number, name in enumerate([*(f"data_batch_{part}" for part in range(1, 6)), "test_batch"], start=1):
            pixels = np.zeros((10_000, 3, 1024), np.uint8)  # red, green, blue; rows of 32 x 32
            pixels[:, 0] = number
            pixels[:, 2, 1] = 200  # blue, first row, second column
            content = {b"data": pixels.reshape(10_000, 3072), b"labels": [place % 10 for place in range(10_000)]}
            batch = pickle.dumps(content, protocol=3)  # the first that knows bytes, as Python 2 wrote them
            entry = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            entry.size = len(batch)
            archive.addfile(entry, io.BytesIO(batch))
    return packed.getvalue()


def test_cifar10_is_read_from_the_archive_in_the_cache_of_keras_and_kept(
    keras_home: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = keras_home / "datasets" / "cifar-10-batches-py-target_archive"
    archive = cifar_archive()
    place.write_bytes(archive)
    monkeypatch.setattr(cifar10, "_SHA256", hashlib.sha256(archive).hexdigest())
    monkeypatch.setattr("keras.src.utils.file_utils.validate_file", lambda *_, **__: True)
    config = PRESETS["cifar"].replace(share=0.2, validation_split=0.1)
    split = load_split(config)
    assert part_counts(config) == (len(split.train), len(split.validation), len(split.test))
    assert split.train.x.shape[1:] == CIFAR10.shape == (32, 32, 3)
    assert split.test.x.dtype == np.uint8
    assert CIFAR10.classes == CLASSES
    assert set(split.train.x[:, 5, 5, 0].tolist()) == {1, 2, 3, 4, 5}
    assert set(split.test.x[:, 5, 5, 0].tolist()) == {6}
    assert split.test.x[0, 0, 1].tolist() == [6, 0, 200]
    assert np.bincount(split.test.y).tolist() == [1000] * 10
    place.unlink()
    assert np.array_equal(load_split(config).train.x, split.train.x)  # Inkling's own copy: nothing to unpack again
    (home / "cache" / "cifar10.npz").write_bytes(b"damaged")
    with pytest.raises(DataError, match="CIFAR-10 is not on this computer"):
        load_split(config)


def test_missing_cifar10_says_which_file_to_put_where(keras_home: Path) -> None:
    with pytest.raises(DataError) as missing:
        load_split(PRESETS["cifar"])
    place = keras_home / "datasets" / "cifar-10-batches-py-target_archive"
    assert "Get the file cifar-10-python.tar.gz (from www.cs.toronto.edu/~kriz/cifar.html)" in str(missing.value)
    assert str(missing.value).endswith(str(place))


def test_damaged_archive_is_named_and_stays(keras_home: Path) -> None:
    place = keras_home / "datasets" / "cifar-10-batches-py-target_archive"
    place.write_bytes(b"the first half of it")
    with pytest.raises(DataError, match=r"CIFAR-10 on this computer is damaged or not whole: .* once more") as damaged:
        load_split(PRESETS["cifar"])
    assert str(place) in str(damaged.value)
    assert place.read_bytes() == b"the first half of it"
