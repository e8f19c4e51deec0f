"""Promises of MNIST: it is whole, or says how to restore it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from model.config import PRESETS
from model.datasets import mnist
from model.datasets.mixing import load_split
from model.datasets.mnist import MNIST_PATH, MNIST_SHA256, fetch_mnist, mnist_train
from model.errors import DataError
from model.runtime.backend import keras


def test_mnist_is_whole() -> None:
    split = load_split(PRESETS["two-conv"])
    assert split.train.x.shape == (54_000, 28, 28, 1)
    assert len(split.validation) == 6_000
    assert len(split.test) == 10_000


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
    monkeypatch.setattr(mnist, "MNIST_PATH", path)
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
    monkeypatch.setattr(mnist, "MNIST_PATH", tmp_path / "fetched.npz")
    assert len(mnist_train()) == 60_000


def test_mnist_that_is_there_stays_where_the_fetched_one_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: Path, **_: object) -> None:
        file.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    path = tmp_path / "mnist.npz"
    path.write_bytes(b"whole")
    monkeypatch.setattr("keras.src.datasets.mnist.get_file", lambda *_, **__: str(MNIST_PATH))
    monkeypatch.setattr(np, "savez_compressed", full)
    with pytest.raises(OSError, match="No space left"):
        fetch_mnist(path)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("mnist.npz", b"whole")]


def test_failed_download_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline() -> None:
        raise Exception("URL fetch failure")

    monkeypatch.setattr(keras.datasets.mnist, "load_data", offline)
    with pytest.raises(DataError, match=r"could not be downloaded .* Is this computer online?"):
        fetch_mnist()


def test_mnist_card_holds_the_checksums_that_are_verified() -> None:
    text = (MNIST_PATH.parent / "README.md").read_text()
    assert all(checksum in text for checksum in MNIST_SHA256.values())
    assert all(len(checksum) == len(hashlib.sha256().hexdigest()) for checksum in MNIST_SHA256.values())
