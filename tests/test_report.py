"""Promises of what can be taken home."""

from __future__ import annotations

import csv

import pytest

from model import answers, versions
from model.report import answers_csv


def test_table_holds_every_answer_with_its_probabilities() -> None:
    told = answers.answers_of(versions.SHIPPED)
    rows = list(csv.DictReader(answers_csv(told).splitlines()))
    assert len(rows) == len(told.labels)
    assert [int(row["prediction"]) for row in rows] == told.labels_read.tolist()
    assert [int(row["label"]) for row in rows] == told.labels.tolist()
    assert [float(rows[5][f"probability of {one}"]) for one in told.classes] == pytest.approx(
        told.probabilities[5], rel=1e-4
    )
