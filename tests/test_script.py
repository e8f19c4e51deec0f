"""Promises of the stand-alone script: it ends in the same weights, and holds nothing that it should not."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import picture_sets, runs
from model.architecture import BATCH_NORM, Layer, conv, dense, dropout, max_pool
from model.backend import keras
from model.config import PRESETS, TrainingConfig
from model.datasets import MNIST_PATH
from model.errors import ConfigError
from model.execution import execute
from model.picture_sets import PictureSet
from model.script import keras_script, pictures_as_npz, pictures_file
from tests.classifiers import weights_in

# Inkling's file of MNIST is packed more tightly than the one whose sum Keras checks; what is in it is the same.
_RUN = (
    "from keras.src.utils import file_utils; file_utils.validate_file = lambda *_, **__: True;"
    " import runpy; runpy.run_path('script.py', run_name='__main__')"
)

OWN = (conv(4, 5, strides=2, padding="same", activation="tanh"), BATCH_NORM, Layer("average-pooling"), dense(9))


def trained_by_script(config: TrainingConfig, folder: Path) -> tuple[keras.Model, str]:
    """Run the config's script in a folder of its own; return the network that it saves, and what it prints."""
    (folder / "datasets").mkdir(parents=True)
    (folder / "script.py").write_text(keras_script(config))
    if pictures_file(config):
        (folder / pictures_file(config)).write_bytes(pictures_as_npz(config))
    else:
        shutil.copyfile(MNIST_PATH, folder / "datasets" / "mnist.npz")
    done = subprocess.run(
        [sys.executable, "-c", _RUN],
        cwd=folder,
        env={**os.environ, "KERAS_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return keras.models.load_model(folder / "network.keras"), done.stdout


@pytest.mark.parametrize(
    "changes",
    [
        {"share": 0.01, "epochs": 2, "batch_size": 64, "dropout": 0.5, "l2": 0.001, "seed": 7},
        {
            "network": "own", "layers": OWN, "share": 0.01, "epochs": 6, "batch_size": 50, "schedule": "cosine",
            "learning_rate": 0.02, "loss": "mean_squared_error", "folds": 7, "fold": 1, "patience": 1, "l1": 0.0001,
        },
        {
            "data": "faces", "network": "binary", "loss": "binary_crossentropy", "share": 0.1, "epochs": 3,
            "width": 0.25, "validation_split": 0, "optimizer": "momentum", "stop_below": 0.5,
        },
    ],
)  # fmt: skip
def test_script_ends_in_the_same_weights(changes: dict[str, Any], tmp_path: Path) -> None:
    config = TrainingConfig().replace(**changes)
    run = runs.create(config)
    assert execute(run).status == "finished"
    by_inkling = weights_in(run.folder)
    network, printed = trained_by_script(config, tmp_path / "alone")
    pairs = zip(network.get_weights(), by_inkling, strict=True)
    assert all(np.array_equal(one, other) for one, other in pairs), printed
    assert printed.count("{'accuracy'") == len(run.history())  # as many epochs: it stops early where Inkling does
    card = run.card()
    assert card is not None
    accuracy = float(printed.splitlines()[-1].split(",")[-1].strip(" ]"))
    assert accuracy == pytest.approx(card["figures"]["test_accuracy"], abs=1e-6)


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "shipped"])
@pytest.mark.parametrize(
    ("changes", "lines"), [({}, 70), ({"folds": 5, "fold": 2, "patience": 3, "stop_below": 0.1, "share": 0.3}, 80)]
)
def test_script_is_short_and_python(name: str, changes: dict[str, Any], lines: int) -> None:
    script = keras_script(PRESETS[name].replace(**changes))
    tree = ast.parse(script)
    compile(script, "script.py", "exec")
    assert ast.get_docstring(tree)
    assert len(script.splitlines()) < lines
    assert max(map(len, script.splitlines())) <= 120
    assert "from_logits" not in script


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        (PRESETS["shipped"], "make pretrained"),
        (PRESETS["one-conv"].replace(teachers=("somewhere",)), "make pretrained"),
        (PRESETS["two-conv"].replace(augmentation=True), "Switch it off to get one"),
        (TrainingConfig(network="own", layers=(max_pool(8), conv(8, 9))), "kernel is 9 x 9"),
    ],
)
def test_training_without_a_script_is_refused_with_a_sentence(config: TrainingConfig, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        keras_script(config)


@pytest.mark.parametrize(
    "name",
    ['"""\nimport os\nos.abort()\n"""', "\\", "cats\\N{x}", 'ends in a quote"', "{SEED} %s \u2028 \x00", "猫と犬"],
)
def test_hostile_name_of_a_set_cannot_break_out_of_the_docstring(name: str, home: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (20, 16, 16, 3), np.uint8)
    set_id = picture_sets.save(PictureSet(name, ("cats", '"""dogs'), noise, np.repeat([0, 1], 10)))
    config = TrainingConfig(data="pictures", pictures=set_id)
    plain = PRESETS["two-conv"].replace(data="pictures", pictures=picture_sets.save(PictureSet(
        "Pets", ("cats", "dogs"), noise, np.repeat([0, 1], 10))))  # fmt: skip
    told, expected = (ast.dump(ast.Module(ast.parse(keras_script(one)).body[1:], [])) for one in (config, plain))
    assert told.replace(set_id, plain.pictures) == expected


def test_pictures_of_the_script_are_those_of_the_training() -> None:
    assert pictures_file(PRESETS["two-conv"]) == pictures_file(PRESETS["cifar"]) == ""
    assert pictures_file(PRESETS["binary"]) == "faces.npz"


def test_every_kind_of_layer_is_told() -> None:
    layers = (conv(4), max_pool(), Layer("average-pooling"), dropout(0.2), BATCH_NORM, Layer("activation"), dense(5))
    script = keras_script(TrainingConfig(network="own", layers=layers))
    calls = ("Conv2D(4, 3,", "MaxPooling2D(2)", "AveragePooling2D(2)", "Dropout(0.2)", "BatchNormalization(",
             'Activation("relu")', "Dense(5,", "Flatten()")  # fmt: skip
    assert [call for call in calls if f"layers.{call}" not in script] == []
