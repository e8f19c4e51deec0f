"""Promises of what a run keeps of each epoch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.config import PRESETS, TrainingConfig
from model.datasets.mnist import mnist_test
from model.errors import ExplanationError
from model.explanation.checkpoint_history import CheckpointHistory
from model.networks.build import build
from model.runs import snapshots, store
from model.runs.execution import execute
from model.runs.versions import SHIPPED
from tests.classifiers import opened_in, weights_in


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
