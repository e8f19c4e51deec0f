"""Promises to those who come from version 0.3: their runs answer and open, after one conversion in another process."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from model.cli.main import main
from model.config import TrainingConfig
from model.datasets.mnist import mnist_test
from model.errors import ClassifierError, WorkerError
from model.evaluation.predictions import predictions_of
from model.explanation.checkpoint_history import CheckpointHistory
from model.inference import classifier
from model.inference.card import DIGITS, LITERT, read_card, write_card
from model.inference.classifier import Classifier
from model.runs import snapshots, store
from model.runs.state import State
from model.runs.store import Run
from model.runtime.backend import keras
from model.runtime.worker import run_command
from model.training.export import convert, network_of
from model.versions import published
from model.versions.published import SHIPPED
from tests.classifiers import as_version_0_3, network_with_any_weights, opened_in, write_classifier
from tests.conftest import SMALL
from tests.versions.publishing import let_answer

CONFIG = SMALL.replace(epochs=1, batch_norm=True, dropout=0.5)


@pytest.fixture(scope="module")
def network() -> keras.Sequential:
    """Return a network of Keras, as version 0.3 trained one."""
    return network_with_any_weights(CONFIG.all_layers(10), (28, 28, 1))


@pytest.fixture
def run(network: keras.Sequential) -> Run:
    """Return a finished run of version 0.3, with the snapshots of two epochs."""
    run = store.create(CONFIG)
    as_version_0_3(run.folder, CONFIG, network)
    for epoch in (0, 1):
        snapshots.keep(run.folder, epoch, network.get_weights(), 1)
    run.write_history([{"epoch": 1, "loss": 0.2, "accuracy": 0.9, "val_loss": 0.3, "val_accuracy": 0.85, "seconds": 1}])
    run.write_state(State("finished"))
    return run


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Return what is asked of processes of their own, in order; it is done all the same."""
    asked: list[tuple[str, ...]] = []

    def noted(*arguments: str) -> None:
        asked.append(arguments)
        run_command(*arguments)

    monkeypatch.setattr(classifier, "run_command", noted)
    return asked


