"""Promises of what can be taken home."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from model.evaluation import predictions
from model.evaluation.predictions import Predictions
from model.evaluation.report import predictions_csv, report_html
from model.languages.translation import speaking
from model.versions import published


@pytest.fixture
def shipped(shipped_predicted: None) -> Predictions:
    """Return what the shipped classifier predicts."""
    return predictions.predictions_of(published.SHIPPED)


def test_table_holds_every_prediction_with_its_probabilities(shipped: Predictions) -> None:
    rows = list(csv.DictReader(predictions_csv(shipped).splitlines()))
    assert [int(row["test picture"]) for row in rows] == list(range(1, len(shipped.labels) + 1))
    assert [int(row["prediction"]) for row in rows] == shipped.predicted.tolist()
    assert [int(row["label"]) for row in rows] == shipped.labels.tolist()
    assert [float(rows[5][f"probability of {name}"]) for name in shipped.classes] == pytest.approx(
        shipped.probabilities[5], rel=1e-4
    )


def test_table_holds_the_names_of_classes_whatever_is_in_them(shipped: Predictions) -> None:
    names = ('a "quoted" one', "one, two", "two\nlines", *shipped.classes[3:])
    named = dataclasses.replace(shipped, card=dataclasses.replace(shipped.card, classes=names))
    rows = list(csv.DictReader(io.StringIO(predictions_csv(named), newline="")))
    assert [row["label"] for row in rows] == [names[label] for label in shipped.labels]


def test_no_spreadsheet_takes_the_name_of_a_class_for_a_formula(shipped: Predictions) -> None:
    names = ("=1+1", "+", "-2", "@SUM(1)", "a=b", *shipped.classes[5:])
    named = dataclasses.replace(shipped, card=dataclasses.replace(shipped.card, classes=names))
    rows = list(csv.DictReader(predictions_csv(named).splitlines()))
    said = {row[column] for row in rows for column in ("label", "prediction")}
    assert said == {"'=1+1", "'+", "'-2", "'@SUM(1)", *names[4:]}


def test_report_holds_all_figures_and_needs_no_other_file(shipped: Predictions) -> None:
    html = report_html(shipped, [])
    accuracy = float((shipped.predicted == shipped.labels).mean())
    assert f"{accuracy:.2%} right" in html
    assert shipped.card.fingerprint in html
    assert shipped.pictures.fingerprint in html
    wrong = int((shipped.predicted != shipped.labels).sum())
    assert html.count('src="data:image/png;base64,') == min(24, wrong)
    assert [link for link in re.findall(r'(?:src|href)="([^"]*)', html) if not link.startswith("data:")] == []
    assert "http" not in re.sub(r'src="data:[^"]*"', "", html)


def test_names_in_a_report_are_text_and_never_markup(shipped: Predictions) -> None:
    classes = ("<b>0</b>", *shipped.classes[1:])
    card = dataclasses.replace(shipped.card, name="<script>alert(1)</script>", classes=classes)
    html = report_html(dataclasses.replace(shipped, card=card), [])
    assert "<script>" not in html
    assert "<b>0</b>" not in html
    assert "&lt;script&gt;" in html


def test_report_calls_no_mistake_wholly_sure(shipped: Predictions) -> None:
    probabilities = np.full((len(shipped.labels), 10), 0.00001, np.float32)
    probabilities[:, 3] = 0.99991
    assert "read as 3 (over 99.9%)" in report_html(dataclasses.replace(shipped, probabilities=probabilities), [])


def test_report_comes_in_the_language_of_who_asked_and_the_table_as_ever(shipped: Predictions) -> None:
    with speaking("zh_CN"):
        html, table = report_html(shipped, []), predictions_csv(shipped)
    assert '<html lang="zh-CN">' in html
    assert "<h2>混淆矩阵</h2>" in html
    assert "张被当成" in html
    assert "Precision" not in html
    assert table == predictions_csv(shipped)
    assert '<html lang="en">' in report_html(shipped, [])


@pytest.mark.usefixtures("shipped_predicted")
def test_report_of_a_run_draws_its_curves(tmp_path: Path) -> None:
    folder = shutil.copytree(published.SHIPPED, tmp_path / "run")
    rows = [{"epoch": at, "loss": 1 / at, "accuracy": 0.9, "val_loss": 2 / at, "val_accuracy": 0.8} for at in (1, 2, 3)]
    html = report_html(predictions.predictions_of(folder), rows)
    assert html.count("<polyline") == 4
    assert "from 0.3333 (bottom) to 2.0000 (top)" in html
