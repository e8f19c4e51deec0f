"""Promises of what can be taken home."""

from __future__ import annotations

import csv
import dataclasses
import re
import shutil
from pathlib import Path

import pytest

from model import answers, versions
from model.report import answers_csv, report_html
from model.runs import Run


def test_table_holds_every_answer_with_its_probabilities() -> None:
    told = answers.answers_of(versions.SHIPPED)
    rows = list(csv.DictReader(answers_csv(told).splitlines()))
    assert len(rows) == len(told.labels)
    assert [int(row["prediction"]) for row in rows] == told.labels_read.tolist()
    assert [int(row["label"]) for row in rows] == told.labels.tolist()
    assert [float(rows[5][f"probability of {one}"]) for one in told.classes] == pytest.approx(
        told.probabilities[5], rel=1e-4
    )


def test_report_holds_all_figures_and_needs_no_other_file() -> None:
    told = answers.answers_of(versions.SHIPPED)
    html = report_html(told)
    assert "99.62% right" in html
    assert told.version in html
    assert told.data in html
    wrong = int((told.labels_read != told.labels).sum())
    assert html.count('src="data:image/png;base64,') == min(24, wrong)
    assert [link for link in re.findall(r'(?:src|href)="([^"]*)', html) if not link.startswith("data:")] == []
    assert "http" not in re.sub(r'src="data:[^"]*"', "", html)


def test_names_in_a_report_are_text_and_never_markup() -> None:
    told = answers.answers_of(versions.SHIPPED)
    hostile = dataclasses.replace(
        told, card={**told.card, "name": "<script>alert(1)</script>"}, classes=["<b>0</b>", *told.classes[1:]]
    )
    html = report_html(hostile)
    assert "<script>" not in html
    assert "<b>0</b>" not in html
    assert "&lt;script&gt;" in html


def test_report_of_a_run_draws_its_curves(tmp_path: Path) -> None:
    folder = shutil.copytree(versions.SHIPPED, tmp_path / "run")
    rows = [{"epoch": at, "loss": 1 / at, "accuracy": 0.9, "val_loss": 2 / at, "val_accuracy": 0.8} for at in (1, 2, 3)]
    Run(folder).write_history(rows)
    html = report_html(answers.answers_of(folder))
    assert html.count("<polyline") == 4
    assert "from 0.3333 (bottom) to 2.0000 (top)" in html
