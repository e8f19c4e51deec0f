"""Promises of which classifier answers."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from model import runs, versions
from model.cards import LITERT, WEIGHTS, read_card
from model.classifier import Classifier
from model.config import PRESETS
from model.datasets import mnist_test
from model.errors import ClassifierError
from model.evaluation import evaluate
from model.runs import Run
from tests.classifiers import lend_shipped


@pytest.fixture
def trained() -> Run:
    """Return a run with a classifier: the shipped one, lent."""
    run = runs.create(PRESETS["fast"])
    lend_shipped(run.folder)
    return run


def test_shipped_classifier_answers_at_first() -> None:
    assert versions.current() == versions.SHIPPED


def test_chosen_run_answers_until_the_shipped_one_is_chosen_again(trained: Run) -> None:
    versions.use(trained)
    assert versions.current() == trained.folder
    versions.use_shipped()
    assert versions.current() == versions.SHIPPED


def test_run_without_classifier_cannot_answer() -> None:
    with pytest.raises(ClassifierError, match="no classifier yet"):
        versions.use(runs.create(PRESETS["fast"]))


def test_shipped_one_answers_when_the_chosen_one_is_gone(trained: Run) -> None:
    versions.use(trained)
    shutil.rmtree(trained.folder)
    assert versions.current() == versions.SHIPPED


@pytest.mark.parametrize("content", ["", "[]", '{"run": "../../../etc"}', '{"run": 7}', "{"])
def test_pointer_that_leads_nowhere_means_the_shipped_one(content: str, home: Path) -> None:
    home.mkdir()
    (home / "current.json").write_text(content)
    assert versions.current() == versions.SHIPPED


def test_shipped_card_tells_the_truth() -> None:
    card, result = read_card(versions.SHIPPED), evaluate(Classifier.load(versions.SHIPPED), mnist_test())
    assert result.accuracy == pytest.approx(card["figures"]["test_accuracy"], abs=0.0003)  # other processors round else
    assert result.accuracy >= 0.995
    assert sum((versions.SHIPPED / name).stat().st_size for name in (LITERT, WEIGHTS)) <= 3_000_000
    assert {"name", "created", "data", "config", "figures", "threshold"} <= set(card)
    assert {source["licence"] for source in card["data"]} >= {"CC BY-SA 3.0", "CC BY 4.0"}


def test_mnist_card_holds_the_checksums_that_are_verified() -> None:
    from model.datasets import MNIST_PATH, MNIST_SHA256

    text = (MNIST_PATH.parent / "README.md").read_text()
    assert all(checksum in text for checksum in MNIST_SHA256.values())
    assert all(len(checksum) == len(hashlib.sha256().hexdigest()) for checksum in MNIST_SHA256.values())
