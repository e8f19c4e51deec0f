"""Promises of how much a classifier endures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.evaluation import predictions, robustness
from model.images import corruptions
from model.versions import published


@pytest.mark.usefixtures("shipped_predicted")
def test_robustness_is_the_accuracy_on_corrupted_pictures_and_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robustness, "BENCH", 200)
    shipped = predictions.predictions_of(published.SHIPPED)
    done: list[float] = []
    bench = robustness.measure_robustness(shipped, done.append)
    assert list(bench) == list(corruptions.KINDS)
    assert done == sorted(done)
    assert bench["blur"][0] > bench["blur"][-1]
    done.clear()
    assert robustness.measure_robustness(shipped, done.append) == bench
    assert done == []


def test_chance_is_to_always_name_the_most_frequent_class() -> None:
    even, uneven = np.repeat(np.arange(10), 100), np.repeat([0, 1], [900, 100])
    assert robustness.reads_as_chance(0.1, even, 1000)
    assert not robustness.reads_as_chance(0.15, even, 1000)
    assert robustness.reads_as_chance(0.15, even, 20)  # of so few, it may be chance
    assert not robustness.reads_as_chance(1.0, np.array([0, 0, 1, 1]), 4)  # as may be all of four: that says nothing
    assert robustness.reads_as_chance(0.9, uneven, 1000)
    assert not robustness.reads_as_chance(0.95, uneven, 1000)


@pytest.mark.usefixtures("shipped_predicted")
def test_one_kind_is_measured_alone_where_that_is_asked_and_kept_for_all(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robustness, "BENCH", 50)
    shipped = predictions.predictions_of(published.SHIPPED)
    alone = robustness.measure_robustness(shipped, only="blur")
    assert list(alone) == ["blur"]
    monkeypatch.setattr(corruptions, "kinds_for", lambda images: ["blur", "noise"])
    done: list[float] = []
    bench = robustness.measure_robustness(shipped, done.append)
    assert bench["blur"] == alone["blur"]
    monkeypatch.setattr(robustness, "one_at_a_time", lambda _: pytest.fail("it would wait for who measures another"))
    assert robustness.measure_robustness(shipped, only="blur") == alone
    assert len(done) == len(bench["noise"])
