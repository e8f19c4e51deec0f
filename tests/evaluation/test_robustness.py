"""Promises of how much a classifier endures."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.evaluation import predictions, robustness
from model.images import corruptions
from model.runs import versions


@pytest.mark.usefixtures("shipped_predicted")
def test_robustness_is_the_accuracy_on_corrupted_pictures_and_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robustness, "BENCH", 200)
    shipped = predictions.predictions_of(versions.SHIPPED)
    done: list[float] = []
    bench = robustness.measure_robustness(shipped, done.append)
    assert list(bench) == list(corruptions.KINDS)
    assert done == sorted(done)
    assert bench["blur"][0] > bench["blur"][-1]
    done.clear()
    assert robustness.measure_robustness(shipped, done.append) == bench
    assert done == []
