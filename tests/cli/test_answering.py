"""Promises of the commands that ask a classifier."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.cli.main import main
from model.datasets.mnist import mnist_test
from model.runs.versions import SHIPPED
from tests.cli.refused import refused
from tests.cli.saved import saved_seven
from tests.conftest import drawn_seven


def test_predict_prints_one_json_object_a_picture(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    drawings = np.stack([drawn_seven(), np.full((280, 280, 4), 255, np.uint8)])
    np.savez(tmp_path / "two.npz", x=drawings)
    main(["predict", "--json", str(saved_seven(tmp_path)), str(tmp_path / "two.npz")])
    seven, again, nothing = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert seven["file"].endswith("seven.png")
    assert list(seven) == ["file", "index", "status", "label", "probabilities"]
    assert (seven["index"], seven["status"], seven["label"]) == (0, "digit", 7)
    assert len(seven["probabilities"]) == 10
    assert seven["probabilities"] == pytest.approx(again["probabilities"], abs=0.01)
    assert (nothing["index"], nothing["status"], nothing["label"], nothing["probabilities"]) == (1, "empty", None, None)


def test_predict_reads_a_number_with_a_box_for_each_digit(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    both = np.minimum(drawn_seven((80, 140), 110, 12), drawn_seven((200, 140), 110, 12))
    Image.fromarray(both).save(tmp_path / "number.png")
    main(["predict", "--number", "--json", str(tmp_path / "number.png")])
    number = json.loads(capsys.readouterr().out)
    assert (number["status"], number["number"]) == ("number", "77")
    first, second = number["digits"]
    assert first["box"]["right"] < second["box"]["left"]
    assert len(first["probabilities"]) == 10
    main(["predict", "--number", str(tmp_path / "number.png")])
    assert capsys.readouterr().out.endswith("number.png 0: number 77\n")


def test_predict_reads_grey_arrays(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    test = mnist_test()
    np.savez(tmp_path / "mnist.npz", x=test.x[:200, :, :, 0])
    main(["predict", "--json", str(tmp_path / "mnist.npz")])
    labels = [json.loads(line)["label"] for line in capsys.readouterr().out.splitlines()]
    assert np.mean(np.array(labels) == test.y[:200]) > 0.97


def test_predict_in_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    main(["predict", str(saved_seven(tmp_path))])
    assert "seven.png 0: digit 7 (" in capsys.readouterr().out


@pytest.mark.usefixtures("shipped_predicted")
def test_evaluate_prints_one_json_object_that_agrees_with_the_card(capsys: pytest.CaptureFixture[str]) -> None:
    main(["evaluate", "--json"])
    result = json.loads(capsys.readouterr().out)
    assert {"accuracy", "loss", "per_class", "confusion", "calibration_error"} <= set(result)
    figures = json.loads((SHIPPED / "card.json").read_text())["figures"]
    assert result["accuracy"] == pytest.approx(figures["test_accuracy"], abs=0.0003)
    assert np.sum(result["confusion"]) == 10_000
    main(["evaluate"])
    assert "precision" in capsys.readouterr().out


@pytest.mark.usefixtures("thousand")
def test_evaluate_corrupts_first_and_compares(capsys: pytest.CaptureFixture[str]) -> None:
    main(["evaluate", "--json"])
    whole = json.loads(capsys.readouterr().out)
    main(["evaluate", "--json", "--damage", "blur:2", "--against", "shipped"])
    blurred = json.loads(capsys.readouterr().out)
    assert blurred["damage"] == "blur:2"
    assert blurred["accuracy"] < whole["accuracy"]
    low, high = whole["accuracy_interval"]
    assert low < whole["accuracy"] < high
    assert blurred["against"]["only_first"] == blurred["against"]["only_second"] == 0  # it is compared with itself
    assert blurred["against"]["both"] == round(blurred["accuracy"] * 1000)
    main(["evaluate", "--against", "shipped"])
    assert "no more than chance" in capsys.readouterr().out


@pytest.mark.usefixtures("shipped_predicted")
def test_evaluate_writes_all_predictions_and_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, report = tmp_path / "predictions.csv", tmp_path / "report.html"
    main(["evaluate", "--csv", str(table), "--report", str(report)])
    assert len(table.read_text().splitlines()) == 10_001
    right = re.search(r"accuracy (\S+)%", capsys.readouterr().out)
    assert right
    assert f"{right[1]}% right" in report.read_text()


@pytest.mark.parametrize(
    "x", [np.zeros((2, 28, 28)), np.zeros((28, 28), np.uint8), np.zeros((2, 28, 28, 3), np.uint8), np.array(["a"])]
)
def test_array_of_another_kind_is_refused(x: np.ndarray, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    np.savez(tmp_path / "bad.npz", x=x)
    assert "must be uint8 of shape" in refused(["predict", str(tmp_path / "bad.npz")], capsys)


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04broken"])
def test_file_that_is_no_archive_is_refused(content: bytes, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(content)
    assert "cannot be read. Expected an .npz file" in refused(["predict", str(tmp_path / "bad.npz")], capsys)
