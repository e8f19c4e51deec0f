"""Promises of the commands that ask a classifier."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.cli.main import main
from model.config import PRESETS
from model.datasets.mnist import mnist_test
from model.inference.classifier import Classifier
from model.networks.layers import conv
from model.networks.zoo import complete, output_layer
from model.runs import store
from model.versions.published import SHIPPED
from tests.classifiers import network_with_any_weights, write_classifier
from tests.cli.refused import refused
from tests.cli.saved import saved_seven
from tests.conftest import drawn_seven
from tests.writing import two_near


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


@pytest.mark.parametrize(
    ("size", "dashes"),
    [((60, 300), [(50, 90), (150, 190)]), ((20, 400), [(100, 300)]), ((60, 60), [(30, 31)])],
    ids=["two dashes", "a line", "a single px"],
)
@pytest.mark.parametrize("kind", ["png", "npz"])
def test_predict_answers_where_the_only_ink_is_one_px_thick(
    kind: str, size: tuple[int, int], dashes: list[tuple[int, int]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page, file = np.full(size, 255, np.uint8), tmp_path / f"thin.{kind}"
    for left, right in dashes:
        page[size[0] // 2, left:right] = 0
    if kind == "png":
        Image.fromarray(page).save(file)
    else:
        np.savez(file, x=page[None])
    main(["predict", "--number", "--json", str(file)])
    assert json.loads(capsys.readouterr().out)["status"] in ("unsure", "other", "empty")


def test_predict_reads_grey_arrays(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    test = mnist_test()
    np.savez(tmp_path / "mnist.npz", x=test.x[:200, :, :, 0])
    main(["predict", "--json", str(tmp_path / "mnist.npz")])
    labels = [json.loads(line)["label"] for line in capsys.readouterr().out.splitlines()]
    assert np.mean(np.array(labels) == test.y[:200]) > 0.97


def test_predict_in_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    main(["predict", str(saved_seven(tmp_path))])
    assert "seven.png 0: digit 7 (" in capsys.readouterr().out


def test_predict_says_that_two_digits_that_are_near_are_several(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "two.png"
    Image.fromarray(two_near()).save(file)
    main(["predict", "--json", str(file)])
    answer = json.loads(capsys.readouterr().out)
    assert (answer["status"], answer["label"], answer["probabilities"]) == ("several", None, None)
    main(["predict", str(file)])
    assert capsys.readouterr().out.startswith(f"{file} 0: several")


def test_predict_calls_no_answer_wholly_sure(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sure = np.eye(10, dtype=np.float32)[[7]] * 0.9999 + np.float32(0.00001)
    monkeypatch.setattr(Classifier, "probabilities", lambda *_: sure)
    main(["predict", str(saved_seven(tmp_path))])
    assert "digit 7 (over 99.9%)" in capsys.readouterr().out


def test_predict_says_that_a_digit_is_cut_off_and_never_reads_it_surely(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "cut.png"
    Image.fromarray(drawn_seven()[:, 90:]).save(file)
    main(["predict", "--json", str(file)])
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["file", "index", "status", "label", "probabilities", "remark"]
    assert answer["status"] == "unsure"
    main(["predict", "--number", str(file)])
    sentence = "Something is cut off at the photo's edge: take it with paper all around."
    assert capsys.readouterr().out == f"{file} 0: unsure ? {sentence}\n"
    assert answer["remark"] == sentence


@pytest.mark.parametrize("options", [["--json"], [], ["--number"]])
def test_bad_files_are_named_and_the_others_answered(
    options: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    good, broken, gone = saved_seven(tmp_path), tmp_path / "broken.jpg", tmp_path / "gone.png"
    broken.write_bytes(b"no picture")
    with pytest.raises(SystemExit) as ended:
        main(["predict", *options, *map(str, (good, broken, gone, good))])
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert [line.count("seven.png") for line in said.out.splitlines()] == [1, 1]
    about_broken, about_gone = said.err.splitlines()
    assert about_broken.startswith(f"Error: {broken}: This file is no picture")
    assert about_gone.startswith(f"Error: There is no file {gone}.")
    with pytest.raises(SystemExit) as ended:
        main(["predict", *options, str(broken), str(gone)])
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 2)


@pytest.fixture
def run_of_faces() -> str:
    """Return the id of a run that a network of two classes of pictures in colour came out of."""
    run, shape = store.create(PRESETS["binary"]), (16, 16, 3)
    layers = complete((conv(2, 3),), output_layer(2, "binary_crossentropy"))
    network = network_with_any_weights(layers, shape)
    write_classifier(run.folder, network, layers, classes=("glad", "sad"), input_shape=shape)
    return run.id


def test_network_of_other_classes_answers_with_them(
    run_of_faces: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rng = np.random.default_rng(1)
    coloured, grey = (rng.integers(0, 256, shape, np.uint8) for shape in ((40, 30, 3), (2, 20, 20)))
    Image.fromarray(coloured).save(tmp_path / "face.png")
    np.savez(tmp_path / "grey.npz", x=grey)
    given = [str(tmp_path / "face.png"), str(tmp_path / "grey.npz")]
    main(["predict", "--run", run_of_faces, "--json", *given])
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    classifier = Classifier.load(store.find(run_of_faces).folder)
    assert [answer["index"] for answer in answers] == [0, 0, 1]
    for answer, picture in zip(answers, [coloured, *grey], strict=True):
        assert list(answer) == ["file", "index", "status", "label", "probabilities", "classes"]
        assert (answer["status"], answer["classes"]) == ("class", ["glad", "sad"])
        assert answer["probabilities"] == pytest.approx(classifier.of_picture(picture).tolist())
        assert answer["label"] == answer["classes"][np.argmax(answer["probabilities"])]
    main(["predict", "--run", run_of_faces, given[0]])
    likely = max(answers[0]["probabilities"])
    assert capsys.readouterr().out == f"{given[0]} 0: class {answers[0]['label']} ({likely:.1%})\n"
    assert "reads no number" in refused(["predict", "--number", "--run", run_of_faces, given[0]], capsys)


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
    "x",
    [
        np.zeros((2, 28, 28)), np.zeros((28, 28), np.uint8), np.zeros((2, 28, 28, 3), np.uint8), np.array(["a"]),
        np.zeros((0, 28, 28), np.uint8),
    ],
)  # fmt: skip
def test_array_of_another_kind_is_refused(x: np.ndarray, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    np.savez(tmp_path / "bad.npz", x=x)
    assert "must be uint8 of shape" in refused(["predict", str(tmp_path / "bad.npz")], capsys)


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04broken"])
def test_file_that_is_no_archive_is_refused(content: bytes, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(content)
    assert "cannot be read. Expected an .npz file" in refused(["predict", str(tmp_path / "bad.npz")], capsys)
