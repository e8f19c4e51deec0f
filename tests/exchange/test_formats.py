"""Promises of what is taken home: the runtime that others use answers as our classifier does."""

from __future__ import annotations

import json
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest

from model.datasets.mnist import mnist_test
from model.errors import ClassifierError, WorkerError
from model.exchange import formats
from model.exchange.formats import FORMATS
from model.inference.card import read_card
from model.inference.classifier import Classifier
from model.networks.layers import BATCH_NORM, FLATTEN, RELU, conv, dense, max_pool
from model.storage.paths import home
from model.versions.published import SHIPPED
from tests.classifiers import OUTPUT, as_version_0_3, network_with_any_weights, write_classifier
from tests.conftest import SMALL
from tests.exchange.using import Values, answers, card_in, lines_of_script, said_by_script, unzipped

CONVERTED = ["litert", "onnx", "saved-model"]
ALL = [*CONVERTED, "inkling"]


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the shipped classifier in all forms, each made by a process of its own where it needs one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_HOME", str(tmp_path_factory.mktemp("home")))
        return {form: FORMATS[form].make(SHIPPED) for form in ALL}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory, downloads: dict[str, bytes]) -> Path:
    """Return a folder that holds the shipped classifier in all forms, unpacked, each in a folder of its own."""
    place = tmp_path_factory.mktemp("taken-home")
    for form, content in downloads.items():
        unzipped(content, place / form)
    return place


@pytest.mark.slow
@pytest.mark.parametrize("form", CONVERTED)
def test_every_form_answers_as_our_classifier_does(form: str, shipped: Path) -> None:
    images = mnist_test().images()[:300, ..., None]
    expected = Classifier.load(SHIPPED).probabilities(images)
    np.testing.assert_allclose(answers(form, shipped / form, images), expected, rtol=0, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("form", ALL)
def test_ten_lines_beside_it_read_a_picture_as_our_classifier_does(form: str, shipped: Path) -> None:
    classifier = Classifier.load(SHIPPED)
    picture = mnist_test().x[2]
    expected = classifier.classes[classifier.probabilities(mnist_test().images()[2:3]).argmax()]
    assert said_by_script(shipped / form, picture) == expected
    assert lines_of_script(shipped / form) <= (10 if form != "inkling" else 15)


@pytest.mark.slow
@pytest.mark.parametrize("form", CONVERTED)
def test_card_beside_it_is_that_of_the_classifier(form: str, shipped: Path) -> None:
    card = read_card(SHIPPED)
    said = card_in(shipped / form)
    assert said["name"] == card.name
    assert said["figures"] == card.figures._asdict()
    assert said["fingerprint"] == card.fingerprint


@pytest.mark.slow
def test_onnx_has_the_card_within(shipped: Path) -> None:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(shipped / "onnx" / "classifier.onnx"))
    within = session.get_modelmeta().custom_metadata_map["card"]
    assert json.loads(within) == card_in(shipped / "onnx")


@pytest.fixture
def two_classes(tmp_path: Path) -> Path:
    """Return the folder of a classifier of colour pictures of two classes, which ends in one sigmoid."""
    layers = [conv(4, 3, activation="none"), BATCH_NORM, RELU, max_pool(), FLATTEN, dense(1, "sigmoid")]
    network = network_with_any_weights(layers, (20, 24, 3))
    write_classifier(tmp_path / "two", network, layers, classes=("cat", "dog"))
    return tmp_path / "two"


@pytest.mark.slow
@pytest.mark.parametrize("form", CONVERTED)
def test_one_sigmoid_becomes_a_column_for_each_of_two_classes(
    form: str, two_classes: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if form != "onnx":  # what makes that changes NumPy for all that comes after it
        request.getfixturevalue("in_this_process")
    place = unzipped(FORMATS[form].make(two_classes), tmp_path / form)
    images: Values = np.random.default_rng(3).random((5, 20, 24, 3), np.float32)
    expected = Classifier.load(two_classes).probabilities(images)
    found = answers(form, place, images)
    assert found.shape == (5, 2)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5)
    if form == "litert":
        picture = np.random.default_rng(4).integers(0, 256, (20, 24, 3), np.uint8)
        (answer,) = Classifier.load(two_classes).probabilities(picture[None].astype(np.float32) / 255)
        assert said_by_script(place, picture) == ("cat", "dog")[answer.argmax()]


@pytest.mark.slow
def test_second_download_is_made_by_no_process_and_is_the_same(
    in_this_process: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = FORMATS["litert"].make(SHIPPED)
    monkeypatch.delattr(formats, "run_command")
    assert FORMATS["litert"].make(SHIPPED) == first


@pytest.mark.slow
@pytest.mark.usefixtures("in_this_process")
def test_classifier_of_version_0_3_is_taken_home(tmp_path: Path) -> None:
    config = SMALL.replace(epochs=1, batch_norm=True)
    network = network_with_any_weights(config.all_layers(10), (28, 28, 1))
    as_version_0_3(tmp_path / "old", config, network)
    place = unzipped(FORMATS["litert"].make(tmp_path / "old"), tmp_path / "new")
    images = mnist_test().images()[:20, ..., None]
    expected = network(images, training=False).numpy()
    np.testing.assert_allclose(answers("litert", place, images), expected, rtol=0, atol=1e-5)
    assert FORMATS["inkling"].make(tmp_path / "old")


def test_paths_of_this_computer_stay_here(tmp_path: Path) -> None:
    config = {"strokes": ["/srv/school/strokes.gz"], "teachers": ["/srv/school/teacher"], "base": "/srv/school/runs/1"}
    layers = [FLATTEN, OUTPUT]
    write_classifier(tmp_path, network_with_any_weights(layers, (28, 28, 1)), layers, config=config)
    said = unzipped(FORMATS["inkling"].make(tmp_path), tmp_path / "zip") / "card.json"
    assert "school" not in said.read_text()
    assert json.loads(said.read_text())["config"]["strokes"] == ["strokes.gz"]


@pytest.mark.parametrize("form", ALL)
def test_folder_without_a_classifier_is_one_sentence(form: str, tmp_path: Path) -> None:
    with pytest.raises(ClassifierError, match=r"Choose another one\.$"):
        FORMATS[form].make(tmp_path)


def test_conversion_that_fails_leaves_nothing_to_be_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: str) -> None:
        raise WorkerError("command-died", "What was asked of another process failed. Try again.")

    monkeypatch.setattr(formats, "run_command", fails)
    with pytest.raises(WorkerError, match=r"Try again\.$"):
        FORMATS["onnx"].make(SHIPPED)
    assert list((home() / "cache").rglob("*.zip")) == []


@pytest.mark.parametrize("lost", ["onnx", "tf2onnx"])
def test_what_onnx_needs_is_said_where_it_is_missing(lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert FORMATS["onnx"].missing() == ""

    def found(name: str) -> ModuleSpec | None:
        return None if name == lost else ModuleSpec(name, None)

    monkeypatch.setattr(formats, "find_spec", found)
    assert "`.venv/bin/pip install -r requirements-onnx.txt`" in FORMATS["onnx"].missing()
    assert [each.id for each in FORMATS.values() if each.missing()] == ["onnx"]
