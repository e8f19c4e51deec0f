"""What several tests need: an own INKLING_HOME, drawings, a small training."""

from __future__ import annotations

import dataclasses
import gc
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import app_test, local_script_runner

from model.config import TrainingConfig
from model.datasets import registry
from model.datasets.mnist import mnist_test
from model.datasets.pictures import Pictures
from model.evaluation.predictions import keep
from model.images.strokes import draw, fit
from model.inference.card import read_card
from model.inference.classifier import Classifier
from model.networks.layers import conv, max_pool
from model.versions.published import SHIPPED
from tests.postgresql import Server, server

SMALL = TrainingConfig(
    network="own", layers=(conv(8, 5, strides=2), max_pool()), learning_rate=0.01, share=0.02, epochs=2, batch_size=64,
    validation_split=0.2,
)  # fmt: skip
SEVEN = (np.array([[0.0, 0.0], [1.0, 0.0], [0.4, 1.6]]),)


@pytest.fixture(scope="session", autouse=True)
def english() -> Iterator[None]:
    """Let all that runs here speak English, whatever the computer speaks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANGUAGE", "en")
        yield


@pytest.fixture(scope="session", autouse=True)
def modules_are_no_garbage() -> None:
    """Let garbage not be sought in what the imported modules hold: each conversion by TensorFlow seeks some."""
    gc.freeze()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the paths of folders that are not there yet: most tests write nothing, and each folder made costs time."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / f"home-{number}" for number in count())


@pytest.fixture(autouse=True)
def home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test writes below a folder of its own."""
    folder = next(homes)
    monkeypatch.setenv("INKLING_HOME", str(folder))
    for name in ("INKLING_STORE", "INKLING_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Start a PostgreSQL of the tests' own, once."""
    with ExitStack() as stack:
        try:
            started = stack.enter_context(server())
        except SystemExit as missing:
            pytest.fail(str(missing))
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Let the test run with each kind of database that there is, empty, and return which one."""
    if request.param == "sqlite":
        yield request.param
        return
    with request.getfixturevalue("postgresql").database() as url:
        monkeypatch.setenv("INKLING_DATABASE_URL", url)
        yield request.param


@pytest.fixture(scope="session", autouse=True)
def pictures_once() -> Iterator[None]:
    """Let the faces be drawn, and MNIST be unpacked, once in this process."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("mnist", "faces"):
            data = registry.DATA_SETS[name]
            kept = dataclasses.replace(data, train=cache(data.train), test=cache(data.test))
            patch.setitem(registry.DATA_SETS, name, kept)
        yield


@pytest.fixture(scope="session", autouse=True)
def installed_components_once() -> Iterator[None]:
    """Let Streamlit look once through all installed packages for components; AppTest would at each run of a page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session", autouse=True)
def pages_read_once() -> Iterator[None]:
    """Let Streamlit read and compile each script once in this process: AppTest would at each run of a page, twice."""
    with pytest.MonkeyPatch.context() as patch:
        kept = ScriptCache()
        for asking in (app_test, local_script_runner):
            patch.setattr(asking, "ScriptCache", lambda: kept)
        yield


@pytest.fixture(scope="session", autouse=True)
def keras_left_alone() -> Iterator[None]:
    """Let Streamlit not clear Keras after each run of a page, which takes as long as the page: no server loads it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(script_runner, "_clean_problem_modules", lambda: None)
        yield


@pytest.fixture(scope="session")
def shipped_probabilities() -> NDArray[np.float32]:
    """Return what the shipped classifier predicts for the 10,000 test pictures of MNIST, computed once."""
    return Classifier.load(SHIPPED).probabilities(mnist_test().images())


@pytest.fixture
def shipped_predicted(home: Path, shipped_probabilities: NDArray[np.float32]) -> None:
    """Let the predictions of the shipped classifier be kept already."""
    keep(read_card(SHIPPED), mnist_test(), shipped_probabilities)


@pytest.fixture
def thousand(monkeypatch: pytest.MonkeyPatch) -> Pictures:
    """Let the shipped classifier be tested on 1,000 pictures, where it does not matter on how many."""
    pictures = mnist_test()[np.arange(1000)]
    tested = dataclasses.replace(registry.DATA_SETS["handwriting"], test=lambda: pictures, testing=len(pictures))
    monkeypatch.setitem(registry.DATA_SETS, "handwriting", tested)
    return pictures


@pytest.fixture
def seven() -> NDArray[np.uint8]:
    """Return a 7 in the middle of the canvas."""
    return drawn_seven()


@pytest.fixture
def small_config() -> TrainingConfig:
    """Return a training of a second: what is promised of every network is tried on a small one."""
    return SMALL


def drawn_seven(
    centre: tuple[float, float] = (140, 140), longest: float = 180, pen: float = 18, size: tuple[int, int] = (280, 280)
) -> NDArray[np.uint8]:
    """Return a 7 drawn in black on white."""
    return draw(fit(SEVEN, longest, centre), pen, size)
