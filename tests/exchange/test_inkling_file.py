"""Promises of Inkling files: what is packed is rebuilt elsewhere, and answers as it did."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from model.datasets import learned
from model.datasets.mixing import has_seen_digits_alone
from model.datasets.mnist import mnist_test
from model.datasets.registry import data_set
from model.errors import RightsError, VersionError, WorkerError
from model.exchange import actions, cards, inkling_file
from model.exchange.inkling_file import pack, take_in
from model.explanation.inspector import NetworkInspector
from model.inference.card import read_card
from model.inference.classifier import Classifier
from model.networks.layers import BATCH_NORM, FLATTEN, RELU, Layer, conv, dense, dropout, max_pool
from model.people.visitor import TEACHER, Visitor
from model.runtime.worker import run_command
from model.storage.paths import home
from model.versions import registry
from model.versions.published import SHIPPED
from tests.classifiers import OUTPUT, network_with_any_weights, write_classifier
from tests.hostile.archives import zipped
from tests.hostile.inkling_files import unzipped

# All kinds of layers, and settings that are not the usual ones.
LAYERS = [
    conv(6, 5, strides=2, padding="same", activation="none"), BATCH_NORM, RELU, max_pool(),
    conv(5, 3, activation="tanh"), Layer("average-pooling", pool=2), FLATTEN, dense(12, "sigmoid"), dropout(0.5),
    OUTPUT,
]  # fmt: skip


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """Return the folder of a classifier with all kinds of layers."""
    config = {"network": "two-conv", "data": "samples-0123456789abcdef", "strokes": ["/srv/strokes.gz"]}
    fields = {"classes": tuple("0123456789"), "config": config, "name": "Of class 7b", "threshold": 0.7}
    write_classifier(tmp_path / "odd", network_with_any_weights(LAYERS, (28, 28, 1)), LAYERS, **fields)
    return tmp_path / "odd"


@pytest.mark.parametrize(
    ("trained", "digits_alone"),
    [
        ({"data": "mnist"}, True),
        ({"data": "handwriting"}, False),
        ({"data": "mnist", "mixed": [{"data": "samples-0123456789abcdef", "share": 1.0}]}, False),
        ({"data": "samples-0123456789abcdef"}, False),
        ({"data": "mnist", "setting_of_a_newer_inkling": 1}, False),
    ],
)
def test_imported_network_is_said_to_know_digits_alone_only_where_its_file_tells_all_that_it_saw(
    trained: dict[str, object], digits_alone: bool
) -> None:
    card = dataclasses.replace(read_card(SHIPPED), config=trained)
    config = cards.taken_in(cards.to_import(card, {})).config
    assert has_seen_digits_alone(config) == digits_alone
    assert data_set(config["data"]).test().fingerprint == mnist_test().fingerprint


@pytest.mark.slow
def test_network_of_every_kind_of_layer_comes_back_and_answers_as_it_did(odd: Path) -> None:
    version = actions.take_in(pack(odd), TEACHER)
    images = mnist_test().images()[:100]
    expected = Classifier.load(odd).probabilities(images)
    again = Classifier.load(version.folder)
    np.testing.assert_allclose(again.probabilities(images), expected, rtol=0, atol=1e-5)
    assert [version.number, version.folder.parent] == [1, home() / "versions"]
    assert registry.find(1) == version
    NetworkInspector.of(again, version.folder)  # raises where weights and LiteRT file are not of one network


@pytest.mark.slow
@pytest.mark.usefixtures("in_this_process")
def test_what_it_reads_right_is_measured_here_whatever_the_file_says(odd: Path) -> None:
    parts = unzipped(pack(odd))
    card = json.loads(parts["card.json"])
    card["figures"]["test_accuracy"] = 1.0
    version = actions.take_in(zipped({**parts, "card.json": json.dumps(card).encode()}), TEACHER)
    probabilities = Classifier.load(odd).probabilities(mnist_test().images())
    right = int((probabilities.argmax(axis=1) == mnist_test().y).sum())
    assert abs(version.figures["mnist"][0] - right) <= 2  # of 10,000: another file computes in another order
    assert version.figures["mnist"][1] == 10_000
    kept = read_card(version.folder)
    assert (kept.name, kept.threshold, kept.figures.training_seconds) == ("Of class 7b", 0.7, 1.0)
    assert kept.config["data"] == "handwriting"  # the class's samples stayed where they are
    assert kept.config["strokes"] == ["strokes.gz"]


@pytest.mark.slow
@pytest.mark.usefixtures("in_this_process")
def test_importing_twice_makes_one_version(odd: Path) -> None:
    content = pack(odd)
    assert content == pack(odd)
    first = actions.take_in(content, TEACHER)
    written = (first.folder / "classifier.tflite").stat().st_mtime_ns
    assert actions.take_in(content, TEACHER) == first
    assert (first.folder / "classifier.tflite").stat().st_mtime_ns == written
    assert [each.number for each in registry.all_versions()] == [1, 0]
    again = actions.take_in(pack(first.folder), TEACHER)  # and its own export is the same network
    np.testing.assert_array_equal(*(np.load(each.folder / "weights.npz")["arr_0"] for each in (first, again)))


@pytest.mark.slow
@pytest.mark.usefixtures("in_this_process")
def test_damaged_import_is_mended_by_importing_again(odd: Path) -> None:
    content = pack(odd)
    folder = take_in(content)
    (folder / "classifier.tflite").write_bytes(b"half")
    assert take_in(content) == folder
    assert Classifier.load(folder).card.reads_digits


def test_pupil_imports_nothing() -> None:
    with pytest.raises(RightsError, match="Give the file to your teacher"):
        actions.take_in(pack(SHIPPED), Visitor("0" * 16))
    assert not (home() / "versions").exists()


@pytest.mark.slow
def test_network_whose_answers_are_no_numbers_is_refused() -> None:
    parts = unzipped(pack(SHIPPED))
    size = 8 + int.from_bytes(parts["weights.safetensors"][:8], "little")
    weights = bytearray(parts["weights.safetensors"])
    weights[size:] = np.full((len(weights) - size) // 4, 3e38, np.float32).tobytes()
    with pytest.raises(VersionError, match=r"are no probabilities: its weights are too large"):
        take_in(zipped({**parts, "weights.safetensors": bytes(weights)}))
    assert list((home() / "versions").iterdir()) == []


def test_import_that_dies_midway_leaves_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_arguments: str, seconds: float) -> None:
        assert seconds > 60
        raise WorkerError("command-died", "What was asked of another process failed. Try again.")

    monkeypatch.setattr(inkling_file, "run_command", dies)
    with pytest.raises(VersionError, match=r"Try again\.$"):
        take_in(pack(SHIPPED))
    assert list((home() / "versions").iterdir()) == []


def test_network_that_reads_no_digits_is_not_packed(tmp_path: Path) -> None:
    layers = [FLATTEN, dense(2, "softmax")]
    write_classifier(tmp_path, network_with_any_weights(layers, (20, 20, 3)), layers)
    with pytest.raises(VersionError, match="reads no digits"):
        pack(tmp_path)


def test_network_that_is_too_large_to_be_taken_in_is_not_packed(tmp_path: Path) -> None:
    layers = [FLATTEN, dense(2048), dense(2048), OUTPUT]
    write_classifier(tmp_path, network_with_any_weights(layers, (28, 28, 1)), layers, classes=tuple("0123456789"))
    with pytest.raises(VersionError, match="has 5,824,522 parameters, and at most 5,000,000"):
        pack(tmp_path)


@pytest.mark.slow
@pytest.mark.usefixtures("in_this_process")
def test_what_was_learned_of_a_class_is_known_after_an_import_and_names_nobody(odd: Path) -> None:
    known = frozenset({"0123456789ab", "ba9876543210"})
    learned.write(odd, known)
    assert learned.of(version := take_in(pack(odd))) == known
    assert "learned" not in json.loads((version / "card.json").read_text())


def test_file_holds_numbers_and_texts_alone() -> None:
    with zipfile.ZipFile(io.BytesIO(pack(SHIPPED))) as archive:
        assert archive.namelist() == ["card.json", "network.json", "weights.safetensors", "use.py"]
        described = json.loads(archive.read("network.json"))
    assert described["layers"] == [dict(layer) for layer in read_card(SHIPPED).layers]


def test_process_that_takes_too_long_is_ended() -> None:
    with pytest.raises(WorkerError, match=r"took more than 0 s, and was ended"):
        run_command("networks", seconds=0.01)
