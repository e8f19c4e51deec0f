"""Promises of which classifier answers."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from model.config import PRESETS
from model.datasets.mnist import mnist_test
from model.errors import ClassifierError, DiskError
from model.evaluation.metrics import measure
from model.inference.card import LITERT, WEIGHTS, read_card, write_card
from model.runs import store
from model.runs.store import Run
from model.storage import files
from model.versions import published
from tests.classifiers import lend_shipped


@pytest.fixture
def trained() -> Run:
    """Return a run with a classifier: the shipped one, lent."""
    run = store.create(PRESETS["fast"])
    lend_shipped(run.folder)
    return run


def test_shipped_classifier_answers_at_first() -> None:
    assert published.current() == published.SHIPPED


def test_chosen_run_answers_until_the_shipped_one_is_chosen_again(trained: Run) -> None:
    published.use(trained.folder)
    assert published.current() == trained.folder
    published.use_shipped()
    assert published.current() == published.SHIPPED


def test_run_without_classifier_cannot_answer() -> None:
    with pytest.raises(ClassifierError, match="no classifier yet"):
        published.use(store.create(PRESETS["fast"]).folder)


def test_run_that_reads_no_digits_cannot_answer() -> None:
    run = store.create(PRESETS["fast"])
    lend_shipped(run.folder)
    write_card(run.folder, dataclasses.replace(read_card(run.folder), classes=tuple("abcdefghij")))
    with pytest.raises(ClassifierError, match="reads no digits"):
        published.use(run.folder)


def test_choice_that_cannot_be_written_is_one_sentence_and_the_old_one_answers(
    trained: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "replace", no_space)
    with pytest.raises(DiskError, match="cannot be written: No space left on device"):
        published.use(trained.folder)
    assert published.current() == published.SHIPPED
    (home / "current.json").mkdir()
    with pytest.raises(DiskError, match="cannot be written"):
        published.use_shipped()


def test_shipped_one_answers_when_the_chosen_one_is_gone(trained: Run) -> None:
    published.use(trained.folder)
    shutil.rmtree(trained.folder)
    assert published.current() == published.SHIPPED


@pytest.mark.parametrize("content", ["", "[]", '{"run": "../../../etc"}', '{"run": 7}', "{"])
def test_pointer_that_leads_nowhere_means_the_shipped_one(content: str, home: Path) -> None:
    home.mkdir()
    (home / "current.json").write_text(content)
    assert published.current() == published.SHIPPED


def test_shipped_card_tells_the_truth(shipped_probabilities: NDArray[np.float32]) -> None:
    card, result = read_card(published.SHIPPED), measure(shipped_probabilities, mnist_test().y)
    assert result.accuracy == pytest.approx(card.figures.test_accuracy, abs=0.0003)  # other processors round else
    assert result.accuracy >= 0.995
    assert sum((published.SHIPPED / name).stat().st_size for name in (LITERT, WEIGHTS)) <= 3_000_000
    assert (card.name, card.figures.test_pictures) == ("Inkling's network", 10_000)
    assert card.config
    assert 0 < card.threshold < 1
    assert {source.licence for source in card.data} >= {"CC BY-SA 3.0", "CC BY 4.0"}
