"""Promises of what a run keeps of each epoch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.config import PRESETS, TrainingConfig
from model.datasets.mnist import mnist_test
from model.errors import ExplanationError
from model.explanation.checkpoint_history import CheckpointHistory
from model.inference.weights import weights_in
from model.networks.build import build
from model.runs import snapshots, store
from model.runs.execution import execute
from model.versions.published import SHIPPED
from tests.classifiers import lend_shipped, opened_in


def test_run_keeps_every_epoch_and_the_last_is_what_came_out(small_config: TrainingConfig) -> None:
    run = store.create(small_config.replace(validation_split=0.0))  # then the last epoch is the best
    execute(run)
    assert snapshots.epochs(run.folder) == [0, 1, 2]
    opened = opened_in(run.folder)
    history = CheckpointHistory(opened, run.folder)
    image = mnist_test().images()[0]
    probabilities = [history.activations(epoch, image).probabilities for epoch in (0, 1, 2)]
    np.testing.assert_allclose(probabilities[2], opened.classifier.probabilities(image[None])[0], atol=0.01)
    assert probabilities[0][7] < probabilities[1][7] < probabilities[2][7]  # it is a 7


def test_long_training_keeps_no_more_than_fifty(tmp_path: Path) -> None:
    weights = build(PRESETS["fast"].all_layers(10), (28, 28, 1)).get_weights()
    for epoch in range(201):
        snapshots.keep(tmp_path, epoch, weights, 200)
    kept = snapshots.epochs(tmp_path)
    assert len(kept) <= 51
    assert (kept[0], kept[-1]) == (0, 200)


def test_damaged_snapshot_says_so(tmp_path: Path) -> None:
    snapshots.keep(tmp_path, 0, weights_in(SHIPPED), 1)
    (tmp_path / "snapshots" / "0000.npz").write_text("damaged")
    with pytest.raises(ExplanationError, match="epoch 0 cannot be read"):
        CheckpointHistory(opened_in(SHIPPED), tmp_path).activations(0, mnist_test().images()[0])


def test_shipped_snapshots_are_few_and_end_in_the_classifier_itself(tmp_path: Path) -> None:
    run, folder = tmp_path / "run", tmp_path / "shipped"
    for path in (run, folder):
        path.mkdir()
    lend_shipped(folder)
    weights = weights_in(folder)
    for epoch in range(17):
        snapshots.keep(run, epoch, [value * epoch / 16 for value in weights], 16)
    snapshots.path_of(run, 2).write_text("damaged")
    snapshots.keep(folder, 5, weights, 5)  # of an earlier classifier
    snapshots.ship(run, folder, 12)
    assert snapshots.epochs(folder) == [0, 1, 4, 8, 12]
    image, opened = mnist_test().images()[:1], opened_in(folder)
    last = CheckpointHistory(opened, folder).activations(12, image[0])
    np.testing.assert_allclose(last.probabilities, opened.classifier.probabilities(image)[0], atol=1e-3)
    assert snapshots.epochs(run) == list(range(17))


def test_shipped_snapshots_are_those_of_the_shipped_classifier() -> None:
    kept = snapshots.epochs(SHIPPED)
    sizes = [snapshots.path_of(SHIPPED, epoch).stat().st_size for epoch in kept]
    assert sum(sizes) < 3_000_000
    if kept:  # else the view is not offered
        images, opened = mnist_test().images()[:3], opened_in(SHIPPED)
        last = CheckpointHistory(opened, SHIPPED)
        found = [last.activations(kept[-1], image).probabilities for image in images]
        np.testing.assert_allclose(found, opened.classifier.probabilities(images), atol=1e-3)
