"""Promises of what is kept of a classifier's answers."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from model import answers, damage, versions
from model.datasets import mnist_test
from model.errors import ClassifierError, DataError


def test_second_look_is_the_same_without_asking_again(home: Path) -> None:
    told: list[float] = []
    first = answers.answers_of(versions.SHIPPED, tell=told.append)
    assert told[0] == 0
    assert told == sorted(told)
    told.clear()
    again = answers.answers_of(versions.SHIPPED, tell=told.append)
    assert told == []
    assert np.array_equal(first.probabilities, again.probabilities)
    assert np.mean(first.labels_read == mnist_test().y) > 0.99


def test_damaged_file_of_answers_is_asked_for_again(home: Path) -> None:
    first = answers.answers_of(versions.SHIPPED)
    (path,) = (home / "cache" / "answers").glob("*.npy")
    path.write_bytes(b"broken")
    assert np.array_equal(answers.answers_of(versions.SHIPPED).probabilities, first.probabilities)


def test_other_damage_is_other_answers_and_not_to_be_compared() -> None:
    plain, hurt = (answers.answers_of(versions.SHIPPED, damage) for damage in ("", "blur:2"))
    assert np.mean(hurt.labels_read == hurt.labels) < np.mean(plain.labels_read == plain.labels)
    with pytest.raises(DataError, match="cannot be compared"):
        plain.must_fit(hurt)


def test_folder_without_a_classifier_is_one_sentence(tmp_path: Path) -> None:
    shutil.copyfile(versions.SHIPPED / "card.json", tmp_path / "card.json")
    with pytest.raises(ClassifierError, match="There is no classifier"):
        answers.answers_of(tmp_path)


def test_damage_bench_is_what_answers_to_damaged_pictures_are_and_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "BENCH", 200)
    told = answers.answers_of(versions.SHIPPED)
    done: list[float] = []
    bench = answers.damage_bench(told, done.append)
    assert list(bench) == list(damage.KINDS)
    assert done == sorted(done)
    assert bench["blur"][0] > bench["blur"][-1]
    done.clear()
    assert answers.damage_bench(told, done.append) == bench
    assert done == []
