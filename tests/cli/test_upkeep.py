"""Promises of the commands that put files in order."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from model.cli.main import main
from model.config import TrainingConfig
from model.runs import snapshots, store
from tests.classifiers import network_with_any_weights, write_classifier
from tests.cli.refused import refused


def test_augment_writes_pictures_before_and_after(tmp_path: Path) -> None:
    main(["augment", str(tmp_path / "faces.npz"), "--data", "faces", "--count", "3"])
    with np.load(tmp_path / "faces.npz") as archive:
        before, after = archive["before"], archive["after"]
    assert before.shape == after.shape == (3, 64, 64, 3)
    assert before.dtype == after.dtype == np.uint8
    assert all((one != other).any() for one, other in zip(before, after, strict=True))


def test_convert_refuses_what_is_no_classifier(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "has no readable card" in refused(["convert", str(tmp_path)], capsys)


def test_index_takes_the_snapshots_of_the_run_that_the_classifier_came_from(
    small_config: TrainingConfig, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run, layers = store.create(small_config), small_config.all_layers(10)
    network = network_with_any_weights(layers, (28, 28, 1))
    write_classifier(run.folder, network, layers, config=small_config.to_dict(), best_epoch=2)
    for epoch in (0, 1, 2):
        snapshots.keep(run.folder, epoch, network.get_weights(), 2)
    folder = tmp_path / "shipped"
    shutil.copytree(run.folder, folder, ignore=shutil.ignore_patterns("snapshots"))
    main(["index", str(folder)])
    assert snapshots.epochs(folder) == [0, 1, 2]
    shutil.rmtree(run.folder)
    main(["index", str(folder)])
    assert "snapshots stay as they are" in capsys.readouterr().err
    assert snapshots.epochs(folder) == [0, 1, 2]
