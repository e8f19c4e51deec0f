"""Promises of the data sets."""

from __future__ import annotations

import io
import pickle
import tarfile
import urllib.error
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import datasets, picture_sets
from model.backend import keras
from model.config import PRESETS, TrainingConfig
from model.datasets import CIFAR10, MNIST_PATH, Pictures, about, divided, fetch_mnist, load_split, mnist_train
from model.errors import DataError
from model.picture_sets import PictureSet


def test_mnist_is_whole() -> None:
    split = load_split(PRESETS["two-conv"])
    assert split.train.x.shape == (54_000, 28, 28, 1)
    assert len(split.validation) == 6_000
    assert len(split.test) == 10_000


def test_share_and_validation_hold_every_class_alike_and_never_meet() -> None:
    pictures = mnist_train()
    train, validation = divided(pictures, PRESETS["two-conv"].replace(share=0.1, validation_split=0.2))
    assert (len(train), len(validation)) == (4800, 1200)
    shares = np.bincount(train.y) / len(train)
    np.testing.assert_allclose(shares, np.bincount(pictures.y) / len(pictures), atol=0.001)
    seen = {picture.tobytes() for picture in train.x}
    assert not any(picture.tobytes() in seen for picture in validation.x)


def test_same_seed_draws_the_same_pictures_and_another_seed_others() -> None:
    pictures, config = mnist_train(), PRESETS["two-conv"].replace(share=0.01)
    first, again, other = (divided(pictures, config.replace(seed=seed))[0].x for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_share_too_small_for_every_class_is_refused() -> None:
    with pytest.raises(DataError, match=r"too few to hold every class, or leave too few. Choose another share"):
        divided(mnist_train(), PRESETS["two-conv"].replace(share=0.0001))


@pytest.mark.parametrize("content", [None, b"", b"no archive", "cut", "changed"])
def test_lost_or_damaged_mnist_says_how_to_restore_it(
    content: bytes | str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mnist.npz"
    if content == "cut":
        path.write_bytes(MNIST_PATH.read_bytes()[:1_000_000])
    elif content == "changed":
        np.savez(path, x_train=np.zeros((2, 28, 28), np.uint8), y_train=np.zeros(2, np.uint8))
    elif isinstance(content, bytes):
        path.write_bytes(content)
    monkeypatch.setattr(datasets, "MNIST_PATH", path)
    with pytest.raises(DataError, match=r"git checkout -- model/data/mnist.npz"):
        mnist_train()


def test_mnist_is_fetched_the_way_keras_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def on_the_wire(fname: str, origin: str, **_: object) -> str:
        asked.append(origin)
        return str(MNIST_PATH)

    monkeypatch.setattr("keras.src.datasets.mnist.get_file", on_the_wire)
    fetch_mnist(tmp_path / "fetched.npz")
    assert asked[0].endswith("/mnist.npz")
    monkeypatch.setattr(datasets, "MNIST_PATH", tmp_path / "fetched.npz")
    assert len(mnist_train()) == 60_000


def test_failed_download_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline() -> None:
        raise Exception("URL fetch failure")

    monkeypatch.setattr(keras.datasets.mnist, "load_data", offline)
    with pytest.raises(DataError, match=r"could not be downloaded .* Is this computer online?"):
        fetch_mnist()


def spotted(count: int, classes: tuple[str, ...] = ("cats", "dogs", "fish"), side: int = 16) -> PictureSet:
    """Return a set of so many pictures, no two alike, of classes that are not of one size."""
    x = np.random.default_rng(count).integers(0, 256, (count, side, side, 3), np.uint8)
    y = np.sort(np.random.default_rng(count).integers(0, 2 * len(classes) - 1, count) % len(classes))
    return PictureSet("Pets", classes, x, y.astype(np.int64))


def as_bytes(pictures: Pictures) -> set[bytes]:
    """Return the pictures, to tell whether two sets meet."""
    return {picture.tobytes() for picture in pictures.x}


@pytest.mark.parametrize(("share", "folds"), [(0.01, 5), (0.0317, 7), (0.005, 2)])
def test_folds_never_meet_cover_all_and_hold_every_class_alike(share: float, folds: int) -> None:
    config = PRESETS["two-conv"].replace(share=share, folds=folds)
    parts = [divided(mnist_train(), config.replace(fold=fold)) for fold in range(folds)]
    whole = as_bytes(parts[0][0]) | as_bytes(parts[0][1])
    seen: set[bytes] = set()
    for train, kept in parts:
        assert as_bytes(train).isdisjoint(as_bytes(kept))
        assert as_bytes(train) | as_bytes(kept) == whole
        assert seen.isdisjoint(as_bytes(kept))
        seen |= as_bytes(kept)
    assert seen == whole
    counts = np.stack([np.bincount(kept.y, minlength=10) for _, kept in parts])
    assert (np.ptp(counts, axis=0) <= 1).all()


def test_more_folds_than_pictures_of_a_class_are_refused() -> None:
    with pytest.raises(DataError, match="Choose fewer folds, or more pictures"):
        divided(mnist_train(), PRESETS["two-conv"].replace(share=0.001, folds=10))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"share": 100 / 60_000},
        {"share": 300 / 60_000, "validation_split": 0.2},
        {"share": 0.01234, "validation_split": 0.333},
        {"share": 0.5, "validation_split": 0},
        {"share": 0.0123, "folds": 7, "fold": 0},
        {"share": 0.0123, "folds": 7, "fold": 6},
        {"data": "faces", "share": 0.7, "validation_split": 0.25},
        {"data": "faces", "folds": 3, "fold": 1},
    ],
)
def test_counts_are_those_of_the_real_split(changes: dict[str, Any]) -> None:
    config = TrainingConfig().replace(**changes)
    split = load_split(config)
    assert about(config).counts(config) == (len(split.train), len(split.validation), len(split.test))
    assert split.train.x.shape[1:] == about(config).shape
    assert set(np.unique(split.train.y)) == set(range(len(about(config).classes)))


