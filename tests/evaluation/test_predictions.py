"""Promises of what a classifier predicts for its test pictures, and of what is kept of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from model.datasets.pictures import Pictures
from model.errors import ClassifierError, DataError
from model.evaluation import predictions
from model.inference.card import read_card
from model.versions import published

pytestmark = pytest.mark.usefixtures("thousand")


def test_second_look_is_the_same_without_asking_again(thousand: Pictures) -> None:
    progress: list[float] = []
    first = predictions.predictions_of(published.SHIPPED, on_progress=progress.append)
    assert progress[0] == 0
    assert progress == sorted(progress)
    progress.clear()
    again = predictions.predictions_of(published.SHIPPED, on_progress=progress.append)
    assert progress == []
    assert np.array_equal(first.probabilities, again.probabilities)
    assert np.mean(first.predicted == thousand.y) > 0.99


def test_damaged_file_of_predictions_is_made_again(home: Path) -> None:
    first = predictions.predictions_of(published.SHIPPED)
    (path,) = (home / "cache" / "predictions").glob("*.npy")
    for content in (b"broken", b"", path.read_bytes()[:-1000]):
        path.write_bytes(content)
        assert np.array_equal(predictions.predictions_of(published.SHIPPED).probabilities, first.probabilities)


@pytest.mark.parametrize(
    "odd",
    [
        np.full((1000, 10), np.nan, np.float32),
        np.full((1000, 10), 0.2, np.float32),  # each row sums to 2
        np.tile(np.float32([1.5, -0.5, 0, 0, 0, 0, 0, 0, 0, 0]), (1000, 1)),
        np.full((1000, 3), 1 / 3, np.float32),
        np.full((10, 1000), 0.1, np.float32),
        np.full((1000, 10), "0.1"),
        np.array(0.1, np.float32),
    ],
    ids=["no-number", "sum-2", "negative", "three-classes", "turned", "text", "one-number"],
)
def test_predictions_that_cannot_be_are_made_again(odd: NDArray, home: Path) -> None:
    first = predictions.predictions_of(published.SHIPPED)
    (path,) = (home / "cache" / "predictions").glob("*.npy")
    np.save(path, odd)
    assert np.array_equal(predictions.predictions_of(published.SHIPPED).probabilities, first.probabilities)


def test_where_nothing_can_be_kept_it_is_predicted_all_the_same(home: Path, thousand: Pictures) -> None:
    home.write_text("a file where the folder should be")
    assert np.mean(predictions.predictions_of(published.SHIPPED).predicted == thousand.y) > 0.99
    assert home.is_file()


def test_predictions_that_a_training_kept_are_those_that_are_shown(thousand: Pictures) -> None:
    card = read_card(published.SHIPPED)
    kept = np.eye(10, dtype=np.float32)[np.arange(len(thousand)) % 10]
    predictions.keep(card, thousand, kept)
    assert np.array_equal(predictions.predictions_of(published.SHIPPED).probabilities, kept)
    predictions.keep(card, thousand, kept[:7])  # of other pictures
    assert len(predictions.predictions_of(published.SHIPPED).predicted) == 1000


def test_other_corruption_is_other_predictions_and_not_to_be_compared() -> None:
    plain, blurred = (predictions.predictions_of(published.SHIPPED, corruption) for corruption in ("", "blur:2"))
    assert np.mean(blurred.predicted == blurred.labels) < np.mean(plain.predicted == plain.labels)
    with pytest.raises(DataError, match="cannot be compared"):
        plain.must_fit(blurred)


def test_folder_without_a_classifier_is_one_sentence(tmp_path: Path) -> None:
    shutil.copyfile(published.SHIPPED / "card.json", tmp_path / "card.json")
    with pytest.raises(ClassifierError, match="There is no classifier"):
        predictions.predictions_of(tmp_path)
