"""Promises of the command line as a whole: it helps, and bad input is one sentence."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest

from model.cli.main import main
from model.languages import translation
from model.runs import store
from model.storage.paths import ROOT
from tests.cli.refused import refused


def test_command_line_helps() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "model", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert all(command in result.stdout for command in ("train", "runs", "networks", "predict", "evaluate"))
    assert result.stderr == ""


def test_sign_that_a_file_cannot_hold_costs_the_sign_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "_reader", lambda: "zh_CN")
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, "cp1252", write_through=True))
    main(["networks"])
    assert re.search(rb"two-conv: \?+", written.getvalue())
    assert b"34,826" in written.getvalue()


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
        (["train", "--strokes", "README.md", "--network", "fast"], "for the data that take them"),
        (["train", "--data", "imagenet"], "imagenet"),
        (["train", "--optimizer", "lion"], "lion"),
        (["train", "--mix", "imagenet"], "Unknown data set 'imagenet'. Choose one of: mnist"),
        (["train", "--mix", "faces"], "cannot be mixed"),
        (["train", "--mix", "mnist:much"], "DATA:SHARE"),
        (["train", "--mix", "mnist:0"], "share must be more than 0"),
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
        (["train", "--pictures", "/nonexistent"], "There is no file or folder /nonexistent"),
        (["places", "9"], "1 to 4 runs"),
        (["pause", "none"], "There is no run"),
        (["resume", "none"], "There is no run"),
        (["stop", "none"], "There is no run"),
        (["predict"], "FILE"),
        (["predict", "nowhere.png"], "There is no file"),
        (["predict", "nowhere.npz"], "There is no file"),
        (["predict", "model"], "Error: model is a folder."),
        (["predict", "README.md"], "Error: README.md: This file is no picture"),
        (["predict", "--run", "none", "README.md"], "There is no run"),
        (["evaluate", "--run", "none"], "There is no run"),
        (["evaluate", "--against", "none"], "There is no run"),
        (["evaluate", "--damage", "blur"], "KIND:STRENGTH"),
        (["evaluate", "--damage", "blur:much"], "KIND:STRENGTH"),
        (["evaluate", "--damage", "rain:1"], "Unknown damage"),
        (["evaluate", "--damage", "contrast:3"], "from 0 to 1"),
        (["evaluate", "--csv", "nowhere/answers.csv"], "cannot be written"),
        (["export", "0", "nowhere/x.html", "--as", "page"], "nowhere/x.html cannot be written (No such file"),
        (["augment", "nowhere/x.npz"], "nowhere/x.npz cannot be written (No such file"),
        (["dance"], "dance"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert word in refused(arguments, capsys)
    assert store.all_runs() == []