@pytest.fixture
def begun_here(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Return what is asked of processes of their own, in order; it is done in this one, which is quicker."""
    asked: list[tuple[str, ...]] = []

    def noted(*arguments: str) -> None:
        asked.append(arguments)
        try:
            convert(Path(arguments[1]))
        except ClassifierError as error:
            raise WorkerError("command-failed", "{printed}", printed=error) from error

    monkeypatch.setattr(classifier, "run_command", noted)
    return asked


@pytest.mark.slow
def test_run_of_version_0_3_answers_everywhere_after_one_conversion_though_eight_open_it_at_once(
    run: Run,
    network: keras.Sequential,
    begun: list[tuple[str, ...]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert published.is_complete(run.folder)
    images = mnist_test().images()
    expected = network(images[:300, ..., None], training=False).numpy()
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: Classifier.load(run.folder), range(8)))
    for one in opened:
        np.testing.assert_allclose(one.probabilities(images[:300]), expected, rtol=0, atol=1e-5)
    assert begun == [("convert", str(run.folder))]
    assert read_card(run.folder).name == CONFIG.title

    np.savez(tmp_path / "seven.npz", x=mnist_test().x[:1, :, :, 0])
    main(["predict", "--run", run.id, "--json", str(tmp_path / "seven.npz")])
    seven = opened[0].read(mnist_test().x[0, :, :, 0])
    np.testing.assert_allclose(json.loads(capsys.readouterr().out)["probabilities"], seven.probabilities, atol=1e-4)
    main(["evaluate", "--run", run.id, "--json"])
    right = float(np.mean(opened[0].probabilities(images).argmax(axis=1) == mnist_test().y))
    assert json.loads(capsys.readouterr().out)["accuracy"] == pytest.approx(right, abs=1e-4)
    np.testing.assert_allclose(predictions_of(run.folder).probabilities[:300], expected, rtol=0, atol=1e-5)

    inside = opened_in(run.folder)
    np.testing.assert_allclose(inside.activations(images[0]).probabilities, expected[0], rtol=0, atol=1e-5)
    assert [layer.kind for layer in inside.layers] == [layer.kind for layer in CONFIG.all_layers(10)]
    then = CheckpointHistory(inside, run.folder).activations(1, images[0])
    np.testing.assert_allclose(then.probabilities, expected[0], atol=0.01)  # float16
    let_answer(run.folder)
    assert published.current() == run.folder
    assert len(begun) == 1


def test_damaged_run_of_version_0_3_is_one_sentence_and_not_tried_again_before_its_file_changes(
    run: Run, begun_here: list[tuple[str, ...]]
) -> None:
    whole = (run.folder / "classifier.keras").read_bytes()
    (run.folder / "classifier.keras").write_bytes(whole[: len(whole) // 2])
    sentences = set()
    for _ in range(3):
        with pytest.raises(ClassifierError) as refused:
            Classifier.load(run.folder)
        sentences.add(str(refused.value))
    (sentence,) = sentences
    assert re.fullmatch(r"The classifier in \S+ is damaged\. Choose another one\.", sentence)
    assert len(begun_here) == 1
    (run.folder / "classifier.keras").write_bytes(whole)
    assert Classifier.load(run.folder).classes == DIGITS


def test_classifier_file_of_version_0_3_that_is_gone_is_one_sentence(
    run: Run, begun_here: list[tuple[str, ...]]
) -> None:
    (run.folder / "classifier.keras").unlink()
    with pytest.raises(ClassifierError, match="There is no classifier in"):
        Classifier.load(run.folder)
    assert begun_here == []


def test_network_that_is_not_what_its_settings_describe_is_not_converted(run: Run) -> None:
    (run.folder / "config.json").write_text(TrainingConfig().to_json())
    with pytest.raises(ClassifierError, match="is not what its settings describe"):
        convert(run.folder)
    assert read_card(run.folder).litert_sha256 == ""


@pytest.mark.parametrize("content", [None, "{", '{"network": "none such"}'])
@pytest.mark.parametrize("on_card", [{}, {"network": "none such"}])
def test_run_of_version_0_3_without_its_settings_is_one_sentence(
    content: str | None, on_card: dict[str, str], run: Run
) -> None:
    write_card(run.folder, dataclasses.replace(read_card(run.folder), config=on_card))
    (run.folder / "config.json").unlink()
    if content is not None:
        (run.folder / "config.json").write_text(content)
    with pytest.raises(ClassifierError, match=r"does not say what it learned from\. Choose another one\.$"):
        convert(run.folder)


def test_classifier_without_a_run_is_converted_by_the_settings_on_its_card(
    network: keras.Sequential, tmp_path: Path
) -> None:
    folder = tmp_path / "saved"
    as_version_0_3(folder, CONFIG, network)
    (folder / "config.json").unlink()
    convert(folder)
    images = mnist_test().images()[:20]
    expected = network(images[..., None], training=False).numpy()
    np.testing.assert_allclose(Classifier.load(folder).probabilities(images), expected, rtol=0, atol=1e-5)


def test_network_of_today_is_left_as_it_is(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "saved")
    before = (tmp_path / "saved" / LITERT).read_bytes()
    card = read_card(tmp_path / "saved")
    convert(tmp_path / "saved")
    assert (read_card(tmp_path / "saved"), (tmp_path / "saved" / LITERT).read_bytes()) == (card, before)


def test_network_of_version_0_3_can_teach(run: Run, network: keras.Sequential) -> None:
    for one, other in zip(network_of(run.folder).get_weights(), network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_conversion_that_was_interrupted_is_done_again(run: Run, network: keras.Sequential) -> None:
    card = read_card(run.folder)
    convert(run.folder)
    write_card(run.folder, card)  # which is what is written last
    (run.folder / LITERT).write_bytes(b"half")
    convert(run.folder)
    images = mnist_test().images()[:5]
    expected = network(images[..., None], training=False).numpy()
    np.testing.assert_allclose(Classifier.load(run.folder).probabilities(images), expected, rtol=0, atol=1e-5)


def test_run_that_went_on_after_version_0_3_teaches_what_it_learned_since(run: Run) -> None:
    later = network_with_any_weights(CONFIG.all_layers(10), (28, 28, 1), seed=4)
    write_classifier(run.folder, later, CONFIG.all_layers(10))
    for one, other in zip(network_of(run.folder).get_weights(), later.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
