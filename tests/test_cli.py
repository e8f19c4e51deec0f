"""Promises of the command line: what a page does, without a page."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model import runs
from model.__main__ import main
from model.architecture import NETWORKS
from model.cards import LITERT, WEIGHTS
from model.config import PRESETS, ROOT
from model.datasets import mnist_test
from model.script import keras_script
from model.versions import SHIPPED
from tests.conftest import drawn_seven


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line that bad input gets; it must end with exit code 2."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    return output.err


def test_networks_are_listed_with_their_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    main(["networks"])
    output = capsys.readouterr().out
    assert all(f"{name}:" in output for name in NETWORKS)
    assert "34,826" in output


def test_training_from_the_command_line_leaves_a_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    chosen = ["--network", "two-conv", "--epochs", "2", "--share", "0.02", "--seed", "3", "--learning-rate", "0.002"]
    main(["train", *chosen, "--save-to", str(tmp_path / "kept")])
    output = capsys.readouterr().out
    assert "epoch 2/2" in output
    assert "finished:" in output
    (run,) = runs.all_runs()
    assert run.config() == PRESETS["two-conv"].replace(epochs=2, share=0.02, seed=3, learning_rate=0.002)
    assert (run.folder / "history.csv").read_text().splitlines()[0].startswith("epoch,")
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["card.json", LITERT, WEIGHTS]
    main(["runs", "--json"])
    (described,) = json.loads(capsys.readouterr().out)
    assert (described["id"], described["status"], described["epochs_done"]) == (run.id, "finished", 2)
    main(["runs"])
    assert f"{run.id}  finished" in capsys.readouterr().out
    main(["predict", "--run", run.id, "--json", str(saved_seven(tmp_path))])
    assert json.loads(capsys.readouterr().out)["status"] in ("digit", "unsure")


def test_terminal_shows_a_bar_and_a_pipe_plain_lines(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(PRESETS["fast"].replace(epochs=1, share=0.02).to_json())
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "model", "train", "--run", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, stdout=theirs, check=True)
    os.close(theirs)
    shown = b""
    with suppress(OSError), os.fdopen(ours, "rb", buffering=0) as terminal:  # ends in an error once nobody writes
        while piece := terminal.read(4096):
            shown += piece
    assert "━".encode() in shown
    (tmp_path / "history.csv").unlink()
    piped = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert piped.stdout.startswith("epoch 1/1  accuracy")
    assert "━" not in piped.stdout
    assert piped.stderr == ""


def test_run_may_be_named_as_seen_from_the_home(capsys: pytest.CaptureFixture[str]) -> None:
    run = runs.create(PRESETS["fast"].replace(epochs=1, share=0.02))
    main(["train", "--run", f"runs/{run.id}"])
    assert run.state().status == "finished"


def test_described_run_is_done_and_a_finished_one_keeps_its_history(tmp_path: Path) -> None:
    folder = tmp_path / "described"
    folder.mkdir()
    (folder / "config.json").write_text(PRESETS["fast"].replace(epochs=1, share=0.02).to_json())
    for _ in range(2):
        main(["train", "--run", str(folder)])
    assert [row["epoch"] for row in runs.Run(folder).history()] == [1]
    assert runs.Run(folder).state().status == "finished"


def saved_seven(folder: Path) -> Path:
    """Return the path of a picture of a 7."""
    path = folder / "seven.png"
    Image.fromarray(drawn_seven()).save(path)
    return path


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


def test_evaluate_prints_one_json_object_that_agrees_with_the_card(capsys: pytest.CaptureFixture[str]) -> None:
    main(["evaluate", "--json"])
    result = json.loads(capsys.readouterr().out)
    assert {"accuracy", "loss", "per_class", "confusion", "calibration_error"} <= set(result)
    figures = json.loads((SHIPPED / "card.json").read_text())["figures"]
    assert result["accuracy"] == pytest.approx(figures["test_accuracy"], abs=0.0003)
    assert np.sum(result["confusion"]) == 10_000
    main(["evaluate"])
    assert "precision" in capsys.readouterr().out


def test_evaluate_damages_first_and_compares(capsys: pytest.CaptureFixture[str]) -> None:
    main(["evaluate", "--json"])
    whole = json.loads(capsys.readouterr().out)
    main(["evaluate", "--json", "--damage", "blur:2", "--against", "shipped"])
    hurt = json.loads(capsys.readouterr().out)
    assert hurt["damage"] == "blur:2"
    assert hurt["accuracy"] < whole["accuracy"]
    low, high = whole["accuracy_interval"]
    assert low < whole["accuracy"] < high
    assert hurt["against"]["only_first"] == hurt["against"]["only_second"] == 0  # it is compared with itself
    assert hurt["against"]["both"] == round(hurt["accuracy"] * 10_000)
    main(["evaluate", "--against", "shipped"])
    assert "no more than chance" in capsys.readouterr().out


def test_evaluate_writes_all_answers_and_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, report = tmp_path / "answers.csv", tmp_path / "report.html"
    main(["evaluate", "--csv", str(table), "--report", str(report)])
    assert len(table.read_text().splitlines()) == 10_001
    right = re.search(r"accuracy (\S+)%", capsys.readouterr().out)
    assert right
    assert f"{right[1]}% right" in report.read_text()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["train", "--network", "resnet"], "resnet"),
        (["train", "--epochs", "0"], "epochs"),
        (["train", "--epochs", "many"], "many"),
        (["train", "--share", "2"], "share"),
        (["train", "--run", "nowhere"], "is no run"),
        (["train", "--run", "nowhere", "--epochs", "2"], "--run takes its settings"),
        (["train", "--strokes", "nowhere.jsonl", "--network", "shipped"], "does not exist"),
        (["train", "--strokes", "README.md", "--network", "fast"], "for the network `shipped` alone"),
        (["train", "--teacher", "nowhere"], "does not exist"),
        (["train", "--teacher", "model"], "categorical_crossentropy"),
        (["train", "--config", "nowhere.json"], "no readable file"),
        (["train", "--config", "README.md"], "no valid JSON"),
        (["train", "--loss", "binary_crossentropy"], "Binary cross-entropy is for two classes"),
        (["train", "--patience", "2", "--validation-split", "0"], "needs validation pictures"),
        (["race", "--optimizers", "adam,lion"], "lion"),
        (["race", "--remedies", "tea"], "tea"),
        (["race", "--optimizers", "adam", "--seeds", "3"], "Choose one of"),
        (["race", "--ready", "nothing"], "nothing"),
        (["crossvalidate", "--folds", "1"], "--folds"),
        (["script", "--augmentation"], "Switch it off to get one"),
        (["script", "--network", "shipped"], "make pretrained"),
        (["script", "--pictures", "gone-12345678"], "Import them"),
        (["places", "9"], "1 to 4 runs"),
        (["pause", "none"], "There is no run"),
        (["resume", "none"], "There is no run"),
        (["stop", "none"], "There is no run"),
        (["predict"], "FILE"),
        (["predict", "nowhere.png"], "There is no file"),
        (["predict", "nowhere.npz"], "There is no file"),
        (["predict", "--run", "none", "README.md"], "no picture"),
        (["evaluate", "--run", "none"], "There is no run"),
        (["evaluate", "--against", "none"], "There is no run"),
        (["evaluate", "--damage", "blur"], "KIND:STRENGTH"),
        (["evaluate", "--damage", "blur:much"], "KIND:STRENGTH"),
        (["evaluate", "--damage", "rain:1"], "Unknown damage"),
        (["evaluate", "--damage", "contrast:3"], "from 0 to 1"),
        (["evaluate", "--csv", "nowhere/answers.csv"], "cannot be written"),
        (["dance"], "dance"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert word in refused(arguments, capsys)
    assert runs.all_runs() == []


def test_script_is_printed_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    main(["script", "--network", "fast", "--seed", "9"])
    printed = capsys.readouterr().out
    assert printed == keras_script(PRESETS["fast"].replace(seed=9))


def test_places_are_told_and_set(capsys: pytest.CaptureFixture[str]) -> None:
    main(["places"])
    main(["places", "2"])
    assert capsys.readouterr().out.split() == ["1", "2"]
    assert runs.places() == 2


def test_training_begins_with_a_file_and_what_is_given_changes_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    config = PRESETS["one-conv"].replace(l2=0.01, seed=4)
    (tmp_path / "config.json").write_text(config.to_json())
    main(["script", "--config", str(tmp_path / "config.json"), "--epochs", "3"])
    assert capsys.readouterr().out == keras_script(config.replace(epochs=3))


def test_crossvalidation_tells_mean_and_spread(capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ["--network", "fast", "--epochs", "1", "--share", "0.01", "--batch-size", "64", "--json"]
    main(["crossvalidate", "--folds", "2", *chosen])
    told = json.loads(capsys.readouterr().out)
    accuracies = [run["validation_accuracy"] for run in told["runs"]]
    assert (told["kind"], [run["status"] for run in told["runs"]]) == ("folds", ["finished"] * 2)
    assert told["mean_accuracy"] == pytest.approx(np.mean(accuracies))
    assert told["spread"] == pytest.approx(np.std(accuracies, ddof=1))
    assert 0 < len(told["always_wrong"]) < 10_000
    assert [run.config().fold for run in runs.all_runs()] == [1, 0]


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


def test_command_without_words_helps(capsys: pytest.CaptureFixture[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "model", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert all(command in result.stdout for command in ("train", "runs", "networks", "predict", "evaluate"))
    assert result.stderr == ""


def test_augment_writes_pictures_before_and_after(tmp_path: Path) -> None:
    main(["augment", str(tmp_path / "faces.npz"), "--data", "faces", "--count", "3"])
    with np.load(tmp_path / "faces.npz") as archive:
        before, after = archive["before"], archive["after"]
    assert before.shape == after.shape == (3, 64, 64, 3)
    assert before.dtype == after.dtype == np.uint8
    assert all((one != other).any() for one, other in zip(before, after, strict=True))


def test_convert_refuses_what_is_no_classifier(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "has no readable card" in refused(["convert", str(tmp_path)], capsys)
