"""Promises of the stand-alone script: it ends in the same weights, and holds nothing that it should not."""

from __future__ import annotations

import ast
import io
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.model_selection import train_test_split

from model.config import PRESETS, Ingredient, TrainingConfig
from model.datasets import registry, uploads
from model.datasets.mnist import MNIST_PATH
from model.datasets.splitting import drawn
from model.datasets.uploads import PictureSet
from model.errors import ConfigError
from model.inference.weights import weights_in
from model.networks.layers import BATCH_NORM, Layer, conv, dense, dropout, max_pool
from model.runs import store
from model.runs.execution import execute
from model.runtime.backend import keras
from model.training.script import keras_script, pictures_as_npz, pictures_file
from tests.conftest import SMALL
from tests.datasets.pictures import in_shades, more_digits

# Inkling's file of MNIST is packed more tightly than the one whose sum Keras checks; what is in it is the same.
_RUN = """
import os, runpy, sys
from contextlib import redirect_stdout
from keras.src.utils import file_utils
file_utils.validate_file = lambda *_, **__: True
for folder in sys.argv[1:]:
    os.chdir(folder)
    with open("printed.txt", "w") as printed, redirect_stdout(printed):
        runpy.run_path("script.py", run_name="__main__")
"""

OWN = (conv(4, 5, strides=2, padding="same", activation="tanh"), BATCH_NORM, Layer("average-pooling"), dense(9))

COPIES = in_shades(3, 20, 3)
_OF_COPIES = {
    "data": uploads.id_of(COPIES), "network": "own", "layers": SMALL.layers, "epochs": 3, "batch_size": 16,
}  # fmt: skip