def test_grey_pictures_have_no_channel_and_colour_pictures_three() -> None:
    grey, colour = datasets.mnist_test(), datasets.test_pictures(PRESETS["binary"])
    assert grey.images().shape == (10_000, 28, 28)
    assert colour.images().shape == (len(colour), 64, 64, 3)
    assert 0.5 < colour.images().max() <= 1


def test_test_pictures_are_those_of_the_split() -> None:
    for config in (PRESETS["binary"], PRESETS["two-conv"].replace(share=0.01)):
        assert np.array_equal(load_split(config).test.x, datasets.test_pictures(config).x)


@pytest.mark.parametrize("count", [17, 60, 101])
def test_test_pictures_of_own_pictures_stay_apart_whatever_the_seed(count: int, home: Path) -> None:
    pictures = spotted(count)
    config = TrainingConfig(data="pictures", pictures=picture_sets.save(pictures), validation_split=0.3)
    tests = []
    for seed in (1, 2, 3):
        split = load_split(config.replace(seed=seed))
        parts = [as_bytes(part) for part in (split.train, split.validation, split.test)]
        assert sum(map(len, parts)) == len(set.union(*parts)) == count
        assert all(set(part.y) == {0, 1, 2} for part in (split.train, split.test))
        assert about(config).counts(config) == tuple(map(len, parts))
        tests.append(parts[2])
    assert tests[0] == tests[1] == tests[2]
    facts = about(config)
    assert (facts.title, facts.classes, facts.shape) == ("Pets", ("cats", "dogs", "fish"), (16, 16, 3))


def test_own_pictures_that_are_gone_are_one_sentence(home: Path) -> None:
    with pytest.raises(DataError, match="Import them, or choose others"):
        about(TrainingConfig(data="pictures", pictures="gone-12345678"))


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
    place.write_bytes(cifar_archive())
    monkeypatch.setattr("keras.src.utils.file_utils.validate_file", lambda *_, **__: True)
    config = PRESETS["cifar"].replace(share=0.2, validation_split=0.1)
    split = load_split(config)
    assert about(config).counts(config) == (len(split.train), len(split.validation), len(split.test))
    assert split.train.x.shape[1:] == about(config).shape == (32, 32, 3)
    assert split.test.x.dtype == np.uint8
    assert about(config).classes == CIFAR10
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
    with pytest.raises(DataError) as told:
        load_split(PRESETS["cifar"])
    place = keras_home / "datasets" / "cifar-10-batches-py-target_archive"
    assert "Get the file cifar-10-python.tar.gz (from www.cs.toronto.edu/~kriz/cifar.html)" in str(told.value)
    assert str(told.value).endswith(str(place))
