"""Promises of the data sets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model import datasets
from model.backend import keras
from model.config import PRESETS
from model.datasets import MNIST_PATH, divided, fetch_mnist, load_split, mnist_train
from model.errors import DataError


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
    with pytest.raises(DataError, match=r"too few to hold every class. Choose a larger share"):
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