TRAININGS = {
    "dropout and l2": {
        "network": "own", "layers": SMALL.layers, "share": 0.01, "epochs": 2, "batch_size": 64, "dropout": 0.5,
        "l2": 0.001, "seed": 7,
    },
    "dropout of nothing": {
        "network": "own", "layers": (dropout(0), *SMALL.layers), "share": 0.01, "epochs": 2, "batch_size": 64,
        "dropout": 0.5,
    },
    "folds and cosine": {
        "network": "own", "layers": OWN, "share": 0.01, "epochs": 6, "batch_size": 50, "schedule": "cosine",
        "learning_rate": 0.02, "loss": "mean_squared_error", "folds": 7, "fold": 1, "patience": 1, "l1": 0.0001,
    },
    "two classes": {
        "data": "faces", "network": "binary", "loss": "binary_crossentropy", "share": 0.1, "epochs": 3,
        "width": 0.25, "validation_split": 0, "optimizer": "momentum", "stop_below": 0.5,
    },
    "share of copies": {**_OF_COPIES, "share": 0.6, "validation_split": 0.3, "schedule": "cosine"},
    "folds of copies": {**_OF_COPIES, "folds": 4, "fold": 2},
    "exploding": {
        "network": "own", "layers": (conv(8, activation="none"), dense(20, "none"), dense(20, "none")), "share": 0.01,
        "epochs": 6, "batch_size": 200, "optimizer": "momentum", "learning_rate": 3, "validation_split": 0, "seed": 3,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the script of each training in a folder of its own, all in one process; return what holds the folders."""
    top = tmp_path_factory.mktemp("scripts")
    (top / "datasets").mkdir()
    shutil.copyfile(MNIST_PATH, top / "datasets" / "mnist.npz")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INKLING_HOME", str(top / "home"))
        uploads.save(COPIES)
        for name, changes in TRAININGS.items():
            config, folder = TrainingConfig().replace(**changes), top / name
            folder.mkdir()
            (folder / "script.py").write_text(keras_script(config))
            if pictures_file(config):
                (folder / pictures_file(config)).write_bytes(pictures_as_npz(config))
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *(str(top / name) for name in TRAININGS)],
        env={**os.environ, "KERAS_HOME": str(top)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return top


@pytest.mark.slow
@pytest.mark.parametrize("name", TRAININGS)
def test_script_ends_in_the_same_weights(name: str, scripts: Path) -> None:
    uploads.save(COPIES)
    run = store.create(TrainingConfig().replace(**TRAININGS[name]))
    assert execute(run).status == "finished"
    by_inkling = weights_in(run.folder)
    network = keras.models.load_model(scripts / name / "network.keras")
    printed = (scripts / name / "printed.txt").read_text()
    pairs = zip(network.get_weights(), by_inkling, strict=True)
    assert all(np.array_equal(one, other) for one, other in pairs), printed
    assert printed.count("{'accuracy'") == len(run.history())  # as many epochs: it stops early where Inkling does
    card = run.card()
    assert card is not None
    accuracy = float(printed.splitlines()[-1].split(",")[-1].strip(" ]"))
    assert accuracy == pytest.approx(card.figures.test_accuracy, abs=1e-6)


@pytest.mark.parametrize(("count", "least", "left"), [(4, 1, 1), (30, 2, 0), (250, 1, 1), (319, 2, 0)])
def test_script_draws_the_same_of_few_pictures(count: int, least: int, left: int) -> None:
    y = np.repeat(np.arange(4), [8, 300, 4, 8])
    script: dict[str, Any] = {"np": np, "train_test_split": train_test_split, "suppress": suppress, "SEED": 5}
    of_script = ast.parse(keras_script(TrainingConfig(share=0.5)))
    exec(ast.unparse(next(each for each in of_script.body if isinstance(each, ast.FunctionDef))), script)
    expected = drawn(np.arange(len(y)), y, count, 5, least, left)
    assert len(expected) == count
    np.testing.assert_array_equal(script["drawn"](y, count, least, left), expected)


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "shipped"])
@pytest.mark.parametrize(
    ("changes", "lines"), [({}, 85), ({"folds": 5, "fold": 2, "patience": 3, "stop_below": 0.1, "share": 0.3}, 95)]
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
        (PRESETS["two-conv"].replace(mixed=(Ingredient("more"),)), "no short script"),
        (PRESETS["two-conv"].replace(loss="binary_crossentropy"), "for two classes"),
        (TrainingConfig(network="own", layers=(max_pool(8), conv(8, 9))), "kernel is 9 x 9"),
    ],
)
def test_training_without_a_script_is_refused_with_a_sentence(
    config: TrainingConfig, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.DATA_SETS, "more", more_digits("more"))
    with pytest.raises(ConfigError, match=sentence):
        keras_script(config)


@pytest.mark.parametrize(
    "name",
    ['"""\nimport os\nos.abort()\n"""', "\\", "cats\\N{x}", 'ends in a quote"', "{SEED} %s \u2028 \x00", "猫と犬"],
)
def test_hostile_name_of_a_set_cannot_break_out_of_the_docstring(name: str, home: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (20, 16, 16, 3), np.uint8)
    set_id = uploads.save(PictureSet(name, ("cats", '"""dogs'), noise, np.repeat([0, 1], 10)))
    plain = uploads.save(PictureSet("Pets", ("cats", "dogs"), noise, np.repeat([0, 1], 10)))
    found, expected = (
        ast.dump(ast.Module(ast.parse(keras_script(TrainingConfig(data=each))).body[1:], []))
        for each in (set_id, plain)
    )
    assert found.replace(set_id, plain) == expected


def test_pictures_of_the_script_are_those_of_the_training() -> None:
    assert pictures_file(PRESETS["two-conv"]) == pictures_file(PRESETS["cifar"]) == ""
    assert pictures_file(PRESETS["binary"]) == "faces.npz"


@pytest.mark.parametrize("each", [1, 3])
def test_which_pictures_equal_one_another_is_said_where_some_do(each: int) -> None:
    config = TrainingConfig(data=uploads.save(in_shades(2, 20, each)))
    with np.load(io.BytesIO(pictures_as_npz(config))) as file:
        assert ("first" in file) == ("first" in keras_script(config)) == (each > 1)


def test_script_has_a_line_for_every_kind_of_layer() -> None:
    layers = (conv(4), max_pool(), Layer("average-pooling"), dropout(0.2), BATCH_NORM, Layer("activation"), dense(5))
    script = keras_script(TrainingConfig(network="own", layers=layers))
    calls = ("Conv2D(4, 3,", "MaxPooling2D(2)", "AveragePooling2D(2)", "Dropout(0.2)", "BatchNormalization(",
             'Activation("relu")', "Dense(5,", "Flatten()")  # fmt: skip
    assert [call for call in calls if f"layers.{call}" not in script] == []
